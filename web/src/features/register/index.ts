export { RegisterPage } from './RegisterPage'
export type { RegisterSearch } from './search'
