// How a revision's file can be shown: as pages, as text, or not at all.
import type { Revision } from '~/api/types'
import type { At } from '~/api/queries/project'
import { contentUrl, getPreview, pageUrl } from '~/api/queries/register'
import {
  openPdf,
  openPicture,
  openServerPages,
  openServerPicture,
  type Opening,
  textKind,
  type TextKind,
  UnreadableError,
  withHelp,
} from '~/features/viewer'
import { Problem } from '~/lib/problem'

/** Pictures that every browser reads. */
const READ_HERE = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp']
/** Pictures that the server draws; TIFF is for it alone. */
const DRAWN = [...READ_HERE, 'image/tiff']

/** What the server makes into pages before it is shown: drawings in the exchange format, and Office files. */
const MADE = [
  'image/vnd.dxf',
  'application/msword',
  'application/rtf',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation',
]

export type Way =
  | { kind: 'pages'; opening: Opening; unsearchable: 'rights' | 'picture' | 'made' | undefined }
  | { kind: 'text'; text: TextKind }
  | { kind: 'none' }

type Part = { x: number; y: number; width: number; height: number }
/** A part of a page as its two corners, in shares of the page's sides. */
const corners = ({ x, y, width, height }: Part) =>
  [x, y, Math.min(1, x + width), Math.min(1, y + height)].map((share) => share.toFixed(6)).join(',')

export function waysToShow(at: At, doc: string, revision: Revision): Way {
  const { download, view } = revision.caps
  const type = revision.media_type
  if (!view) return { kind: 'none' }
  const url = (page: number, width: number, region?: Part) => pageUrl(at, doc, revision.id, page + 1, width, region && corners(region))
  const file = contentUrl(at, doc, revision.id)
  if (DRAWN.includes(type)) {
    const drawn = () => openServerPicture(url)
    const here = download && READ_HERE.includes(type)
    const opening = here ? { open: () => openPicture(file), fallback: drawn } : { open: drawn }
    return { kind: 'pages', opening, unsearchable: 'picture' }
  }
  if (type === 'application/pdf') {
    const sizes = (revision.page_sizes ?? []).map(([width = 1, height = 1]) => ({ width, height }))
    const drawn = () => (sizes.length > 0 ? openServerPages({ pages: sizes, url }) : undefined)
    if (download) {
      const open = async () => withHelp(await openPdf(file), drawn())
      return { kind: 'pages', opening: { open, fallback: () => Promise.resolve(drawn()) }, unsearchable: undefined }
    }
    if (sizes.length === 0) return { kind: 'none' }
    const open = () => Promise.resolve(openServerPages({ pages: sizes, url }))
    return { kind: 'pages', opening: { open }, unsearchable: 'rights' }
  }
  if (MADE.includes(type)) {
    const open = async () => {
      const sizes = await pagesMade(at, doc, revision.id)
      return openServerPages({ pages: sizes, url })
    }
    return { kind: 'pages', opening: { open }, unsearchable: 'made' }
  }
  const text = textKind(revision.filename, type)
  return download && text ? { kind: 'text', text } : { kind: 'none' }
}

/** The sizes of the pages that the server made; where it made none, its own sentence says why. */
async function pagesMade(at: At, doc: string, revision: string) {
  try {
    const { page_sizes } = await getPreview(at, doc, revision)
    return page_sizes.map(([width = 1, height = 1]) => ({ width, height }))
  } catch (error) {
    throw error instanceof Problem ? new UnreadableError('undrawn', error.message) : error
  }
}
