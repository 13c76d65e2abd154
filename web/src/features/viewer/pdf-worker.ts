// PDFium in a worker of its own: opens a document by byte ranges, draws parts of pages and finds words in them.
// It reads only the blocks that drawing needs, so a sheet of a very large file appears early, and it pauses every
// moment while it draws, so that a drawing nobody waits for any more can be given up.
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import wasmUrl from '@embedpdf/pdfium/pdfium.wasm?url'
import { type Folded, fold, type Span, spans } from '~/lib/find'
import { type Fetched, RangeReader } from '~/lib/ranges'
import type { Found, FromWorker, Hit, ToWorker } from './messages'

const BGR_FLAG_REVERSED = 0x10
const ANNOTATIONS = 0x01
const BITMAP_RGBA = 4
const WHITE = 0xffffffff
const PAGES_KEPT = 3
/** Milliseconds of drawing between two looks at the messages. */
const BREATH = 40
const [TO_BE_CONTINUED, DONE] = [1, 2]
/** Letters of page texts that are kept for the next search. */
const LETTERS_KEPT = 4_000_000
/** Rectangles of one page that are told; beyond it the page is one mark anyway. */
const MOST_RECTS = 2_000
/** Hundredths of a page unit, in which PDFium tells where a letter stands. */
const FINE = 100
/** PDFium's own error codes for opening. */
const OPEN_ERRORS: Record<number, string> = { 2: 'unreadable', 3: 'broken', 4: 'password', 5: 'security' }

type Memory = { HEAPU8: Uint8Array }
type Draw = Extract<ToWorker, { kind: 'draw' }>

let library: WrappedPdfiumModule
let documentHandle = 0
/** What draws the fields of a form, if the document is one. */
let form = 0
let pause = 0
let breathed = 0
const pages = new Map<number, number>()
const stopped = new Set<number>()
const texts = new Map<number, Folded>()
let lettersKept = 0

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
  if (library.FPDF_GetFormType(documentHandle) !== 0) {
    form = library.PDFiumExt_InitFormFillEnvironment(documentHandle, library.PDFiumExt_OpenFormFillInfo())
    // What was filled in is shown as it will be printed, without the colour that invites to fill in more.
    if (form !== 0) library.FPDF_RemoveFormFieldHighlight(form)
  }
  pause = runtime.wasmExports.malloc(12)
  runtime.setValue(pause, 1, 'i32')
  runtime.setValue(pause + 4, runtime.addFunction(() => (performance.now() - breathed > BREATH ? 1 : 0), 'ii'), 'i32')
  runtime.setValue(pause + 8, 0, 'i32')
  const size = runtime.wasmExports.malloc(8)
  const count = library.FPDF_GetPageCount(documentHandle)
  const sizes = Array.from({ length: count }, (_, index) => {
    library.FPDF_GetPageSizeByIndexF(documentHandle, index, size)
    const [width, height] = [runtime.getValue(size, 'float'), runtime.getValue(size + 4, 'float')]
    // A page that cannot be read stands in its place as a letter would, and says why when it is turned to.
    return width > 0 && height > 0 ? { width, height } : { width: 595, height: 842 }
  })
  runtime.wasmExports.free(size)
  if (count === 0) throw new Error('broken')
  return sizes
}

function load(index: number): number {
  const handle = library.FPDF_LoadPage(documentHandle, index)
  if (handle === 0) throw new Error('broken')
  return handle
}

function page(index: number): number {
  const held = pages.get(index)
  if (held) {
    pages.delete(index)
    pages.set(index, held)
    return held
  }
  const handle = load(index)
  if (form !== 0) library.FORM_OnAfterLoadPage(handle, form)
  pages.set(index, handle)
  for (const [oldest, old] of pages) {
    if (pages.size <= PAGES_KEPT) break
    if (form !== 0) library.FORM_OnBeforeClosePage(old, form)
    library.FPDF_ClosePage(old)
    pages.delete(oldest)
  }
  return handle
}

async function draw(message: Draw): Promise<ImageBitmap> {
  const { region, density } = message
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
    await paint(message, handle, bitmap)
    const pixels = new Uint8ClampedArray(memory().slice(buffer, buffer + stride * height).buffer)
    return await createImageBitmap(new ImageData(pixels, width, height))
  } finally {
    library.FPDFBitmap_Destroy(bitmap)
    runtime.wasmExports.free(buffer)
  }
}

async function paint({ id, region, density, rotation, whole }: Draw, handle: number, bitmap: number) {
  breathed = performance.now()
  const [left, top] = [Math.round(-region.x * density), Math.round(-region.y * density)]
  const [width, height] = [Math.round(whole.width * density), Math.round(whole.height * density)]
  const flags = ANNOTATIONS | BGR_FLAG_REVERSED
  try {
    let state = library.FPDF_RenderPageBitmap_Start(bitmap, handle, left, top, width, height, rotation, flags, pause)
    while (state === TO_BE_CONTINUED) {
      await new Promise((next) => setTimeout(next))
      if (stopped.has(id)) throw new Error('stopped')
      breathed = performance.now()
      state = library.FPDF_RenderPage_Continue(handle, pause)
    }
    if (state !== DONE) throw new Error('broken')
    if (form !== 0) library.FPDF_FFLDraw(form, bitmap, handle, left, top, width, height, rotation, flags)
  } finally {
    library.FPDF_RenderPage_Close(handle)
  }
}

/** Finds a text on a page. The page is parsed for it, but its plain text is kept for the next search. */
function find(index: number, query: string): Found {
  const known = texts.get(index)
  if (known && spans(known, query).length === 0) return { hits: [], letters: known.text.length }
  const held = pages.get(index)
  const handle = held ?? load(index)
  const textPage = library.FPDFText_LoadPage(handle)
  try {
    if (textPage === 0) return { hits: [], letters: 0 }
    const folded = known ?? read(index, textPage)
    return { hits: places(handle, textPage, spans(folded, query)), letters: folded.text.length }
  } finally {
    if (textPage !== 0) library.FPDFText_ClosePage(textPage)
    if (!held) library.FPDF_ClosePage(handle)
  }
}

function read(index: number, textPage: number): Folded {
  const count = Math.max(0, library.FPDFText_CountChars(textPage))
  const codes = new Uint32Array(count)
  for (let letter = 0; letter < count; letter += 1) codes[letter] = library.FPDFText_GetUnicode(textPage, letter)
  const folded = fold(codes)
  if (lettersKept + folded.text.length <= LETTERS_KEPT) {
    lettersKept += folded.text.length
    texts.set(index, folded)
  }
  return folded
}

function places(handle: number, textPage: number, found: Span[]): Hit[] {
  if (found.length === 0) return []
  const { wasmExports, getValue } = library.pdfium
  const corners = wasmExports.malloc(40)
  const [wide, high] = [library.FPDF_GetPageWidthF(handle) * FINE, library.FPDF_GetPageHeightF(handle) * FINE].map(Math.round)
  const point = (x: number, y: number) => {
    library.FPDF_PageToDevice(handle, 0, 0, wide ?? 0, high ?? 0, 0, x, y, corners + 32, corners + 36)
    return { x: getValue(corners + 32, 'i32') / FINE, y: getValue(corners + 36, 'i32') / FINE }
  }
  let told = 0
  const hits = found.map(({ from, to }) => {
    const lines = told < MOST_RECTS ? library.FPDFText_CountRects(textPage, from, to - from) : 0
    told += lines
    const rects = Array.from({ length: Math.max(0, lines) }, (_, line) => {
      library.FPDFText_GetRect(textPage, line, corners, corners + 8, corners + 16, corners + 24)
      const [left = 0, top = 0, right = 0, bottom = 0] = [0, 8, 16, 24].map((offset) => getValue(corners + offset, 'double'))
      const [a, b] = [point(left, top), point(right, bottom)]
      return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
    })
    return { rects }
  })
  wasmExports.free(corners)
  return hits
}

/** A fault of the library itself leaves its memory in disorder; the viewer then begins anew. */
const reasonOf = (error: unknown) =>
  error instanceof WebAssembly.RuntimeError ? 'crashed' : error instanceof Error ? error.message : 'unreadable'

async function serve(data: Exclude<ToWorker, { kind: 'stop' }>) {
  try {
    if (stopped.has(data.id)) throw new Error('stopped')
    if (data.kind === 'open') {
      scope.postMessage({ kind: 'opened', id: data.id, pages: await open(data.url, data.password) })
    } else if (data.kind === 'find') {
      scope.postMessage({ kind: 'found', id: data.id, ...find(data.page, data.query) })
    } else {
      const image = await draw(data)
      scope.postMessage({ kind: 'drawn', id: data.id, image }, [image])
    }
  } catch (error) {
    scope.postMessage({ kind: 'failed', id: data.id, reason: reasonOf(error) })
  } finally {
    stopped.delete(data.id)
  }
}

// One after the other: a drawing that is being given up must have left the library before the next enters it.
let last = Promise.resolve()
scope.onmessage = ({ data }) => {
  if (data.kind === 'stop') stopped.add(data.id)
  else last = last.then(() => serve(data))
}
