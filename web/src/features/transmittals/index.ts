import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export { sheetOf } from './carried'
export { Receipt, State } from './chips'
export type { Carried, Step } from './draft'
export { STEPS } from './draft'
export const HoldersDialog = lazily(() => withLateTexts(() => import('./HoldersDialog')), 'HoldersDialog')
export { TransmittalsPage } from './TransmittalsPage'
export { NewTransmittalPage, TransmittalPage } from './TransmittalPage'
export const TransmittalSettings = lazily(() => withLateTexts(() => import('./Purposes')), 'TransmittalSettings')
