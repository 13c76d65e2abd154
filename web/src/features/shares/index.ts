import { lazily } from '~/lib/lazily'

export { GuestShareList } from './GuestShareList'
export { SharesPage } from './SharesPage'
// Dialogs come when they are opened.
export const SentDialog = lazily(() => import('./SentDialog'), 'SentDialog')
export const CreateGuestShare = lazily(() => import('./CreateGuestShare'), 'CreateGuestShare')
export const ShareDialog = lazily(() => import('./ShareDialog'), 'ShareDialog')
const dialogs = () => import('./dialogs')
export const EndDialog = lazily(dialogs, 'EndDialog')
export const ReasonDialog = lazily(dialogs, 'ReasonDialog')
