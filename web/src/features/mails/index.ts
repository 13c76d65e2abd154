import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export const MailTextSettings = lazily(() => withLateTexts(() => import('./MailTextSettings')), 'MailTextSettings')
