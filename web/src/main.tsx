// The signed-in app. Guests never load it: their pages are drawn by the server.
import { MantineProvider } from '@mantine/core'
import './theme/mantine.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { whenSignedOut } from '~/api/client'
import { startLanguage } from '~/lib/i18n'
import { isRefusal } from '~/lib/problem'
import { useBrand } from '~/theme/brand'
import './theme/app.css'
import { themeFor } from '~/theme/theme'
import { ActionRegistry, ConfirmProvider, ToastPlace } from '~/ui'
import { routeTree } from './route-tree.gen'

startLanguage()

const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => count < 2 && !isRefusal(error), staleTime: 5_000 },
    mutations: { retry: false },
  },
})

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 400,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

whenSignedOut(() => {
  const { pathname, searchStr } = router.state.location
  if (pathname === '/sign-in') return
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: pathname + searchStr } })
})

function App() {
  const brand = useBrand()
  const theme = useMemo(() => themeFor(brand), [brand])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ToastPlace />
      <QueryClientProvider client={queryClient}>
        <ConfirmProvider>
          <ActionRegistry>
            <RouterProvider router={router} />
          </ActionRegistry>
        </ConfirmProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
