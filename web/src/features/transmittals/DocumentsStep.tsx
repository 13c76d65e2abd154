// The first screen: what it is about, what it is sent for, and which revisions of which documents.
import { Button, Group, Select, Skeleton, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { documentQuery } from '~/api/queries/register'
import { purposesQuery, transmittalQuery } from '~/api/queries/transmittals'
import { DocumentFinder } from '~/features/document'
import { numberWidth } from '~/lib/columns'
import { useWords } from '~/lib/words'
import { ActionMenu, type Column, DataTable, ErrorBox, FormDialog, toast, toastError, useDialog, useForm } from '~/ui'
import { sheetOf } from './carried'
import { brought, changedOnly, inRevision, outdated } from './currents'
import { adding, type Sheet, wrongAt } from './draft'
import type { StepProps } from './Editor'
import { Asks } from './Purposes'
import classes from './transmittals.module.css'
import { Warnings } from './Warnings'

export function DocumentsStep({ at, draft, onDraft, errors, reissueOf }: StepProps) {
  const { t } = useTranslation('transmittals')
  const purposes = useQuery(purposesQuery(at.org))
  const purpose = purposes.data?.items.find(({ id }) => id === draft.purpose)
  return (
    <>
      <TextInput
        label={t('subject')}
        required
        maxLength={200}
        value={draft.subject}
        error={errors['subject']}
        onChange={(event) => onDraft({ subject: event.currentTarget.value })}
      />
      <div className={classes['pair']}>
        {purposes.error ? (
          <ErrorBox error={purposes.error} onRetry={() => void purposes.refetch()} />
        ) : (
          <Select
            label={t('purpose')}
            required
            allowDeselect={false}
            data={(purposes.data?.items ?? [])
              // A purpose that was retired stays with the drafts that have it.
              .filter(({ id, active }) => active || id === draft.purpose)
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={draft.purpose || null}
            error={errors['purpose']}
            description={purpose ? <Asks purpose={purpose} /> : t('purposeHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            onChange={(id) => onDraft({ purpose: id ?? '' })}
          />
        )}
        <TextInput
          type="date"
          label={t('dated')}
          required
          value={draft.dated_on}
          error={errors['dated_on']}
          onChange={(event) => onDraft({ dated_on: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={t('remarks')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
        value={draft.remarks}
        error={errors['remarks']}
        onChange={(event) => onDraft({ remarks: event.currentTarget.value })}
      />
      <Sheets at={at} sheets={draft.documents} errors={errors} reissueOf={reissueOf} onSheets={(documents) => onDraft({ documents })} />
    </>
  )
}

type SheetsProps = Pick<StepProps, 'at' | 'errors' | 'reissueOf'> & { sheets: Sheet[]; onSheets: (sheets: Sheet[]) => void }

function Sheets({ at, sheets, errors, reissueOf, onSheets }: SheetsProps) {
  const { t } = useTranslation('transmittals')
  const words = useWords()
  const open = useDialog()
  const current = useCurrent(at)
  const wrong = (sheet: Sheet) => wrongAt(errors, 'documents', sheets.indexOf(sheet))
  const choose = (sheet: Sheet) =>
    open((close) => (
      <RevisionDialog at={at} sheet={sheet} onClose={close} onChosen={(next) => onSheets(sheets.map((one) => (one.document_id === next.document_id ? next : one)))} />
    ))
  const menu = (sheet: Sheet) => (
    <ActionMenu
      label={sheet.number}
      actions={[
        ...(outdated(sheet)
          ? [{ id: 'current', label: t('takeCurrent'), run: () => void current.take([sheet], ([next]) => next && onSheets(sheets.map((one) => (one === sheet ? next : one)))) }]
          : []),
        { id: 'revision', label: t('otherRevision'), run: () => choose(sheet) },
        { id: 'out', label: t('takeOutOne'), run: () => onSheets(sheets.filter((one) => one !== sheet)) },
      ]}
    />
  )
  const note = (sheet: Sheet) =>
    wrong(sheet) ? <span style={{ color: 'var(--wl-danger)' }} title={wrong(sheet)}>{wrong(sheet)}</span> : <Warnings codes={sheet.warnings} />
  const columns: Column<Sheet>[] = [
    { key: 'number', header: t('columns.number'), width: numberWidth(sheets.map(({ number }) => number), false), cell: ({ number }) => number },
    { key: 'title', header: t('columns.title'), width: 'minmax(140px, 2fr)', cell: ({ title }) => <span title={title}>{title}</span> },
    { key: 'revision', header: t('columns.revision'), width: '80px', cell: ({ revision }) => revision },
    { key: 'status', header: t('columns.status'), width: '120px', drop: 2, cell: ({ status }) => status && words('status', status) },
    ...(sheets.some((sheet) => wrong(sheet) || sheet.warnings.length > 0) ? [{ key: 'note', header: t('columns.note'), width: 'minmax(200px, 1fr)', cell: note }] : []),
    { key: 'more', header: t('columns.more'), width: '48px', quiet: true, cell: menu },
  ]
  return (
    <section aria-labelledby="sheets" className={classes['part']}>
      <h2 id="sheets">{t('documents', { count: sheets.length })}</h2>
      <DocumentFinder
        at={at}
        label={t('addDocument')}
        description={t('addDocumentHint')}
        taken={sheets.map(({ document_id }) => document_id)}
        onAdd={(row) => onSheets(adding(sheets, [sheetOf(row)], ({ document_id }) => document_id))}
        error={errors['documents']}
      />
      <Bringing at={at} sheets={sheets} reissueOf={reissueOf} onSheets={onSheets} />
      {sheets.length > 0 && (
        <DataTable
          fit
          label={t('columns.documents')}
          columns={columns}
          rows={sheets}
          getId={({ document_id }) => document_id}
          rowLabel={({ number, title }) => `${number} · ${title}`}
          onOpen={choose}
          phone={(sheet) => ({
            first: (
              <>
                <strong>{sheet.number}</strong> <span>{sheet.title}</span>
              </>
            ),
            second: (
              <>
                <span>{sheet.revision}</span>
                {note(sheet)}
                {menu(sheet)}
              </>
            ),
          })}
          empty={null}
        />
      )}
    </section>
  )
}

/** Looks up current revisions, one asking at a time, and says when there was none to take. */
function useCurrent(at: At) {
  const { t } = useTranslation('transmittals')
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const take = async (sheets: Sheet[], onTaken: (next: Sheet[]) => void) => {
    setBusy(true)
    try {
      const next = await brought(client, at, sheets)
      if (sheets.some(outdated) && next.every((one, index) => one === sheets[index])) toast(t('takenNone'))
      onTaken(next)
    } catch (error) {
      toastError(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, take }
}

/** What is behind is brought up to date at once; of what is issued again, what stayed as it was can be left out. */
function Bringing({ at, sheets, reissueOf, onSheets }: Omit<SheetsProps, 'errors'>) {
  const { t } = useTranslation('transmittals')
  const before = useQuery({ ...transmittalQuery(at, reissueOf ?? ''), enabled: reissueOf !== undefined })
  const { busy, take } = useCurrent(at)
  const behind = sheets.filter(outdated).length
  const sent = before.data?.documents
  if (behind === 0 && !(sent && changedOnly(sheets, sent).length < sheets.length)) return null
  return (
    <Group gap="xs">
      {behind > 0 && (
        <>
          <Text size="sm">{t('behind', { count: behind })}</Text>
          <Button size="xs" variant="default" loading={busy} onClick={() => void take(sheets, onSheets)}>
            {t('takeAllCurrent')}
          </Button>
        </>
      )}
      {sent && (
        <Button
          size="xs"
          variant="default"
          loading={busy}
          onClick={() =>
            void take(sheets, (next) => {
              const left = changedOnly(next, sent)
              if (left.length === 0) toast(t('changedNone'))
              else onSheets(left)
            })
          }
        >
          {t('onlyChanged')}
        </Button>
      )}
    </Group>
  )
}

function RevisionDialog({ at, sheet, onChosen, onClose }: { at: At; sheet: Sheet; onChosen: (sheet: Sheet) => void; onClose: () => void }) {
  const { t } = useTranslation('transmittals')
  const words = useWords()
  const document = useQuery(documentQuery(at, sheet.document_id))
  const form = useForm({ revision: sheet.revision_id ?? '' })
  // Only what was accepted can be sent.
  const revisions = (document.data?.revisions ?? []).filter(({ acceptance }) => acceptance === 'accepted')
  const chosen = revisions.find(({ id }) => id === form.values.revision)
  return (
    <FormDialog
      title={t('revisionTitle', { number: sheet.number })}
      form={form}
      submit={t('revisionChoose')}
      disabled={!chosen}
      onClose={onClose}
      onSubmit={async () => {
        if (!chosen || !document.data) return
        onChosen(inRevision(sheet, document.data, chosen))
      }}
    >
      {document.error ? (
        <ErrorBox error={document.error} onRetry={() => void document.refetch()} />
      ) : !document.data ? (
        <Skeleton height={36} />
      ) : revisions.length === 0 ? (
        <Text c="dimmed">{t('noRevisions')}</Text>
      ) : (
        <Select
          label={t('columns.revision')}
          allowDeselect={false}
          data-autofocus
          data={revisions.map(({ id, code, status, current }) => ({
            value: id,
            label: [code, words('status', status), current ? t('currentOne') : ''].filter(Boolean).join(' · '),
          }))}
          value={form.values.revision || null}
          onChange={(id) => form.set('revision', id ?? '')}
        />
      )}
    </FormDialog>
  )
}
