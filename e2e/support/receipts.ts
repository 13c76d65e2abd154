// Receipts as whoever keeps one checks them later: with tools that know no server, and that are not all ours.
import { expect } from '@playwright/test'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { compactVerify, flattenedVerify, importJWK, type FlattenedJWS, type JWK } from 'jose'

const program = process.env['WAYLEAVE_VERIFY_BIN'] ?? resolve(import.meta.dirname, '../../target/debug/wayleave-verify')

/** What the organisation publishes for those who check. */
export type AuditKey = { key: string; jwk: JWK }

/** Runs a program to its end, with nothing of our environment but where programs are. */
function said(command: string, options: string[]): Promise<{ code: number; text: string }> {
  return new Promise((done) => {
    execFile(command, options, { env: { PATH: process.env['PATH'] }, timeout: 20_000 }, (error, out, complaint) =>
      done({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, text: `${out}${complaint}` }),
    )
  })
}

/** Checks receipts in a folder where nothing lies but the key and the receipt. */
export class Checker {
  constructor(
    private readonly folder: string,
    private readonly published: AuditKey,
  ) {}

  /** What `wayleave-verify` says of a receipt. */
  async verify(receipt: string) {
    const [file, key] = [join(this.folder, 'receipt.json'), join(this.folder, 'key')]
    await writeFile(file, receipt)
    await writeFile(key, this.published.key)
    return said(program, ['receipt', file, '--key', key])
  }

  /** A receipt is good to our verifier and to a library of others; with any byte changed it is good to neither. */
  async receipt(text: string): Promise<Record<string, unknown>> {
    expect(await this.verify(text)).toMatchObject({ code: 0, text: expect.stringMatching(/^OK: signed/) as unknown })
    const place = text.indexOf('"payload":"') + 40
    const changed = `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`
    expect(await this.verify(changed)).toMatchObject({ code: 1, text: expect.stringMatching(/^REFUSED/) as unknown })
    const flattened = JSON.parse(text) as FlattenedJWS & { protected: string }
    const key = await importJWK(this.published.jwk, 'EdDSA')
    const options = { algorithms: ['EdDSA'] }
    const opened = await flattenedVerify(flattened, key, options)
    expect(opened.protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'wayleave-receipt', kid: this.published.jwk.kid })
    const compact = `${flattened.protected}.${String(flattened.payload)}.${flattened.signature}`
    await compactVerify(compact, key, options)
    await this.everyByte(compact, (one) => compactVerify(one, key, options).then(() => true, () => false))
    return JSON.parse(Buffer.from(opened.payload).toString('utf8')) as Record<string, unknown>
  }

  /**
   * Flips every bit of every letter. What the library takes all the same is the same signature written in another way,
   * such as with other bits after its end; our verifier, which knows one way, refuses that too.
   */
  private async everyByte(compact: string, opens: (text: string) => Promise<boolean>) {
    const signature = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url')
    for (let place = 0; place < compact.length; place += 1) {
      for (let bit = 1; bit < 128; bit *= 2) {
        const letter = String.fromCharCode(compact.charCodeAt(place) ^ bit)
        const changed = `${compact.slice(0, place)}${letter}${compact.slice(place + 1)}`
        if (!(await opens(changed))) continue
        expect(place, `byte ${place} of ${compact} as ${letter}`).toBeGreaterThan(compact.lastIndexOf('.'))
        expect(signature(changed)).toEqual(signature(compact))
        expect(await this.verify(changed)).toMatchObject({ code: 1, text: expect.stringMatching(/^REFUSED/) as unknown })
      }
    }
  }

  /** A sealed PDF is good to poppler as a whole; with a byte of what is signed changed it is not. */
  async sealed(pdf: Buffer, places = 40) {
    const file = join(this.folder, 'sealed.pdf')
    const judged = async (bytes: Buffer) => {
      await writeFile(file, bytes)
      return (await said('pdfsig', [file])).text
    }
    const whole = await judged(pdf)
    expect(whole).toContain('Signature is Valid')
    expect(whole).toContain('Total document signed')
    const [, from, until, again, rest] = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(pdf.toString('latin1')) ?? []
    const signed = Number(until) + Number(rest)
    expect(Number(from)).toBe(0)
    for (let one = 0; one < places; one += 1) {
      const offset = Math.floor(((one + 0.5) * signed) / places)
      const place = offset < Number(until) ? offset : offset - Number(until) + Number(again)
      const changed = Buffer.from(pdf)
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place)
      expect(await judged(changed), `byte ${place} of ${pdf.length}`).not.toContain('Signature is Valid')
    }
  }
}
