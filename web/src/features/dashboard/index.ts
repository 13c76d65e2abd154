export { Bars } from './Bars'
export { DashboardPage } from './DashboardPage'
