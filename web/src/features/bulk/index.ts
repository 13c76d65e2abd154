import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export const RegisterBulkBar = lazily(() => withLateTexts(() => import('./RegisterBulkBar')), 'RegisterBulkBar')
