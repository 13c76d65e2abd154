export { InvitationPage } from './InvitationPage'
export { ResetPage } from './ResetPage'
export { SignInPage } from './SignInPage'
