import { lazily } from '~/lib/lazily'

export { GuestShareList } from './GuestShareList'
export { SharesPage } from './SharesPage'
// Dialogs come when they are opened.
export const CreateGuestShare = lazily(() => import('./CreateGuestShare'), 'CreateGuestShare')
export const ShareDialog = lazily(() => import('./ShareDialog'), 'ShareDialog')
export const EndDialog = lazily(() => import('./dialogs'), 'EndDialog')
export const ReasonDialog = lazily(() => import('./dialogs'), 'ReasonDialog')
