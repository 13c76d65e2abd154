// The box of a search language: proposes what can be typed next, says where a search goes wrong, and reports what was
// typed once the typing pauses. What is plainly unfinished waits for Enter. "/" goes to it.
import { TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { replaced, toCharacters, toUnits } from '~/lib/characters'
import { around, unfinished } from '~/lib/query'
import { Icon } from './Icon'
import classes from './query.module.css'

/** What can stand from one place to another, both in characters. */
export type Completion = { from: number; to: number; items: { text: string; label: string; kind: string }[] }
/** What is wrong or worth knowing, and where: in characters from the beginning. */
export type Flaw = { message: string; position?: number; length?: number }

const PAUSE = 350
/** Behind open proposals lies a word that is probably not finished. */
const PATIENCE = 900
const GLANCE = 120

export function QueryField({
  label,
  value,
  onChange,
  flaw,
  hints = [],
  complete,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  /** Why the value cannot be searched for. */
  flaw?: Flaw | undefined
  hints?: Flaw[]
  /** What could be typed at a place; rejects or gives nothing when nothing is known. */
  complete?: ((text: string, at: number, signal: AbortSignal) => Promise<Completion | undefined>) | undefined
}) {
  const { t } = useTranslation('ui')
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const [offer, setOffer] = useState<Completion>()
  const [active, setActive] = useState(-1)
  const input = useRef<HTMLInputElement>(null)
  const asking = useRef<AbortController>(undefined)
  // Whether proposals are wanted still; an answer may come after the search was sent.
  const curious = useRef(false)
  const list = useId()
  const notes = useId()
  // The address may change under the field, by Back or by a view.
  if (known !== value) {
    setKnown(value)
    setText(value)
  }
  const reportLate = useDebouncedCallback((typed: string) => {
    if (input.current?.value === typed && !unfinished(typed)) onChange(typed)
  }, PATIENCE)
  const report = useDebouncedCallback((typed: string) => {
    if (input.current?.value !== typed || unfinished(typed)) return
    if (offer) reportLate(typed)
    else onChange(typed)
  }, PAUSE)
  const ask = useDebouncedCallback((typed: string, at: number) => {
    asking.current?.abort()
    if (!complete || !curious.current) return
    const request = new AbortController()
    asking.current = request
    complete(typed, at, request.signal)
      .catch(() => undefined)
      .then((found) => {
        if (request.signal.aborted || !curious.current || input.current?.value !== typed) return
        setOffer(found && found.items.length > 0 ? found : undefined)
        setActive(-1)
      })
  }, GLANCE)
  const close = () => {
    curious.current = false
    asking.current?.abort()
    setOffer(undefined)
    setActive(-1)
  }
  const look = (element: HTMLInputElement) => {
    curious.current = true
    ask(element.value, toCharacters(element.value, element.selectionStart ?? element.value.length))
  }
  const settle = () => {
    close()
    if (text !== value) onChange(text)
  }
  const take = (item: Completion['items'][number]) => {
    if (!offer) return
    const next = replaced(text, offer.from, offer.to, item.text)
    close()
    setText(next.text)
    report(next.text)
    const element = input.current
    if (!element) return
    element.focus()
    // The caret can be placed once the new text is in the field.
    requestAnimationFrame(() => {
      element.setSelectionRange(next.caret, next.caret)
      look(element)
    })
  }
  const goTo = (position: number) => {
    const at = toUnits(text, position)
    input.current?.focus()
    input.current?.setSelectionRange(at, at)
  }
  useHotkeys([['/', () => input.current?.focus()]])
  const shown = flaw && text === value ? flaw : undefined

  function onKeyDown(event: React.KeyboardEvent<HTMLInputElement>) {
    const item = offer?.items[active]
    if (offer && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const count = offer.items.length
      setActive(event.key === 'ArrowDown' ? (active + 1) % count : (active <= 0 ? count : active) - 1)
    } else if (event.key === 'ArrowDown') look(event.currentTarget)
    else if (item && (event.key === 'Enter' || event.key === 'Tab')) take(item)
    else if (event.key === 'Enter') settle()
    else if (event.key === 'Escape' && offer) close()
    else return
    event.preventDefault()
  }

  return (
    <div className={classes['field']}>
      <div className={classes['box']}>
        <TextInput
          ref={input}
          type="search"
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={offer !== undefined}
          aria-controls={offer ? list : undefined}
          aria-activedescendant={offer && active >= 0 ? `${list}-${active}` : undefined}
          aria-invalid={shown ? true : undefined}
          aria-describedby={shown || hints.length > 0 ? notes : undefined}
          error={shown !== undefined}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          leftSection={<Icon name="search" size={16} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            report(event.currentTarget.value)
            look(event.currentTarget)
          }}
          onKeyDown={onKeyDown}
          onClick={(event) => {
            // An empty box would propose everything and lie over the list; the arrow asks for that.
            if (event.currentTarget.value) look(event.currentTarget)
          }}
          onBlur={settle}
        />
        {offer && (
          <ul id={list} role="listbox" aria-label={t('query.proposals')} className={classes['offer']}>
            {offer.items.map((item, index) => (
              <li
                key={`${item.kind} ${item.text}`}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === active}
                ref={(element) => {
                  if (index === active) element?.scrollIntoView?.({ block: 'nearest' })
                }}
                // The field keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onMouseMove={() => setActive(index)}
                onClick={() => take(item)}
              >
                <span className={classes['text']}>{item.text.trim()}</span>
                <span className={classes['label']}>{item.label === item.text.trim() ? '' : item.label}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <span className="visually-hidden" role="status">
        {offer ? t('query.count', { count: offer.items.length }) : ''}
      </span>
      <div id={notes} className={classes['notes']} aria-live="polite">
        {shown && <Note text={text} flaw={shown} wrong onGo={goTo} />}
        {!shown && text === value && hints.map((hint) => <Note key={`${hint.position} ${hint.message}`} text={text} flaw={hint} onGo={goTo} />)}
      </div>
    </div>
  )
}

/** A sentence under the box, and the search with the place that it speaks of. */
function Note({ text, flaw, wrong = false, onGo }: { text: string; flaw: Flaw; wrong?: boolean; onGo: (position: number) => void }) {
  const { t } = useTranslation('ui')
  const { position } = flaw
  const parts = position === undefined ? undefined : around(text, position, flaw.length)
  return (
    <p className={classes['note']} data-wrong={wrong || undefined}>
      {parts && position !== undefined && (
        <button type="button" className={classes['place']} aria-label={t('query.at')} title={t('query.at')} onClick={() => onGo(position)}>
          {parts.before}
          <mark>{parts.part || '\u00a0'}</mark>
          {parts.after}
        </button>
      )}
      <span>{flaw.message}</span>
    </p>
  )
}
