// What the simulated browser of the unit tests lacks: sizes, media queries, observers.
import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'
import { startLanguage } from '~/lib/i18n'
import { loadTexts, withLateTexts } from '~/lib/texts'

startLanguage()
await loadTexts()
await withLateTexts(() => Promise.resolve())
afterEach(cleanup)

Object.defineProperty(window, 'matchMedia', {
  writable: true,
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
    onchange: null,
  }),
})
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.defineProperty(window, 'ResizeObserver', { value: Observer })
Object.defineProperty(Element.prototype, 'clientHeight', { configurable: true, get: () => 600 })
Object.defineProperty(Element.prototype, 'clientWidth', { configurable: true, get: () => 1000 })
Element.prototype.scrollTo = () => undefined
