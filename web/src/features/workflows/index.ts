export { PersonSelect } from './party'
export { TemplatePage } from './TemplatePage'
export { WorkflowsPage } from './WorkflowsPage'
