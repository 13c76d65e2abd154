import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export { FieldInput } from './FieldInput'
export { type Bearer, isNeeded, pathOf, toRequest, valueIn, wordsFor } from './values'
export const MetadataSettings = lazily(() => withLateTexts(() => import('./MetadataSettings')), 'MetadataSettings')
