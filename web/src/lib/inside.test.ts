import { expect, it } from 'vitest'
import { inside } from './inside'

const here = 'https://documents.example'

it('follows addresses of this app', () => {
  for (const address of ['/', '/o/harbour', '/o/harbour/p/prj_1/register?q=a%20b&sort=-number#top']) expect(inside(address, here)).toBe(address)
})
it('leads home instead of anywhere else', () => {
  const elsewhere = ['//thief.example/', '/\\thief.example/', '/\t/thief.example/', '/\n/thief.example', 'https://thief.example/', 'javascript:alert(1)', 'data:text/html,x', 'o/harbour', '', '//']
  for (const address of [...elsewhere, undefined]) expect(inside(address, here), address).toBe('/')
})
