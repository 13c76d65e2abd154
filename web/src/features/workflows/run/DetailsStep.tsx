// The second screen: what it is about, which documents go through it, how urgent it is and by when it should be done.
import { ActionIcon, Select, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { DocumentFinder } from '~/features/document'
import { tone } from '~/lib/status'
import { useWords } from '~/lib/words'
import { Icon, messageOf, StatusChip } from '~/ui'
import classes from '../workflows.module.css'
import type { Routed } from './sheets'
import { PRIORITIES, type Start, wrongDocument } from './start'
import type { StartProps } from './StartPage'

export function DetailsStep({ at, start, onStart, template, errors, sheets }: StartProps & { sheets: Routed[] }) {
  const { t } = useTranslation('runs')
  const { t: steps } = useTranslation('steps')
  const text = (key: 'title' | 'number' | 'notes' | 'due_on') => ({
    value: start[key],
    error: errors[key],
    onChange: (event: { currentTarget: { value: string } }) => onStart({ [key]: event.currentTarget.value }),
  })
  const free = template?.settings.initiator_may_change?.includes('number')
  const needed = template?.settings.document_required ?? true
  return (
    <>
      <TextInput label={t('about')} required maxLength={200} {...text('title')} />
      <div className={classes['fields']}>
        <Select
          label={t('columns.priority')}
          required
          allowDeselect={false}
          data={PRIORITIES.map((one) => ({ value: one, label: steps(`priorities.${one}`) }))}
          value={start.priority}
          error={errors['priority']}
          onChange={(priority) => onStart({ priority: (priority ?? 'medium') as Start['priority'] })}
        />
        <TextInput type="date" label={t('dueOn')} description={t('dueOnHint')} inputWrapperOrder={['label', 'input', 'description', 'error']} {...text('due_on')} />
        {free && (
          <TextInput label={t('columns.number')} description={t('numberHint')} inputWrapperOrder={['label', 'input', 'description', 'error']} maxLength={40} {...text('number')} />
        )}
      </div>
      <Textarea label={steps('notes')} description={t('notesHint')} autosize minRows={2} maxRows={10} maxLength={4000} {...text('notes')} />
      <section aria-labelledby="routed" className={classes['part']}>
        <h2 id="routed">{t('documents', { count: start.documents.length })}</h2>
        <DocumentFinder
          at={at}
          label={t('addDocument')}
          description={t(needed ? 'addDocumentHint' : 'addDocumentOptional')}
          taken={start.documents}
          onAdd={({ id }) => onStart({ documents: [...start.documents, id] })}
          error={errors['documents']}
        />
        <RoutedList sheets={sheets} wrong={(index) => wrongDocument(errors, index)} onRemove={(id) => onStart({ documents: start.documents.filter((one) => one !== id) })} />
      </section>
    </>
  )
}

/** The documents that go through it, each in the revision that would. */
export function RoutedList({
  sheets,
  wrong,
  onRemove,
  was,
}: {
  sheets: Routed[]
  wrong: (index: number) => string | undefined
  onRemove?: ((id: string) => void) | undefined
  /** The revision of the round before. */
  was?: (id: string) => string | undefined
}) {
  const { t } = useTranslation('runs')
  const words = useWords()
  if (sheets.length === 0) return null
  return (
    <ul className={classes['routed']} aria-label={t('documentsRouted')}>
      {sheets.map(({ id, number, title, revision, loading, error }, index) => (
        <li key={id} data-wrong={wrong(index) !== undefined || undefined}>
          <div className={classes['routedWords']}>
            <span>
              <strong>{loading ? t('loading') : number || t('unknownDocument')}</strong> {title}
            </span>
            {Boolean(error) && (
              <Text component="span" size="xs" c="var(--wl-danger)">
                {messageOf(error)}
              </Text>
            )}
            {wrong(index) && (
              <Text component="span" size="xs" c="var(--wl-danger)" role="alert">
                {wrong(index)}
              </Text>
            )}
          </div>
          {revision && (
            <span className="numeric">
              {was && was(id) !== revision.code && was(id) ? t('revisionNow', { was: was(id), now: revision.code }) : revision.code}
            </span>
          )}
          {revision && <StatusChip tone={tone(revision.status)}>{words('status', revision.status)}</StatusChip>}
          {onRemove && (
            <ActionIcon variant="subtle" color="gray" aria-label={t('takeOut', { name: number || title })} onClick={() => onRemove(id)}>
              <Icon name="close" size={14} />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  )
}
