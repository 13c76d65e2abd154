export { EditPackagePage, NewPackagePage } from './PackageForm'
export { PackagePage } from './PackagePage'
export { type PackagesSearch, PackagesPage } from './PackagesPage'
