// The field that takes files: a button, a place to drop them, and what became of each.
import { ActionIcon, Button, Progress, Text } from '@mantine/core'
import '~/theme/late.css'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes } from '~/lib/bytes'
import { Icon, useDrop } from '~/ui'
import classes from './attachments.module.css'
import { type Attaching, type Item, MOST } from './use-attachments'

export function Attach({ attaching, error }: { attaching: Attaching; error?: string | undefined }) {
  const { t } = useTranslation('attachments')
  const input = useRef<HTMLInputElement>(null)
  const { zone } = useDrop(attaching.add)
  const { items } = attaching
  return (
    <div
      role="group"
      aria-label={t('files')}
      className={classes['place']}
      {...zone}
    >
      <div className={classes['choose']}>
        <Button size="xs" variant="default" leftSection={<Icon name="upload" size={14} />} onClick={() => input.current?.click()}>
          {t('attach')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('limits', { most: MOST })}
        </Text>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        className="visually-hidden"
        aria-label={t('attach')}
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          attaching.add(files)
        }}
      />
      {items.length > 0 && (
        <>
          <span className="visually-hidden" role="status">
            {t('arrived', { done: attaching.ids.length, total: items.length })}
          </span>
          <ul className={classes['items']} aria-label={t('chosen')}>
            {items.map((item) => (
              <Row key={item.key} item={item} onRemove={() => attaching.remove(item.key)} />
            ))}
          </ul>
        </>
      )}
      {error && (
        <Text size="xs" c="var(--wl-danger)" role="alert">
          {error}
        </Text>
      )}
    </div>
  )
}

function Row({ item, onRemove }: { item: Item; onRemove: () => void }) {
  const { t, i18n } = useTranslation('attachments')
  const moving = !item.file && !item.error
  return (
    <li>
      <span className="clip" title={item.name}>
        {item.name}
      </span>
      <Text size="xs" c="dimmed" className="numeric">
        {bytes(item.size, i18n.language)}
      </Text>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('remove', { name: item.name })} onClick={onRemove}>
        <Icon name="close" size={14} />
      </ActionIcon>
      {moving && <Progress className={classes['below'] ?? ''} size="xs" value={item.size === 0 ? 0 : (100 * item.sent) / item.size} aria-label={item.name} />}
      {item.error && <span className={classes['fault']}>{item.error}</span>}
    </li>
  )
}
