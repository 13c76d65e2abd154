// What should be looked at once more before a revision goes out, and by those who hold it.
import { useTranslation } from 'react-i18next'

export function Warnings({ codes }: { codes: string[] }) {
  const { t } = useTranslation('transmittals')
  if (codes.length === 0) return null
  const said = codes.map((code) => t(`warnings.${code as 'draft'}`, { defaultValue: code })).join(', ')
  return <span title={said}>{said}</span>
}
