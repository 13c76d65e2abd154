export { PeoplePage } from './PeoplePage'
export { TeamPage } from './TeamPage'
