// What shows that a work package is done: documents of the register and files, only ever added.
import { Anchor, Radio, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraftName } from '~/api/draft-name'
import { addPackageEvidence, evidenceFileUrl, evidencePlace } from '~/api/queries/packages'
import type { At } from '~/api/queries/project'
import type { DocumentRow, WorkPackage } from '~/api/types'
import { Attach, attachmentFault, AttachmentLinks, useAttachments } from '~/features/attachments'
import { DocumentFinder } from '~/features/document'
import { FormDialog, toast, useForm, When } from '~/ui'
import { useActing } from './package-actions'
import classes from './packages.module.css'

export function EvidenceList({ at, one }: { at: At; one: WorkPackage }) {
  const { t } = useTranslation('packages')
  if (one.evidence.length === 0) return <Text c="dimmed">{t('noEvidence')}</Text>
  return (
    <ul className={classes['rows']} aria-label={t('evidence')}>
      {one.evidence.map(({ id, document, attachments, person, at: when }) => (
        <li key={id}>
          <div className={classes['words']}>
            {document && (
              <>
                <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${document.document_id}?rev=${document.revision_id}`}>
                  {document.number}
                </Anchor>{' '}
                {document.title} <span className="numeric">{document.revision}</span>
              </>
            )}
            <AttachmentLinks files={attachments} url={evidenceFileUrl(at, one.id)} />
          </div>
          <span className={classes['quiet']}>
            {person?.name} · <When at={when} />
          </span>
        </li>
      ))}
    </ul>
  )
}

export function EvidenceDialog({ at, one, onClose }: { at: At; one: WorkPackage; onClose: () => void }) {
  const { t } = useTranslation('packages')
  const acting = useActing(at, one.id)
  const attaching = useAttachments(evidencePlace(at, one.id), useDraftName(`package ${one.id} files`))
  const [from, setFrom] = useState('files')
  const [document, setDocument] = useState<DocumentRow>()
  const form = useForm({})
  const files = from === 'files'
  return (
    <FormDialog
      title={t('evidenceTitle', { reference: one.reference })}
      form={form}
      submit={t('addEvidence')}
      disabled={files ? attaching.ids.length === 0 || attaching.busy : !document}
      onClose={onClose}
      onSubmit={async () => {
        const body = files ? { attachments: attaching.ids } : { document_id: document?.id ?? '' }
        await acting(() => addPackageEvidence(at, one.id, body))
        if (files) attaching.clear()
        toast(t('evidenceAdded', { reference: one.reference }))
      }}
    >
      <Text size="sm">{t('evidenceText')}</Text>
      <Radio.Group label={t('evidenceFrom')} value={from} onChange={setFrom}>
        <Stack gap={4} mt={4}>
          <Radio value="files" label={t('evidenceFiles')} />
          <Radio value="document" label={t('evidenceDocument')} />
        </Stack>
      </Radio.Group>
      {files ? (
        <Attach attaching={attaching} error={attachmentFault(form.errors)} />
      ) : (
        <>
          <DocumentFinder at={at} label={t('document')} taken={document ? [document.id] : []} onAdd={setDocument} error={form.errors['document_id']} />
          {document && (
            <Text>
              <strong>{document.number}</strong> {document.title} <span className="numeric">{document.revision.code}</span>
            </Text>
          )}
        </>
      )}
    </FormDialog>
  )
}
