import { lazily } from '~/lib/lazily'

export { useRowActions } from './actions'
export { DocumentPage } from './DocumentPage'
export const DocumentPanel = lazily(() => import('./DocumentPanel'), 'DocumentPanel')
export { usePersonName } from './person'
export { Status } from './Status'
