import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { describe, expect, it, vi } from 'vitest'
import { show } from '~/test-render'
import { ActionMenu } from './ActionMenu'

describe('ActionMenu', () => {
  it('lets the keyboard come to what is refused, which does nothing but say why', async () => {
    const user = userEvent.setup()
    const lock = vi.fn()
    const remove = vi.fn()
    show(
      <ActionMenu
        actions={[
          { id: 'remove', label: 'Delete', run: remove, refusal: 'It is under review.' },
          { id: 'lock', label: 'Lock', run: lock },
        ]}
      />,
    )
    await user.click(screen.getByRole('button', { name: 'More actions' }))
    const refused = await screen.findByRole('menuitem', { name: /Delete/ })
    expect(refused.getAttribute('aria-disabled')).toBe('true')
    expect(document.activeElement).toBe(refused)
    await user.keyboard('{Enter}')
    expect(remove).not.toHaveBeenCalled()
    expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations).toEqual([])
    await user.keyboard('{ArrowDown}{Enter}')
    expect(lock).toHaveBeenCalledOnce()
  })
})
