// The viewer for one revision: the file itself for those who may download it, page images for those who may not.
import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Revision } from '~/api/types'
import type { At } from '~/api/queries/project'
import { contentUrl, fileUrl, pageUrl } from '~/api/queries/register'
import { openPdf, openPicture, openServerPages, Viewer } from '~/features/viewer'
import { EmptyState } from '~/ui'

const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp']

/** A part of a page as its two corners, in shares of the page's sides. */
const corners = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
  [x, y, Math.min(1, x + width), Math.min(1, y + height)].map((share) => share.toFixed(6)).join(',')

export default function RevisionViewer({ at, doc, revision }: { at: At; doc: string; revision: Revision }) {
  const { t } = useTranslation('viewer')
  const { download, view } = revision.caps
  const pdf = revision.media_type === 'application/pdf'
  const picture = PICTURES.includes(revision.media_type)
  const serverPages = () => {
    const pages = (revision.page_sizes ?? []).map(([width = 1, height = 1]) => ({ width, height }))
    if (pages.length === 0) return undefined
    return openServerPages({
      pages,
      url: (page, width, region) => pageUrl(at, doc, revision.id, page + 1, width, region && corners(region)),
    })
  }
  const offer = download && (
    <Button component="a" href={fileUrl(at, doc, revision.id)} variant="default">
      {t('download')}
    </Button>
  )
  const drawn = revision.page_sizes && revision.page_sizes.length > 0
  if (!view || !(download && (pdf || picture)) && !drawn) {
    return (
      <EmptyState title={t('none')} action={offer}>
        {download ? t('noneText') : t('noneNoDownload')}
      </EmptyState>
    )
  }
  const label = t('label', { code: revision.code, file: revision.filename })
  return (
    <Viewer
      label={label}
      download={download ? fileUrl(at, doc, revision.id) : undefined}
      open={async () => {
        if (!download) return Promise.resolve(serverPages() ?? (await openPicture(pageUrl(at, doc, revision.id, 1, 2400))))
        const url = contentUrl(at, doc, revision.id)
        return picture ? openPicture(url) : openPdf(url)
      }}
      fallback={pdf ? () => Promise.resolve(serverPages()) : undefined}
      failed={<Group justify="center">{offer}</Group>}
    />
  )
}
