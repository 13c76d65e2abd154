export { PendingPage } from './PendingPage'
