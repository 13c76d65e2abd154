// What somebody typed and has not sent, kept in this browser under the account it belongs to: whoever signs in after them
// never meets it, and signing out takes all of it away. No password is ever kept.
const PREFIX = 'wayleave.draft '
const DAY = 86_400_000
/** What nobody came back to in so long is not kept any longer. */
export const DRAFT_DAYS = 30

type Kept = { at: number; value: unknown }

/** What a draft is kept under: whose it is comes first. */
export const draftName = (account: string, what: string) => `${PREFIX}${account} ${what}`

function kept(text: string | null): Kept | undefined {
  try {
    const found = JSON.parse(text ?? '') as Partial<Kept> | null
    return typeof found?.at === 'number' && Date.now() - found.at < DRAFT_DAYS * DAY ? { at: found.at, value: found.value } : undefined
  } catch {
    return undefined
  }
}

/** What was kept; nothing of it is certain to be there. */
export function readDraft<Draft extends object>(name: string): Partial<Draft> {
  const value = kept(stored(() => localStorage.getItem(name)) ?? null)?.value
  return typeof value === 'object' && value !== null ? value : {}
}

/** Keeps these parts and leaves the others, so that each part of a screen keeps its own. */
export function patchDraft<Draft extends object>(name: string, change: Partial<Draft>) {
  sweep()
  stored(() => localStorage.setItem(name, JSON.stringify({ at: Date.now(), value: { ...readDraft<Draft>(name), ...change } } satisfies Kept)))
}

/** Whatever was kept under the name, in the browser or in the tab. */
export function dropDraft(name: string) {
  stored(() => localStorage.removeItem(name))
  stored(() => sessionStorage.removeItem(name))
}

/** At the sign-out: what anybody left here, in the browser and in the tab. */
export function clearDrafts() {
  for (const storage of storages()) for (const name of names(storage)) storage.removeItem(name)
}

function sweep() {
  stored(() => names(localStorage).forEach((name) => kept(localStorage.getItem(name)) ?? localStorage.removeItem(name)))
}

const names = (storage: Storage) => Object.keys(storage).filter((name) => name.startsWith(PREFIX))
const storages = () => stored(() => [localStorage, sessionStorage]) ?? []

/** A browser that keeps nothing only loses what was not sent. */
function stored<Answer>(act: () => Answer): Answer | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
