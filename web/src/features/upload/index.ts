export { UploadDialog } from './UploadDialog'
