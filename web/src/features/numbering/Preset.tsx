// Setting a project up for ISO 19650, after saying what that adds.
import { Alert, Button, Group, Modal, Stack, Switch, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { refreshFields } from '~/api/queries/fields'
import { choosePreset, presetQuery } from '~/api/queries/numbering'
import { type At, projectSettingsQuery } from '~/api/queries/project'
import type { Preset } from '~/api/types'
import { Form, toast, useDialog, useForm } from '~/ui'
import classes from './numbering.module.css'

export function PresetChoice({ at, onChosen }: { at: At; onChosen: () => Promise<unknown> }) {
  const { t } = useTranslation('numbering')
  const open = useDialog()
  const { data: preset } = useQuery(presetQuery(at))
  // A convenience: where it cannot be asked for, the page is whole without it.
  if (!preset) return null
  const not = refusal(preset.abilities, 'project.settings', t('refused'))
  return (
    <Alert color="gray" title={t(preset.chosen ? 'preset.chosen' : 'preset.title')}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{t(preset.chosen ? 'preset.chosenText' : 'preset.text')}</Text>
        {not === undefined && (
          <Button
            size="xs"
            variant="default"
            style={{ flex: 'none' }}
            onClick={() => open((close) => <PresetDialog at={at} preset={preset} onChosen={onChosen} onClose={close} />)}
          >
            {t(preset.chosen ? 'preset.again' : 'preset.look')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}

function PresetDialog({ at, preset, onChosen, onClose }: { at: At; preset: Preset; onChosen: () => Promise<unknown>; onClose: () => void }) {
  const { t, i18n } = useTranslation('numbering')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const form = useForm({ scheme: !preset.scheme_kept })
  const { fields, options, revision_codes, scheme } = preset.adds
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(fields)
  const lines = [
    fields.length > 0 && t('preset.fields', { count: fields.length, names }),
    options > 0 && t('preset.options', { count: options }),
    revision_codes && t('preset.codes'),
    scheme && form.values.scheme && t('preset.scheme', { number: scheme }),
  ].filter((line) => typeof line === 'string')
  return (
    <Modal opened onClose={onClose} title={t('preset.title')} size={560} closeButtonProps={{ 'aria-label': ui('close') }}>
      <Form
        form={form}
        submit={t('preset.choose')}
        disabled={lines.length === 0}
        onCancel={onClose}
        onSubmit={async (values) => {
          client.setQueryData(presetQuery(at).queryKey, await choosePreset(at, values.scheme))
          await refreshFields(client, at)
          void client.invalidateQueries({ queryKey: projectSettingsQuery(at).queryKey })
          await onChosen()
          toast(t('preset.done'))
          onClose()
        }}
      >
        <Stack gap="xs">
          {lines.length > 0 ? (
            <>
              <Text>{t('preset.adds')}</Text>
              <ul className={classes['adds']}>
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </>
          ) : (
            <Text>{t('preset.nothing')}</Text>
          )}
          <Text size="xs" c="dimmed">
            {t('preset.stays')}
          </Text>
        </Stack>
        {(scheme !== null || preset.scheme_kept) && (
          <Switch label={t('preset.withScheme')} description={preset.scheme_kept ? t('preset.kept') : undefined} {...form.check('scheme')} />
        )}
      </Form>
    </Modal>
  )
}
