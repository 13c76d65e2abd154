// The mail as the server would write it in these words, with made-up facts. Nothing in it runs or opens anything.
import { Alert, Anchor, Group, List, Skeleton, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Level } from '~/api/queries/fields'
import { mailPreviewQuery } from '~/api/queries/mail-texts'
import type { MailWords } from '~/api/types'
import { still } from '~/lib/still'
import { ErrorBox } from '~/ui'
import type { Part } from './words'
import classes from './mails.module.css'

export function MailPreview({ at, text, words }: { at: Level; text: string; words: MailWords }) {
  const { t } = useTranslation('mails')
  const [plain, setPlain] = useState(false)
  const preview = useQuery({ ...mailPreviewQuery(at, text, words), placeholderData: keepPreviousData })
  return (
    <section aria-labelledby="mail-preview">
      <Group justify="space-between" align="baseline">
        <Title order={3} id="mail-preview">
          {t('preview')}
        </Title>
        <Anchor component="button" type="button" size="sm" onClick={() => setPlain(!plain)}>
          {t(plain ? 'formatted' : 'plain')}
        </Anchor>
      </Group>
      <Text size="xs" c="dimmed" mb="xs">
        {t('previewHint')}
      </Text>
      {preview.error ? (
        <ErrorBox error={preview.error} onRetry={() => void preview.refetch()} />
      ) : !preview.data ? (
        <Skeleton height={360} />
      ) : (
        <>
          {preview.data.warnings.length > 0 && (
            <Alert color="gray" mb="sm" title={t('warnings')} role="status">
              <List size="sm">
                {preview.data.warnings.map(({ part, line, column, detail }) => (
                  <List.Item key={`${part}:${line}:${column}`}>
                    {t('warning', { part: t(`parts.${part as Part}`), line, column, detail })}
                  </List.Item>
                ))}
              </List>
            </Alert>
          )}
          <Text fw={600} aria-label={t('parts.subject')} role="note">
            {preview.data.subject}
          </Text>
          {plain ? (
            <pre className={classes['plain']} tabIndex={0} aria-label={t('previewText')}>
              {preview.data.text}
            </pre>
          ) : (
            <iframe className={classes['frame']} title={t('previewText')} sandbox="allow-same-origin" srcDoc={still(preview.data.html)} />
          )}
        </>
      )}
    </section>
  )
}
