// A detail beside its list. On a phone it takes the whole screen. Escape closes it, Enter in the list opens the page.
import { ActionIcon, Group, Title } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './panel.module.css'
import { Icon } from './Icon'

export function SidePanel({
  title,
  onClose,
  onFull,
  children,
}: {
  title: string
  onClose: () => void
  onFull?: () => void
  children: ReactNode
}) {
  const { t } = useTranslation('ui')
  const element = useRef<HTMLElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog, menu or list above the panel closes first.
      const above = '[role="dialog"], [role="menu"], [role="listbox"]'
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector(above)) onClose()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onClose])
  return (
    <aside ref={element} className={classes['panel']} aria-label={title}>
      <Group className={classes['head']} justify="space-between" wrap="nowrap">
        <Title order={2} className="clip">
          {title}
        </Title>
        <Group gap={4} wrap="nowrap">
          {onFull && (
            <ActionIcon variant="subtle" color="gray" aria-label={t('panel.full')} onClick={onFull}>
              <Icon name="expand" />
            </ActionIcon>
          )}
          <ActionIcon variant="subtle" color="gray" aria-label={t('panel.close')} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        </Group>
      </Group>
      <div className={classes['body']}>{children}</div>
    </aside>
  )
}

/** A list with its detail beside it. */
export function Split({ children, panel }: { children: ReactNode; panel: ReactNode }) {
  return (
    <div className={classes['split']} data-open={panel ? true : undefined}>
      <div className={classes['main']}>{children}</div>
      {panel}
    </div>
  )
}
