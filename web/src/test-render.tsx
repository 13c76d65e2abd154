// Renders a component with what the app gives to all of them.
import { MantineProvider } from '@mantine/core'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { ConfirmProvider } from '~/ui'
import { themeFor } from '~/theme/theme'

export const show = (node: ReactNode) =>
  render(node, {
    wrapper: ({ children }) => (
      <MantineProvider theme={themeFor('#1f4f7a')} env="test">
        <ConfirmProvider>{children}</ConfirmProvider>
      </MantineProvider>
    ),
  })
