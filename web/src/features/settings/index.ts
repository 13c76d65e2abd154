export { OrganisationSettingsPage } from './OrganisationSettingsPage'
export { ProjectSettingsPage } from './ProjectSettingsPage'
