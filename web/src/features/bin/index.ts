export { BinPage } from './BinPage'
