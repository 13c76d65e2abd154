// The bar at the bottom while rows are selected. What is not allowed stays there, disabled, with its reason.
import { Button, Group, Text, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './bulk.module.css'

export type BulkAction = { label: string; onRun: () => void; danger?: boolean; refusal?: string | undefined }

export function BulkBar({ count, actions, onClear }: { count: number; actions: BulkAction[]; onClear: () => void }) {
  const { t } = useTranslation('ui')
  if (count === 0) return null
  return (
    <div className={classes['bar']} role="region" aria-label={t('table.selected', { count })}>
      <Text className="numeric">{t('table.selected', { count })}</Text>
      <Group gap="xs">
        {actions.map((action) => (
          <Tooltip key={action.label} label={action.refusal} disabled={!action.refusal}>
            <Button
              size="xs"
              variant="default"
              data-disabled={action.refusal ? true : undefined}
              aria-disabled={action.refusal ? true : undefined}
              {...(action.danger ? { c: 'var(--wl-danger)' } : {})}
              onClick={() => {
                if (!action.refusal) action.onRun()
              }}
            >
              {action.label}
            </Button>
          </Tooltip>
        ))}
        <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
          {t('table.clear')}
        </Button>
      </Group>
    </div>
  )
}
