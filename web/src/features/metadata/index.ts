import { lazily } from '~/lib/lazily'

export { FieldInput } from './FieldInput'
export { type Bearer, isNeeded, pathOf, toRequest, valueIn, wordsFor } from './values'
export const MetadataSettings = lazily(() => import('./MetadataSettings'), 'MetadataSettings')
