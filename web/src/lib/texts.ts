// The texts of the screens behind sign-in, apart from those of the doors so that a door opens at once.
import i18next from 'i18next'

let loading: Promise<void> | undefined

/** Brings every text; asked again it waits for the same delivery, and after a failure it tries anew. */
export function loadTexts(): Promise<void> {
  loading ??= import('~/locales/en').then(
    ({ en }) => {
      for (const [space, texts] of Object.entries(en)) i18next.addResourceBundle('en', space, texts, true, true)
    },
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}

let late: Promise<void> | undefined

/** A route whose screen needs the texts of the rarer screens waits for them. */
export const loadLateTexts = () => withLateTexts(() => Promise.resolve())

/** A part of a screen that needs the texts of the rarer screens; both are fetched together. */
export async function withLateTexts<Module>(load: () => Promise<Module>): Promise<Module> {
  late ??= import('~/locales/en/late').then(
    ({ late: texts }) => {
      for (const [space, more] of Object.entries(texts)) i18next.addResourceBundle('en', space, more, true, true)
    },
    (error: unknown) => {
      late = undefined
      throw error
    },
  )
  const [module] = await Promise.all([load(), late])
  return module
}
