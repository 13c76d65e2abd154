import { lazily } from '~/lib/lazily'
import { withLateTexts } from '~/lib/texts'

export const DashboardPage = lazily(() => withLateTexts(() => import('./DashboardPage')), 'DashboardPage')
