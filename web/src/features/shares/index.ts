import { lazily } from '~/lib/lazily'

export { GuestShareList } from './GuestShareList'
export { SentLink } from './SentLink'
export { SharesPage } from './SharesPage'
// Dialogs come when they are opened.
export const CreateGuestShare = lazily(() => import('./CreateGuestShare'), 'CreateGuestShare')
export const ShareDialog = lazily(() => import('./ShareDialog'), 'ShareDialog')
const dialogs = () => import('./dialogs')
export const EndDialog = lazily(dialogs, 'EndDialog')
export const ReasonDialog = lazily(dialogs, 'ReasonDialog')
