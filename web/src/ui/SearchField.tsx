// A search box that reports what was typed once the typing pauses. "/" goes to it.
import { TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { Icon } from './Icon'

export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  // The address may change under the field, by Back or by a link.
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const report = useDebouncedCallback(onChange, 250)
  useHotkeys([['/', () => input.current?.focus()]])
  return (
    <TextInput
      ref={input}
      type="search"
      w={{ base: '100%', xs: 280 }}
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" size={16} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        report(event.currentTarget.value)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(text)
      }}
    />
  )
}
