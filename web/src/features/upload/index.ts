import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export const UploadDialog = lazily(() => withLateTexts(() => import('./UploadDialog')), 'UploadDialog')
