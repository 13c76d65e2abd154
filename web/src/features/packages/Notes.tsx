// What was said about a work package and done with it, and a field to say something.
import { Text, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import { may } from '~/api/abilities'
import { addPackageNote } from '~/api/queries/packages'
import type { At } from '~/api/queries/project'
import type { WorkPackage } from '~/api/types'
import { Form, useForm, When } from '~/ui'
import { useActing } from './package-actions'
import classes from './packages.module.css'

export function Notes({ at, one }: { at: At; one: WorkPackage }) {
  const { t } = useTranslation('packages')
  const acting = useActing(at, one.id)
  const form = useForm({ text: '' })
  return (
    <>
      {one.notes.length === 0 && <Text c="dimmed">{t('noNotes')}</Text>}
      <ol className={classes['notes']} aria-label={t('notes')}>
        {one.notes.map((note) => (
          <li key={note.id}>
            <strong>{note.person?.name ?? t('somebody')}</strong> {note.move ? t(`did.${note.move}`) : t('did.note')}{' '}
            <span className={classes['quiet']}>
              <When at={note.at} />
            </span>
            {note.text && <p>{note.text}</p>}
          </li>
        ))}
      </ol>
      {may(one.abilities, 'work_package.contribute') && (
        <div style={{ maxWidth: 720 }}>
          <Form
            form={form}
            submit={t('addNote')}
            disabled={form.values.text.trim() === ''}
            onSubmit={async (values) => {
              await acting(() => addPackageNote(at, one.id, values))
              form.reset({ text: '' })
            }}
          >
            <Textarea label={t('note')} autosize minRows={2} maxRows={8} maxLength={4000} {...form.text('text')} />
          </Form>
        </div>
      )}
    </>
  )
}
