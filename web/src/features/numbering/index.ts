import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export const OrganisationNumberingSettings = lazily(() => withLateTexts(() => import('./OrganisationNumbering')), 'OrganisationNumberingSettings')
export const ProjectNumberingSettings = lazily(() => withLateTexts(() => import('./ProjectNumbering')), 'ProjectNumberingSettings')
