// One control for any field of a document.
import { Autocomplete, Select, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { FormField } from '~/api/types'
import { choicesOf, isNeeded } from './values'

export function FieldInput({
  field,
  value,
  under = '',
  current = '',
  onChange,
  error,
  name,
  placeholder,
  small = false,
}: {
  field: FormField
  value: string
  /** What is chosen in the field that this one's options depend on. */
  under?: string
  /** What the document bears now. */
  current?: string
  onChange: (value: string) => void
  error: string | undefined
  /** In a table the header names the field for the eye; the ear needs the row too. */
  name?: string
  placeholder?: string
  small?: boolean
}) {
  const { t } = useTranslation('documents')
  const needed = isNeeded(field)
  const common = {
    ...(name ? { 'aria-label': name } : { label: field.label, required: needed }),
    ...(small ? { size: 'xs' as const } : {}),
    ...(!name && field.needed ? { description: t('field.needed') } : {}),
    ...(placeholder ? { placeholder } : {}),
    error,
  }
  if (field.kind === 'toggle') {
    return (
      <Select
        {...common}
        clearable={!field.required}
        data={[
          { value: 'true', label: t('field.yes') },
          { value: 'false', label: t('field.no') },
        ]}
        value={value || null}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    )
  }
  if (field.kind !== 'dropdown' || (field.free && field.options.length === 0)) {
    return (
      <TextInput
        {...common}
        {...(field.kind === 'date' ? { type: 'date' } : {})}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  const data = choicesOf(field, under, current)
  if (field.free) {
    const label = (code: string) => data.find((choice) => choice.value === code)?.label ?? code
    return (
      <Autocomplete
        {...common}
        data={data.map(({ value: code }) => code)}
        renderOption={({ option }) => <span>{label(option.value)}</span>}
        value={value}
        onChange={onChange}
      />
    )
  }
  return (
    <Select
      {...common}
      searchable
      clearable={!needed}
      nothingFoundMessage={t('field.nothing')}
      data={data}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}
