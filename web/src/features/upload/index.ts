import { lazily } from '~/lib/lazily'

export const UploadDialog = lazily(() => import('./UploadDialog'), 'UploadDialog')
