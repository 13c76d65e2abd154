export { Frame } from './Frame'
export { ErrorScreen, NotFoundScreen } from './screens'
export { lastOrganisation, requireMe } from './session'
