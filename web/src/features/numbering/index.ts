import { lazily } from '~/lib/lazily'

export const OrganisationNumberingSettings = lazily(() => import('./OrganisationNumbering'), 'OrganisationNumberingSettings')
export const ProjectNumberingSettings = lazily(() => import('./ProjectNumbering'), 'ProjectNumberingSettings')
