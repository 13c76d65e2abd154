// Language files. English is complete and always loaded; the keys are typed after it.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from '~/locales/en'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui'
    resources: typeof en
    enableSelector: false
  }
}

/** Starts the translations; the page's language follows so that dates and hyphenation agree. */
export function startLanguage() {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'ui',
    resources: { en },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = i18next.language
  document.documentElement.dir = i18next.dir()
}
