export { ProjectsPage } from './ProjectsPage'
