export { openPdf, openPicture, openServerPages } from './source'
export { Viewer } from './Viewer'
