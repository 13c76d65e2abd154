// A place to drop files, with a button for those who do not drag.
import { Anchor, Text } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDrop } from './drop'
import classes from './drop.module.css'
import { Icon } from './Icon'

export function FileDrop({
  onFiles,
  accept,
  multiple = true,
  hint,
  label,
}: {
  onFiles: (files: File[]) => void
  accept?: string
  multiple?: boolean
  hint?: ReactNode
  label: string
}) {
  const { t } = useTranslation('ui')
  const input = useRef<HTMLInputElement>(null)
  const { over, zone } = useDrop((files) => onFiles(multiple ? files : files.slice(0, 1)))
  return (
    <div
      className={classes['zone']}
      {...zone}
    >
      <Icon name="upload" size={24} />
      <Text>
        {over ? (
          t('drop.now')
        ) : (
          <>
            {t('drop.prompt')}{' '}
            <Anchor component="button" type="button" onClick={() => input.current?.click()}>
              {t('drop.choose')}
            </Anchor>
          </>
        )}
      </Text>
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={label}
        multiple={multiple}
        accept={accept}
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          if (files.length > 0) onFiles(files)
        }}
      />
    </div>
  )
}
