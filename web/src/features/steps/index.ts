export { MyStepsPage } from './MyStepsPage'
export { StepPage } from './StepPage'
