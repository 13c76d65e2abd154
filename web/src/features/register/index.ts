export { Filters } from './Filters'
export { RegisterPage } from './RegisterPage'
export { FILTERS, several, toCount } from './search'
export type { RegisterSearch } from './search'
