import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export { exportColumns } from './columns'
export { ExportDialog } from './ExportDialog'
export { ImportPage } from './ImportPage'
export const SheetsButton = lazily(() => withLateTexts(() => import('./SheetsButton')), 'SheetsButton')
