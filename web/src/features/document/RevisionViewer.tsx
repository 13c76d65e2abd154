// The viewer for one revision, or for two beside each other: the file itself for those who may download it, page images
// for those who may not, text as text, and a plain word where there is nothing to be shown.
import { Button, Group, Text } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import type { Document, Revision } from '~/api/types'
import type { At } from '~/api/queries/project'
import { contentUrl, fileUrl } from '~/api/queries/register'
import { Compare, type Looking, TextView, Viewer } from '~/features/viewer'
import { day, millis } from '~/lib/dates'
import { HoldersDialog } from '~/features/transmittals'
import { EmptyState, useDialog } from '~/ui'
import classes from './document.module.css'
import { waysToShow } from './ways'

type Props = Looking & { at: At; document: Document; revision: Revision }

export default function RevisionViewer({ onRevision, ...props }: Props & { onRevision: (revision: string) => void }) {
  const { t } = useTranslation('viewer')
  const { t: documents } = useTranslation('documents')
  const open = useDialog()
  const { at, document, revision, look } = props
  const current = document.revision
  // Whoever compares two revisions sees which they are.
  if (revision.id === current.id || look.compare) return <Shown {...props} />
  return (
    <div className={classes['held']}>
      <div className={classes['older']} role="note">
        <Text size="sm">{t('older', { code: revision.code })}</Text>
        <Group gap="xs">
          {may(document.abilities, 'document.access') && revision.acceptance === 'accepted' && (
            <Button size="compact-sm" variant="default" onClick={() => open((close) => <HoldersDialog at={at} document={document} revision={revision.id} onClose={close} />)}>
              {documents('actions.holders', { code: revision.code })}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => onRevision(current.id)}>
            {t('olderNow', { code: current.code })}
          </Button>
        </Group>
      </div>
      <div>
        <Shown {...props} />
      </div>
    </div>
  )
}

function Shown({ at, document, revision, ...looking }: Props) {
  const { t, i18n } = useTranslation('viewer')
  const way = waysToShow(at, document.id, revision)
  const { download } = revision.caps
  const file = download ? fileUrl(at, document.id, revision.id) : undefined
  const label = t('label', { code: revision.code, file: revision.filename })
  const offer = file && (
    <Button component="a" href={file} variant="default">
      {t('download')}
    </Button>
  )
  if (way.kind === 'none') {
    return (
      <EmptyState title={t('none')} action={offer}>
        {download ? t('noneText') : t('noneNoDownload')}
      </EmptyState>
    )
  }
  if (way.kind === 'text') {
    return (
      <TextView
        key={revision.id}
        label={label}
        url={contentUrl(at, document.id, revision.id)}
        kind={way.text}
        download={file}
        everywhere={looking.everywhere}
      />
    )
  }
  const comparable = document.revisions.flatMap((other) => {
    const shown = waysToShow(at, document.id, other)
    return shown.kind === 'pages' && other.id !== revision.id ? [{ revision: other, opening: shown.opening }] : []
  })
  const others = comparable.map(({ revision: { id, code, uploaded_at } }) => ({ id, code, note: uploaded_at ? day(millis(uploaded_at), i18n.language) : '' }))
  const other = comparable.find(({ revision: { id } }) => id === looking.look.compare)
  if (other) {
    const place = (of: Revision) => document.revisions.indexOf(of)
    const mine = { id: revision.id, code: revision.code, opening: way.opening }
    const theirs = { id: other.revision.id, code: other.revision.code, opening: other.opening }
    // The newest revision stands first.
    const newer = place(revision) < place(other.revision)
    return (
      <Compare
        {...looking}
        older={newer ? theirs : mine}
        newer={newer ? mine : theirs}
        chosen={newer ? 'newer' : 'older'}
        others={others}
      />
    )
  }
  return (
    <Viewer
      {...looking}
      name={revision.id}
      label={label}
      opening={way.opening}
      unsearchable={way.unsearchable}
      download={file}
      failed={<Group justify="center">{offer}</Group>}
      others={others}
    />
  )
}
