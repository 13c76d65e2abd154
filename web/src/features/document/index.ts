import { lazily } from '~/lib/lazily'

export { MergeDialog, useRowActions } from './actions'
export { DocumentPage } from './DocumentPage'
export const DocumentPanel = lazily(() => import('./DocumentPanel'), 'DocumentPanel')
export { Reading } from './Reading'
export { usePersonName } from './person'
export { DocumentFinder } from './DocumentFinder'
export { DocumentSelect } from './DocumentSelect'
export { useWithdraw } from './RequestNotice'
export { Status } from './Status'
export { ChangedCell, ChangeList, isUndone, useWishes } from './wishes'
