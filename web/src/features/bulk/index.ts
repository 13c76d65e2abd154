export { useBulkActions } from './actions'
