// Manual or automatic, and the scheme; the preview follows every change.
import { Button, Group, Radio, Stack, Switch } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CodedField, Numbering, Scheme, SchemePreview } from '~/api/types'
import { type FieldErrors, isProblem } from '~/lib/problem'
import { ErrorBox } from '~/ui'
import { flawsOf, fromDraft, sameScheme, toDraft } from './scheme'
import { SchemeBuilder } from './SchemeBuilder'

export function NumberingForm({
  numbering,
  fields,
  previewKey,
  onPreview,
  onSave,
  refused,
  extra,
}: {
  numbering: Numbering
  fields: CodedField[]
  previewKey: unknown[]
  onPreview: (scheme: Scheme, signal: AbortSignal) => Promise<SchemePreview>
  onSave: (numbering: Numbering) => Promise<unknown>
  /** Why it cannot be changed; then it is only shown. */
  refused: string | undefined
  extra?: ReactNode
}) {
  const { t } = useTranslation('numbering')
  const { t: ui } = useTranslation('ui')
  const [mode, setMode] = useState(numbering.mode)
  const [reads, setReads] = useState(numbering.scheme !== null)
  const [draft, setDraft] = useState(() => toDraft(numbering.scheme))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [error, setError] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const built = mode === 'automatic' || reads
  const scheme = fromDraft(draft)
  const [asked] = useDebouncedValue(scheme, 250)
  const preview = useQuery({
    queryKey: [...previewKey, 'preview', asked],
    queryFn: ({ signal }) => onPreview(asked, signal),
    placeholderData: keepPreviousData,
    enabled: built,
    staleTime: Infinity,
  })
  const current = sameScheme(asked, scheme) && !preview.isPlaceholderData
  const changed = mode !== numbering.mode || !sameScheme(built ? scheme : null, numbering.scheme)
  const save = async () => {
    setSaving(true)
    setError(undefined)
    setErrors({})
    try {
      await onSave({ mode, scheme: built ? scheme : null })
    } catch (problem) {
      const found = isProblem(problem) ? problem.fields : {}
      setErrors(found)
      if (!Object.keys(found).some((field) => field.startsWith('scheme'))) setError(problem)
    } finally {
      setSaving(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!saving) void save()
      }}
    >
      <fieldset disabled={refused !== undefined} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <Stack gap="md">
          <Radio.Group
            label={t('mode')}
            value={mode}
            onChange={(value) => {
              setMode(value === 'automatic' ? 'automatic' : 'manual')
              setErrors({})
            }}
            error={errors['mode']}
          >
            <Stack gap={4} mt={4}>
              <Radio value="manual" label={t('manual')} />
              <Radio value="automatic" label={t('automatic')} />
            </Stack>
          </Radio.Group>
          {mode === 'manual' && (
            <Switch
              label={t('reads')}
              description={t('readsHint')}
              checked={reads}
              onChange={(event) => setReads(event.currentTarget.checked)}
            />
          )}
          {built && (
            <SchemeBuilder
              draft={draft}
              onChange={(next) => {
                setDraft(next)
                setErrors({})
              }}
              fields={fields}
              // What was said of an older draft may stand at the wrong segment by now.
              flaws={flawsOf(current ? preview.data : undefined, errors)}
              preview={preview.data}
              previewError={preview.error}
            />
          )}
          {error !== undefined && <ErrorBox error={error} />}
          {refused === undefined && (
            <Group justify="flex-end" gap="xs">
              {extra}
              {changed && (
                <Button
                  variant="default"
                  onClick={() => {
                    setMode(numbering.mode)
                    setReads(numbering.scheme !== null)
                    setDraft(toDraft(numbering.scheme))
                    setErrors({})
                    setError(undefined)
                  }}
                >
                  {t('discard')}
                </Button>
              )}
              <Button type="submit" loading={saving} disabled={!changed || (built && current && preview.data?.ok === false)}>
                {ui('save')}
              </Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  )
}
