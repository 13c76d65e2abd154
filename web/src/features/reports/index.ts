export { ReportsPage } from './ReportsPage'
export type { ReportSearch } from './question'
