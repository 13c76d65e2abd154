// Takes what the register shows out of it: as a workbook, as CSV, or the files themselves. Short ones are there at once,
// long ones are made while the dialog, or another page, is open.
import { Alert, Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { createExport, dropExport, exportFile, exportQuery } from '~/api/queries/sheets'
import type { DocumentFilter, DocumentRow, Export, ExportFormat } from '~/api/types'
import { Bytes, ErrorBox, Form, Icon, toastError, useForm } from '~/ui'
import { exportColumns } from './columns'

type Props = {
  at: At
  filter: DocumentFilter
  /** Those on the screen. */
  columns: string[]
  /** How many documents the register shows, where that is known. */
  count: number | undefined
  /** Only these instead of all that the register shows. */
  rows?: DocumentRow[]
  onClose: () => void
}

const FORMATS: ExportFormat[] = ['xlsx', 'csv', 'zip']

export function ExportDialog(props: Props) {
  const { at, rows, count, filter, columns, onClose } = props
  const { t } = useTranslation('sheets')
  const { t: ui } = useTranslation('ui')
  const [made, setMade] = useState<Export>()
  const form = useForm<{ format: ExportFormat; columns: 'shown' | 'import' }>({ format: 'xlsx', columns: 'shown' })
  const { format } = form.values
  const what = rows ? t('export.chosen', { count: rows.length }) : count === undefined ? t('export.all') : t('export.shown', { count })
  return (
    <Modal opened onClose={onClose} title={t('export.title')} size={520} closeButtonProps={{ 'aria-label': ui('close') }}>
      {made ? (
        <Outcome at={at} made={made} onAgain={() => setMade(undefined)} onClose={onClose} />
      ) : (
        <Form
          form={form}
          submit={t('export.submit')}
          onCancel={onClose}
          onSubmit={async (values) => {
            const order = filter.sort ? { sort: filter.sort } : {}
            const asked = await createExport(at, {
              format: values.format,
              ...(values.format !== 'zip' && values.columns === 'shown' ? { columns: exportColumns(columns) } : {}),
              ...(rows ? { documents: rows.map(({ id }) => id), query: order } : { query: filter }),
            })
            setMade(asked)
            // What is ready without a remark need not be asked for twice.
            if (asked.state === 'ready' && asked.left_out === 0) fetchFile(exportFile(at, asked.id))
          }}
        >
          <Text>{what}</Text>
          <Radio.Group label={t('export.format')} value={format} onChange={(next) => form.set('format', next as ExportFormat)} error={form.errors['format']}>
            <Stack gap="xs" mt="xs">
              {FORMATS.map((one) => (
                <Radio key={one} value={one} label={t(`export.formats.${one}`)} description={t(`export.hints.${one}`)} />
              ))}
            </Stack>
          </Radio.Group>
          {format !== 'zip' && (
            <Radio.Group label={t('export.columns')} value={form.values.columns} onChange={(next) => form.set('columns', next === 'import' ? next : 'shown')}>
              <Stack gap="xs" mt="xs">
                <Radio value="shown" label={t('export.asShown')} />
                <Radio value="import" label={t('export.asImport')} description={t('export.asImportHint')} />
              </Stack>
            </Radio.Group>
          )}
        </Form>
      )}
    </Modal>
  )
}

/** Lets the browser keep a file that the server sends as an attachment. */
function fetchFile(address: string) {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}

function Outcome({ at, made, onAgain, onClose }: { at: At; made: Export; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation('sheets')
  const { t: ui } = useTranslation('ui')
  const { data = made, error } = useQuery({ ...exportQuery(at, made.id), initialData: made })
  const percent = data.total ? Math.round((data.rows / data.total) * 100) : 0
  const cancel = () => {
    dropExport(at, made.id).catch(toastError)
    onAgain()
  }
  if (error) return <ErrorBox error={error} onRetry={onAgain} />
  if (data.state === 'failed') {
    return (
      <Stack gap="md">
        <Alert color="red" variant="outline" icon={<Icon name="warning" />} role="alert">
          {data.failure || t('export.failed')}
        </Alert>
        <Group justify="flex-end">
          <Button onClick={onAgain}>{t('export.again')}</Button>
        </Group>
      </Stack>
    )
  }
  if (data.state === 'ready') {
    return (
      <Stack gap="md">
        <Text role="status">
          {t('export.ready', { name: data.filename })} {typeof data.size === 'number' && <Bytes size={data.size} />}
        </Text>
        {data.left_out > 0 && <Alert color="gray">{t('export.leftOut', { count: data.left_out })}</Alert>}
        <Text size="xs" c="dimmed">
          {t('export.kept')}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {ui('close')}
          </Button>
          <Button component="a" href={exportFile(at, made.id)} download>
            {t('export.download')}
          </Button>
        </Group>
      </Stack>
    )
  }
  return (
    <Stack gap="md">
      <Text role="status">
        {data.state === 'waiting'
          ? t('export.waiting')
          : typeof data.total !== 'number'
            ? t('export.rows', { count: data.rows })
            : t('export.progress', { done: data.rows, total: data.total })}
      </Text>
      <Progress value={data.total ? percent : 100} animated={!data.total} aria-label={t('export.title')} />
      <Text size="sm" c="dimmed">
        {t('export.leave')}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={cancel}>
          {ui('cancel')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('export.goOn')}
        </Button>
      </Group>
    </Stack>
  )
}
