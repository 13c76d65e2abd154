import { describe, expect, it } from 'vitest'
import { inserted, same, sentOf, typedOf } from './words'

describe('the words of a mail', () => {
  it('are empty where the standard is meant, and are sent as nothing then', () => {
    const typed = typedOf({ subject: 'For {{ recipient.name }}', introduction: null })
    expect(typed).toEqual({ subject: 'For {{ recipient.name }}', introduction: '', closing: '' })
    expect(sentOf({ ...typed, closing: '  \n' })).toEqual({ subject: 'For {{ recipient.name }}', introduction: null, closing: null })
  })

  it('are the same when every part is', () => {
    const typed = typedOf({})
    expect(same(typed, typedOf({ closing: '' }))).toBe(true)
    expect(same(typed, typedOf({ closing: 'Bye' }))).toBe(false)
  })

  it('take a variable where the caret is, in the place of what is selected', () => {
    expect(inserted('Dear X, hello', 5, 6, 'recipient.name')).toEqual({ text: 'Dear {{ recipient.name }}, hello', caret: 25 })
    expect(inserted('', 0, 0, 'link')).toEqual({ text: '{{ link }}', caret: 10 })
  })
})
