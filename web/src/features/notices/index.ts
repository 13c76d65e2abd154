import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export { NoticesPage } from './NoticesPage'
export const UsualForm = lazily(() => withLateTexts(() => import('./UsualForm')), 'UsualForm')
