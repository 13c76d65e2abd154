import { lazily } from '~/lib/lazily'

export { useRowActions } from './actions'
export { DocumentPage } from './DocumentPage'
export const DocumentPanel = lazily(() => import('./DocumentPanel'), 'DocumentPanel')
export const MergeDialog = lazily(() => import('./MergeDialog'), 'MergeDialog')
export { usePersonName } from './person'
export { DocumentSelect } from './DocumentSelect'
export { useWithdraw } from './RequestNotice'
export { Status } from './Status'
export { ChangedCell, ChangeList, isUndone, useWishes } from './wishes'
