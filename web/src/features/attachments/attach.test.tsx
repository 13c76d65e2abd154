import { act, fireEvent, screen } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Attachment } from '~/api/types'
import { Problem } from '~/lib/problem'
import { show } from '~/test-render'
import { Attach } from './Attach'
import { attachmentFault, LIMIT, useAttachments } from './use-attachments'

type Sent = { path: string; file: File; arrive: (kept: Attachment) => void; fail: (problem: Problem) => void; abort: ReturnType<typeof vi.fn> }
const sent: Sent[] = []

vi.mock('~/api/upload', () => ({
  sendFile: (path: string, file: File) => {
    const one = { path, file, abort: vi.fn() } as unknown as Sent
    const promise = new Promise<Attachment>((arrive, fail) => Object.assign(one, { arrive, fail }))
    sent.push(one)
    return { promise, abort: one.abort }
  },
}))

function Field() {
  const attaching = useAttachments('/steps/stp_1/attachments', 'kept')
  return (
    <>
      <Attach attaching={attaching} />
      <output>{JSON.stringify([attaching.ids, attaching.busy])}</output>
    </>
  )
}

const state = () => JSON.parse(screen.getAllByRole('status').at(-1)?.textContent ?? '') as [string[], boolean]
const choose = (...files: File[]) => fireEvent.change(document.querySelector('input') as HTMLInputElement, { target: { files } })
const file = (name: string, size = 4) => Object.defineProperty(new File(['Word'], name), 'size', { value: size })
const kept = (id: string, filename: string): Attachment => ({ id, filename, size: 4, media_type: 'text/plain', sha256: 'ab' })

beforeEach(() => {
  sent.length = 0
  sessionStorage.clear()
})

it('sends a file as soon as it is chosen, and remembers it', async () => {
  const view = show(<Field />)
  choose(file('a b.txt'))
  expect(sent.map(({ path }) => path)).toEqual(['/steps/stp_1/attachments?filename=a%20b.txt'])
  expect(state()).toEqual([[], true])
  await act(async () => sent[0]?.arrive(kept('att_1', 'a b.txt')))
  expect(state()).toEqual([['att_1'], false])
  view.unmount()
  show(<Field />)
  expect(state()).toEqual([['att_1'], false])
})

it('says what is wrong with a file, and does without it', async () => {
  show(<Field />)
  choose(file('program.exe'), file('large.pdf', LIMIT + 1))
  expect(sent).toHaveLength(1)
  await act(async () => sent[0]?.fail(new Problem(422, 'invalid', 'Refused.', { file: 'It would be run.' })))
  expect(screen.getByText('It would be run.')).toBeTruthy()
  expect(screen.getByText('This file is too large to be attached.')).toBeTruthy()
  expect(state()).toEqual([[], false])
})

it('takes twenty files', () => {
  show(<Field />)
  choose(...Array.from({ length: 21 }, (_, at) => file(`${at}.txt`)))
  expect(sent).toHaveLength(20)
  expect(screen.getByText('There are as many files as there may be.')).toBeTruthy()
})

it('breaks off what is taken away while it is sent', () => {
  show(<Field />)
  choose(file('a.txt'))
  fireEvent.click(screen.getByRole('button', { name: 'Remove a.txt' }))
  expect(sent[0]?.abort).toHaveBeenCalled()
  expect(screen.queryByText('a.txt')).toBeNull()
})

it('finds what is said of the files among the faults of an answer', () => {
  expect(attachmentFault({ comment: 'Say why.', 'attachments[1]': 'Gone.' })).toBe('Gone.')
  expect(attachmentFault({ comment: 'Say why.' })).toBeUndefined()
})
