// PDFium in a worker of its own: opens a document by byte ranges and draws parts of pages.
// It reads only the blocks that drawing needs, so a sheet of a very large file appears early.
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import wasmUrl from '@embedpdf/pdfium/pdfium.wasm?url'
import { type Fetched, RangeReader } from '~/lib/ranges'
import type { FromWorker, ToWorker } from './messages'

const BGR_FLAG_REVERSED = 0x10
const ANNOTATIONS = 0x01
const BITMAP_RGBA = 4
const WHITE = 0xffffffff
const PAGES_KEPT = 3
/** PDFium's own error codes for opening. */
const OPEN_ERRORS: Record<number, string> = { 2: 'unreadable', 3: 'broken', 4: 'password', 5: 'security' }

type Memory = { HEAPU8: Uint8Array }

let library: WrappedPdfiumModule
let documentHandle = 0
const pages = new Map<number, number>()

const scope = self as unknown as {
  postMessage: (message: FromWorker, transfer?: Transferable[]) => void
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null
}

function fetchRange(url: string) {
  return (start: number, end: number): Fetched => {
    const request = new XMLHttpRequest()
    request.open('GET', url, false)
    request.responseType = 'arraybuffer'
    request.setRequestHeader('Range', `bytes=${start}-${end - 1}`)
    request.send()
    if (request.status !== 206 && request.status !== 200) throw new Error(`http ${request.status}`)
    const bytes = new Uint8Array(request.response as ArrayBuffer)
    if (request.status === 200) return { bytes, start: 0, total: bytes.length }
    const total = /\/(\d+)$/.exec(request.getResponseHeader('Content-Range') ?? '')?.[1]
    return { bytes, start, total: total ? Number(total) : start + bytes.length }
  }
}

/** Copies into the library's memory; looked up each time, because the memory moves when it grows. */
const memory = () => (library.pdfium as unknown as Memory).HEAPU8

async function open(url: string, password: string) {
  library = await init({ locateFile: () => wasmUrl } as Parameters<typeof init>[0])
  library.PDFiumExt_Init()
  const reader = new RangeReader(fetchRange(url))
  const length = reader.open()
  const runtime = library.pdfium
  const getBlock = runtime.addFunction((_: number, position: number, target: number, size: number) => {
    const bytes = reader.read(position >>> 0, size >>> 0)
    if (!bytes) return 0
    memory().set(bytes, target)
    return 1
  }, 'iiiii')
  const access = runtime.wasmExports.malloc(12)
  runtime.setValue(access, length, 'i32')
  runtime.setValue(access + 4, getBlock, 'i32')
  runtime.setValue(access + 8, 0, 'i32')
  documentHandle = library.FPDF_LoadCustomDocument(access, password)
  if (documentHandle === 0) throw new Error(OPEN_ERRORS[library.FPDF_GetLastError()] ?? 'unreadable')
  const size = runtime.wasmExports.malloc(8)
  const count = library.FPDF_GetPageCount(documentHandle)
  const sizes = Array.from({ length: count }, (_, index) => {
    library.FPDF_GetPageSizeByIndexF(documentHandle, index, size)
    return { width: runtime.getValue(size, 'float'), height: runtime.getValue(size + 4, 'float') }
  })
  runtime.wasmExports.free(size)
  if (count === 0) throw new Error('broken')
  return sizes
}

function page(index: number): number {
  const held = pages.get(index)
  if (held) return held
  const handle = library.FPDF_LoadPage(documentHandle, index)
  if (handle === 0) throw new Error('broken')
  pages.set(index, handle)
  for (const [oldest, old] of pages) {
    if (pages.size <= PAGES_KEPT) break
    if (oldest === index) continue
    library.FPDF_ClosePage(old)
    pages.delete(oldest)
  }
  return handle
}

async function draw(message: Extract<ToWorker, { kind: 'draw' }>): Promise<ImageBitmap> {
  const { region, density, rotation } = message
  const width = Math.max(1, Math.round(region.width * density))
  const height = Math.max(1, Math.round(region.height * density))
  const handle = page(message.page)
  const runtime = library.pdfium
  const stride = width * 4
  const buffer = runtime.wasmExports.malloc(stride * height)
  if (buffer === 0) throw new Error('memory')
  const bitmap = library.FPDFBitmap_CreateEx(width, height, BITMAP_RGBA, buffer, stride)
  try {
    library.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
    library.FPDF_RenderPageBitmap(
      bitmap,
      handle,
      Math.round(-region.x * density),
      Math.round(-region.y * density),
      Math.round(message.whole.width * density),
      Math.round(message.whole.height * density),
      rotation,
      ANNOTATIONS | BGR_FLAG_REVERSED,
    )
    const pixels = new Uint8ClampedArray(memory().slice(buffer, buffer + stride * height).buffer)
    return await createImageBitmap(new ImageData(pixels, width, height))
  } finally {
    library.FPDFBitmap_Destroy(bitmap)
    runtime.wasmExports.free(buffer)
  }
}

scope.onmessage = async ({ data }) => {
  try {
    if (data.kind === 'open') {
      scope.postMessage({ kind: 'opened', id: data.id, pages: await open(data.url, data.password) })
    } else {
      const image = await draw(data)
      scope.postMessage({ kind: 'drawn', id: data.id, image }, [image])
    }
  } catch (error) {
    scope.postMessage({ kind: 'failed', id: data.id, reason: error instanceof Error ? error.message : 'unreadable' })
  }
}
