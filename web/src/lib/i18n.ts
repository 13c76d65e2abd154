// Language files. English is complete; the keys are typed after it. What the doors say is always there,
// the rest comes with the first screen behind them (texts.ts).
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { en } from '~/locales/en'
import type { late } from '~/locales/en/late'
import frame from '~/locales/en/frame.json'
import signIn from '~/locales/en/sign-in.json'
import ui from '~/locales/en/ui.json'
import words from '~/locales/en/words.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui'
    resources: typeof en & typeof late
    enableSelector: false
  }
}

/** Starts the translations; the page's language follows so that dates and hyphenation agree. */
export function startLanguage() {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'ui',
    resources: { en: { frame, 'sign-in': signIn, ui, words } },
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = i18next.language
  document.documentElement.dir = i18next.dir()
}
