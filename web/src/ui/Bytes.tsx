// A size in the units of a file manager, figures aligned.
import { useTranslation } from 'react-i18next'
import { bytes } from '~/lib/bytes'

export function Bytes({ size }: { size: number }) {
  const { i18n } = useTranslation('ui')
  return <span className="numeric">{bytes(size, i18n.language)}</span>
}
