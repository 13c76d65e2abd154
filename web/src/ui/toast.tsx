// Short words about what has just been done, with a way back for ten seconds where there is one.
// The drawing of them is loaded with the first one.
import i18next from 'i18next'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { messageOf } from './message'

const Toasts = lazy(() => import('./Toasts'))

let wanted = false
const listeners = new Set<() => void>()

/** The place where toasts appear; the app has one. */
export function ToastPlace() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => wanted,
  )
  return shown ? (
    <Suspense fallback={null}>
      <Toasts />
    </Suspense>
  ) : null
}

async function load() {
  wanted = true
  for (const listener of listeners) listener()
  return import('./Toasts')
}

export function toast(message: string, undo?: () => void) {
  void load().then(({ showToast }) => showToast(message, undo, i18next.t('undo', { ns: 'ui' })))
}

/** For failures that have no place of their own on the screen. */
export function toastError(error: unknown) {
  void load().then(({ showFailure }) => showFailure(messageOf(error)))
}
