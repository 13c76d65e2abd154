export { useRowActions } from './actions'
export { DocumentPage } from './DocumentPage'
export { DocumentPanel } from './DocumentPanel'
export { History, usePersonName } from './tabs'
