// The files of an answer or a comment, to keep.
import { Anchor, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '~/api/types'
import { bytes } from '~/lib/bytes'
import { Icon } from '~/ui'
import classes from './attachments.module.css'

export function AttachmentLinks({ files, url }: { files: Attachment[]; url: (id: string) => string }) {
  const { t, i18n } = useTranslation('attachments')
  if (files.length === 0) return null
  return (
    <ul className={classes['links']} aria-label={t('files')}>
      {files.map((file) => (
        <li key={file.id}>
          <Icon name="file" size={14} />
          <Anchor size="sm" href={url(file.id)} download title={`SHA-256 ${file.sha256}`}>
            {file.filename}
          </Anchor>
          <Text span size="xs" c="dimmed" className="numeric">
            {bytes(file.size, i18n.language)}
          </Text>
        </li>
      ))}
    </ul>
  )
}
