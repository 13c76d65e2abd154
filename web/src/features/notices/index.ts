import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export const NoticesPage = lazily(() => withLateTexts(() => import('./NoticesPage')), 'NoticesPage')
export const UsualForm = lazily(() => withLateTexts(() => import('./UsualForm')), 'UsualForm')
