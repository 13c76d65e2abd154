// A drawing's formal way, from its first issue to the receipts of those outside: reviewed side by side, also by somebody who sees
// nothing else, rejected, drawn anew, signed, sent, acknowledged on a phone, proven by tools that know no server, and recalled.
import { join } from 'node:path'
import { answerTo, linksIn, scanEveryLink, unknownLike } from '../support/links'
import { writeDrawing } from '../support/pdf'
import { accept, choose, drop, invite, newBrowser, PASSWORD } from '../support/people'
import { type AuditKey, Checker } from '../support/receipts'
import { both, expect, look, type Page, test } from '../support/test'
import { call, makeWorld, type Named } from '../support/world'

const RESPONDER = 'rhea@northgate.example'
const GUESTS = { kim: 'k.ode@harbour.example', pat: 'p.roy@quay.example' }
const STATEMENT = 'I have checked these files and take responsibility for them.'
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

test('a drawing goes its formal way, and every word of it can be proven', async ({ browser, server }) => {
  test.setTimeout(600_000)
  const world = await makeWorld(browser, server, 'Formal Works', ['B-900'])
  const { ann } = world
  const ines = await world.join('ines@formal.example', 'Ines Roca', 'initiator')
  const bo = await world.join('bo@formal.example', 'Bo Reed', 'reviewer')
  const ada = await world.join('ada@formal.example', 'Ada Voss', 'reviewer')
  const fileOf = async (page: Page, href: string | null) => {
    const answer = await page.request.get(new URL(href ?? '', server.url).href)
    expect(answer.status(), href ?? 'no link').toBe(200)
    return answer.body()
  }
  const waits = ines.getByRole('region', { name: 'Whose turn it is' })
  const path = { workflow: '', document: '', transmittal: '' }

  await test.step('a responder is invited to the organisation by mail, and finds nothing but their steps', async () => {
    await invite(ann, server.url, 'formal-works', { email: RESPONDER, name: 'Rhea Lund', organisationRole: 'Workflow responder', company: 'Northgate Steel' })
    const { page, context } = await newBrowser(browser, world.errors)
    await accept(page, await server.linkInMail(RESPONDER, /#wli_/), 'Rhea Lund')
    await look(page, 'formal-responder-home')
    await page.goto(`${world.home}/my-steps`)
    await expect(page.getByText('Nothing waits for you')).toBeVisible()
    await context.close()
  })

  await test.step('the plan: two side by side, one of them from outside, then one who signs', async () => {
    const { items: members } = await call<{ items: { id: string; name: string }[] }>(ann, 'GET', `${world.org}/members?limit=200`)
    const person = (name: string) => ({ kind: 'person', person_id: members.find((one) => one.name === name)?.id })
    const plan = {
      name: 'Review and signature',
      description: 'Reviewed inside and outside, side by side; then it is signed.',
      category: 'Approval',
      settings: { on_rejection: 'return_to_previous', show_previous_responses: true },
      stages: [
        {
          name: 'Review',
          steps: [
            { name: 'Check', type: 'review', assignment: person('Bo Reed') },
            { name: 'Fabrication', type: 'approve', instructions: 'Can it be made as it is drawn?', assignment: person('Rhea Lund'), sla_hours: 72 },
          ],
        },
        { name: 'Signature', steps: [{ name: 'Sign off', type: 'sign', statement: STATEMENT, assignment: person('Ada Voss') }] },
      ],
    }
    const { id, version } = await call<{ id: string; version: number }>(ann, 'POST', `${world.project}/workflow-templates`, plan)
    await call(ann, 'POST', `${world.project}/workflow-templates/${id}/activate`, { version })
  })

  await test.step('the initiator uploads the first issue', async () => {
    const file = join(server.folder, 'A-101_P01_Bearing plates.pdf')
    await writeDrawing(file, 'A-101', 'Bearing plates')
    await ines.goto(`${world.inProject}/register`)
    await expect(ines.getByRole('row', { name: /B-900/ })).toBeVisible()
    await drop(ines, [file])
    await choose(ines, 'Document type: A-101', 'Drawing')
    await expect(ines.getByText('1 row is ready.')).toBeVisible()
    await ines.getByRole('button', { name: 'Add 1 document' }).click()
    await expect(ines.getByText('1 document is in the register.')).toBeVisible()
    await ines.getByRole('row', { name: /A-101/ }).click()
    await ines.getByRole('button', { name: 'Open the full page' }).click()
    await expect(ines.getByRole('heading', { name: /A-101/, level: 1 })).toBeVisible()
    path.document = new URL(ines.url()).pathname.split('/').at(-1) ?? ''
  })

  await test.step('and starts the workflow at the document', async () => {
    await ines.getByRole('button', { name: 'More actions', exact: true }).click()
    await ines.getByRole('menuitem', { name: 'Start a workflow' }).click()
    await ines.getByRole('button', { name: /Review and signature/ }).click()
    await ines.getByRole('textbox', { name: 'Title' }).fill('Bearing plates, for fabrication')
    await ines.getByRole('button', { name: 'To who answers' }).click()
    await expect(ines.getByText('3 people are asked.')).toBeVisible()
    await look(ines, 'formal-start')
    await ines.getByRole('button', { name: 'Start the workflow' }).click()
    await expect(waits).toContainText('Check waits for Bo Reed')
    await expect(waits).toContainText(/Fabrication waits for .*Rhea Lund/)
    path.workflow = new URL(ines.url()).pathname.split('/').at(-1) ?? ''
    await look(ines, 'formal-running')
  })

  // A browser that has never been here; whatever it is refused below is looked at there.
  const refused: string[] = []
  const { page: rhea } = await newBrowser(browser, refused)
  let step = ''
  const asked = async (round: number) => {
    await expect.poll(async () => (await server.mails(RESPONDER)).filter((mail) => /WF-001/.test(mail)).length).toBeGreaterThanOrEqual(round)
    const mail = (await server.mails(RESPONDER)).filter((one) => /WF-001/.test(one)).at(-1) ?? ''
    step = [...linksIn(mail)].find((link) => /\/steps\//.test(link)) ?? ''
    expect(step, mail).not.toBe('')
  }
  await test.step('the responder is told by mail, signs in at the link, and answers', async () => {
    await asked(1)
    await rhea.goto(step)
    await rhea.getByLabel('E-mail').fill(RESPONDER)
    await rhea.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await rhea.getByRole('button', { name: 'Sign in' }).click()
    await expect(rhea.getByText('Can it be made as it is drawn?')).toBeVisible()
    await expect(rhea.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible()
    await both(rhea, 'formal-responder-step')
    await rhea.getByRole('radio', { name: 'Approve with comments' }).check({ force: true })
    await rhea.getByRole('textbox', { name: 'Comment' }).fill('Plates of 30 mm take four weeks.')
    await rhea.getByRole('button', { name: 'Approve with comments' }).click()
    await expect(rhea.getByText('It is answered.')).toBeVisible()
    await look(rhea, 'formal-responder-answered')
  })

  await test.step('and can open nothing else: what is there answers as what is not', async () => {
    const other = world.documents[0]?.id ?? ''
    const run = await call<{ stages: { steps: Named[] }[] }>(ann, 'GET', `${world.project}/workflows/${path.workflow}`)
    const [theirs = '', hers = '', later = ''] = run.stages.flatMap(({ steps }) => steps.map(({ id }) => id))
    expect(step.endsWith(hers)).toBe(true)
    const absent = (id: string) => `${id.slice(0, -6)}${[...id.slice(-6)].reverse().join('')}`
    const elsewhere = world.project.replace(/[^/]+$/, absent)
    const api = (path: string) => `${server.url}/api/v1${path}`
    const pairs = [
      ...['', '/documents', '/documents?q=B-900', '/search/completion?q=B', '/workflows', '/transmittals', '/members', '/audit', '/access'].map((rest) => [world.project + rest, elsewhere + rest] as const),
      ...[`/documents/${other}`, `/workflows/${path.workflow}`, `/steps/${theirs}`, `/steps/${later}`].map((rest) => [world.project + rest, world.project + rest.replace(/[^/]+$/, absent)] as const),
    ]
    for (const [there, nowhere] of pairs) {
      const answer = await answerTo(rhea, api(there))
      expect(answer.status, there).toBe(404)
      expect(answer, there).toEqual(await answerTo(rhea, api(nowhere)))
    }
    for (const page of ['', '/register', '/register?q=B-900', `/register/${other}`, `/workflows/${path.workflow}`, '/workflows', '/transmittals', '/people', `/steps/${theirs}`]) {
      await rhea.goto(`${world.inProject}${page}`)
      await expect(rhea.getByRole('heading', { name: 'There is nothing here for you' })).toBeVisible()
      await expect(rhea.getByText(/B-900|Quay Street Bridge/)).toHaveCount(0)
    }
    await look(rhea, 'formal-responder-nothing')
    // Being refused is what was asked for here; before signing in, so is being nobody.
    expect(refused.filter((one) => !/^40[14] GET |There is nothing here|Sign in/.test(one))).toEqual([])
  })

  const openStep = async (page: Page, name: string) => {
    await page.goto(`${world.home}/my-steps`)
    await page.getByRole('row', { name: new RegExp(`Bearing plates, for fabrication · ${name}`) }).click()
    await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible()
  }
  const review = async (answer: string, comment: string) => {
    await openStep(bo, 'Check')
    await bo.getByRole('radio', { name: answer }).check({ force: true })
    await bo.getByRole('textbox', { name: /Comment|Reason/ }).first().fill(comment)
    await bo.getByRole('button', { name: answer }).click()
    await expect(bo.getByText(/It is answered|It was returned for revision|before this was answered/).first()).toBeVisible()
  }

  await test.step('the reviewer answers, and whoever was to sign rejects it with a reason', async () => {
    await review('Send the review', 'The holes are too near the edge; see the standard.')
    await openStep(ada, 'Sign off')
    await expect(ada.getByText('Plates of 30 mm take four weeks.')).toBeVisible()
    await ada.getByRole('button', { name: 'Decline to sign' }).click()
    await ada.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('Move the holes before this is made.')
    await look(ada, 'formal-decline')
    await ada.getByRole('dialog').getByRole('button', { name: 'Decline to sign' }).click()
    await expect(ada.getByText('Move the holes before this is made.')).toBeVisible()
  })

  await test.step('it is with the reviewer again, who gives it back to the initiator', async () => {
    await review('Return for revision', 'Draw it anew with the holes moved.')
    await ines.goto(`${world.inProject}/workflows/${path.workflow}`)
    await expect(ines.getByText('It was sent back to Ines Roca, who may start it again.')).toBeVisible()
    await expect(ines.getByText('Move the holes before this is made.')).toBeVisible()
    await both(ines, 'formal-returned')
  })

  await test.step('the initiator uploads the second issue and starts it again with that', async () => {
    const file = join(server.folder, 'A-101_P02_Bearing plates.pdf')
    await writeDrawing(file, 'A-101', 'Bearing plates, holes moved')
    await ines.goto(`${world.inProject}/register/${path.document}`)
    await ines.getByRole('button', { name: 'More actions', exact: true }).click()
    await ines.getByRole('menuitem', { name: 'Upload a new revision' }).click()
    const dialog = ines.getByRole('dialog')
    await dialog.locator('input[type=file]').setInputFiles(file)
    await dialog.getByRole('textbox', { name: 'Revision', exact: true }).fill('P02')
    await dialog.getByRole('textbox', { name: 'What changed' }).fill('Holes moved')
    await look(ines, 'formal-revise')
    await dialog.getByRole('button', { name: 'Add the revision' }).click()
    await expect(ines.getByText('Revision P02 is added.')).toBeVisible()
    await ines.goto(`${world.inProject}/workflows/${path.workflow}`)
    await ines.getByRole('button', { name: 'Start it again' }).click()
    await expect(ines.getByRole('dialog').getByText('P01 → P02')).toBeVisible()
    await ines.getByRole('dialog').getByRole('textbox', { name: 'What changed' }).fill('Holes moved')
    await ines.getByRole('dialog').getByRole('button', { name: 'Start it again' }).click()
    await expect(waits).toContainText(/Fabrication waits for .*Rhea Lund/)
  })

  await test.step('all answer again', async () => {
    await asked(2)
    await rhea.goto(world.home)
    await expect(rhea.getByRole('link', { name: /^WF-001/ })).toBeVisible()
    // Nothing is told that leads where they may not go.
    await expect(rhea.getByText(/changed the status/)).toHaveCount(0)
    await look(rhea, 'formal-responder-asked')
    await rhea.goto(step)
    await expect(rhea.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible()
    await rhea.getByRole('radio', { name: 'Approve', exact: true }).check({ force: true })
    await rhea.getByRole('button', { name: 'Approve', exact: true }).click()
    await expect(rhea.getByText('It is answered.')).toBeVisible()
    await review('Send the review', 'Good.')
  })

  await test.step('it is signed with the name and the password, and the document is approved', async () => {
    await openStep(ada, 'Sign off')
    await ada.getByRole('button', { name: 'Sign', exact: true }).click()
    const dialog = ada.getByRole('dialog')
    await dialog.getByLabel('Your full name').fill('Ada Voss, CEng')
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await both(ada, 'formal-sign')
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click()
    await expect(ada.getByText(/Signed as “Ada Voss, CEng”/)).toBeVisible()
    await look(ada, 'formal-signed')
    await ines.goto(`${world.inProject}/workflows/${path.workflow}`)
    await expect(ines.getByRole('heading', { name: /^\d answers$/ })).toBeVisible()
    await both(ines, 'formal-completed')
    await ines.goto(`${world.inProject}/register/${path.document}`)
    await expect(ines.getByText('Approved', { exact: true }).first()).toBeVisible()
    await look(ines, 'formal-approved')
  })

  const got = ines.getByRole('grid', { name: 'Sent to 2 people' })
  const dialog = ines.getByRole('dialog')
  await test.step('it is sent to two addresses outside, in three screens', async () => {
    await ines.goto(`${world.inProject}/register`)
    await ines.getByRole('checkbox', { name: /A-101/ }).check()
    await ines.getByRole('button', { name: 'Send by transmittal' }).click()
    await expect(ines.getByRole('grid', { name: 'Documents' }).getByRole('row', { name: /A-101/ })).toContainText('P02')
    await ines.getByRole('textbox', { name: 'Subject' }).fill('Bearing plates, to be made')
    await choose(ines, 'Purpose', 'For Approval')
    await look(ines, 'formal-send-documents')
    await ines.getByRole('button', { name: 'To the recipients' }).click()
    for (const [name, email] of [['Kim Ode', GUESTS.kim], ['Pat Roy', GUESTS.pat]] as const) {
      await ines.getByRole('textbox', { name: 'Add a recipient' }).or(ines.getByRole('combobox', { name: 'Add a recipient' })).first().fill(`${email} ${name}`)
      await ines.getByRole('option', { name: `Send to ${email}` }).click()
    }
    await look(ines, 'formal-send-recipients')
    await ines.getByRole('button', { name: 'Check it' }).click()
    await expect(ines.getByText('2 addresses get links of their own.')).toBeVisible()
    await both(ines, 'formal-send-check')
    await ines.getByRole('button', { name: 'Issue to 2 people' }).click()
    await expect(ines.getByText('Nobody has been told yet.')).toBeVisible()
    path.transmittal = new URL(ines.url()).pathname.split('/').at(-1) ?? ''
    expect(await server.mails(GUESTS.kim)).toEqual([])
    await server.tellNow()
  })

  const { page: kim } = await newBrowser(browser, world.errors, PHONE)
  const links = { kim: '', pat: '' }
  await test.step('one acknowledges on a phone', async () => {
    links.kim = await server.linkInMail(GUESTS.kim, /TRN-001/)
    links.pat = await server.linkInMail(GUESTS.pat, /TRN-001/)
    await kim.goto(links.kim)
    await both(kim, 'formal-phone-gate')
    await kim.getByRole('button', { name: 'Open' }).tap()
    await expect(kim.getByRole('heading', { name: /TRN-001/ })).toBeVisible()
    await both(kim, 'formal-phone-list')
    await kim.getByRole('link', { name: 'View' }).tap()
    const sheet = kim.getByRole('img', { name: /Page 1 of 1 of A-101/ })
    expect(await sheet.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(300)
    await look(kim, 'formal-phone-sheet')
    await kim.getByRole('link', { name: 'All documents sent' }).tap()
    await kim.getByRole('link', { name: 'Please acknowledge receipt' }).tap()
    await kim.getByRole('textbox', { name: 'Comment' }).fill('Received on site.')
    await kim.getByRole('button', { name: 'Acknowledge' }).tap()
    await expect(kim.getByText(/Receipt acknowledged at/)).toBeVisible()
    await look(kim, 'formal-phone-acknowledged')
  })

  await test.step('the other is reminded, and only they', async () => {
    const before = (await server.mails(GUESTS.kim)).length
    await ines.reload()
    await expect(got.getByRole('row', { name: /Kim Ode/ })).toContainText('acknowledged')
    await both(ines, 'formal-sent-partly')
    await ines.getByRole('button', { name: 'More actions: TRN-001' }).click()
    await ines.getByRole('menuitem', { name: 'Remind who is silent' }).click()
    await dialog.getByRole('button', { name: 'Remind who is silent' }).click()
    await server.mail(GUESTS.pat, /acknowledge that you received/)
    expect(await server.mails(GUESTS.kim)).toHaveLength(before)
  })

  const published = await call<AuditKey>(ann, 'GET', `${world.org}/audit/key`)
  const checker = new Checker(server.folder, published)
  let receipt = ''
  await test.step('the receipt of the acknowledgement convinces those who trust nobody', async () => {
    receipt = (await fileOf(kim, await kim.getByRole('link', { name: 'Signed receipt' }).getAttribute('href'))).toString('utf8')
    expect(await checker.receipt(receipt)).toMatchObject({
      kind: 'transmittal_acknowledged',
      object: { number: 'TRN-001' },
      person: { address: GUESTS.kim },
      comment: 'Received on site.',
      documents: [{ number: 'A-101', code: 'P02' }],
    })
    await checker.sealed(await fileOf(kim, await kim.getByRole('link', { name: 'Receipt to read (PDF)' }).getAttribute('href')))
  })

  await test.step('so does that of a signed answer, and the record of the workflow', async () => {
    await ada.goto(`${world.home}/my-steps?state=done`)
    await ada.getByRole('row', { name: /Bearing plates, for fabrication · Sign off/ }).first().click()
    const own = (name: string) => ada.getByRole('link', { name }).last().getAttribute('href')
    expect(await checker.receipt((await fileOf(ada, await own('Signed file'))).toString('utf8'))).toMatchObject({
      kind: 'step_answered',
      answer: 'approve',
      object: { number: 'WF-001' },
      signature: { full_name: 'Ada Voss, CEng', statement: STATEMENT },
      documents: [{ number: 'A-101', code: 'P02' }],
    })
    await checker.sealed(await fileOf(ada, await own('Receipt (PDF)')))
    await ines.goto(`${world.inProject}/workflows/${path.workflow}`)
    await checker.sealed(await fileOf(ines, await ines.getByRole('link', { name: 'Evidence' }).getAttribute('href')))
  })

  await test.step('whatever follows every link in every mail changes nothing', async () => {
    // Links that do something once: an invitation that nobody has accepted, and a password that is to be chosen anew.
    await invite(ann, server.url, 'formal-works', { email: 'late@formal.example', name: 'Lee Late', company: 'Formal Works' })
    await call(bo, 'POST', '/password-resets', { email: 'bo@formal.example' })
    const chosen = await server.linkInMail('bo@formal.example', /#wlr_|reset/)
    const invited = await server.linkInMail('late@formal.example', /#wli_/)
    const state = async () => ({
      events: (await call<{ items: { seq: number }[] }>(ann, 'GET', `${world.org}/audit?limit=1`)).items[0],
      shares: await call(ann, 'GET', `${world.project}/guest-shares`),
      transmittal: await call(ines, 'GET', `${world.project}/transmittals/${path.transmittal}`),
      workflow: await call(ines, 'GET', `${world.project}/workflows/${path.workflow}`),
      invitations: await call(ann, 'GET', `${world.org}/invitations`),
      choices: await call(bo, 'GET', `${world.org}/notification-choices`),
    })
    const before = await state()
    const followed = await scanEveryLink(browser, server)
    for (const needed of [links.kim, links.pat, chosen, invited, step]) expect(followed).toContain(needed)
    expect(followed.filter((link) => link.includes('/n/stop/')).length, 'links that stop mails').toBeGreaterThan(0)
    expect(await state()).toEqual(before)
    const { page: lee, context } = await newBrowser(browser, world.errors)
    await lee.goto(chosen)
    await expect(lee.getByRole('heading', { name: 'Choose a new password' })).toBeVisible()
    await accept(lee, invited, 'Lee Late')
    await context.close()
  })

  await test.step('it is recalled: both links answer as links that never were', async () => {
    const { page: pat, context } = await newBrowser(browser, world.errors)
    await pat.goto(links.pat)
    await pat.getByRole('button', { name: 'Open' }).click()
    await expect(pat.getByText('Please acknowledge receipt')).toBeVisible()
    await look(pat, 'formal-guest-list')
    const places = { kim: kim.url(), pat: pat.url() }
    await ines.goto(`${world.inProject}/transmittals/${path.transmittal}`)
    await ines.getByRole('button', { name: 'More actions: TRN-001' }).click()
    await ines.getByRole('menuitem', { name: 'Recall' }).click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('The client wants another steel.')
    await dialog.getByRole('button', { name: 'Recall' }).click()
    await expect(ines.getByText(/Recalled by Ines Roca/)).toBeVisible()
    await both(ines, 'formal-recalled')
    await ines.goto(`${world.inProject}/transmittals?state=all`)
    await expect(ines.getByRole('row', { name: /TRN-001/ })).toContainText('Recalled')
    await look(ines, 'formal-transmittals')
    const stranger = await browser.newContext()
    for (const [who, link] of [[pat, links.pat], [kim, links.kim]] as const) {
      const absent = await answerTo(stranger, unknownLike(link))
      expect(absent.status).toBe(404)
      expect(await answerTo(stranger, link)).toEqual(absent)
      expect(await answerTo(who, link), 'also to whoever had opened it').toEqual(absent)
    }
    for (const [who, place] of [[pat, places.pat], [kim, places.kim]] as const) {
      for (const rest of ['', '/d/1', '/d/1/file']) expect((await answerTo(who, place.replace(/#.*$/, '') + rest)).status, rest).toBe(404)
    }
    // What was kept before goes on convincing.
    expect(await checker.verify(receipt)).toMatchObject({ code: 0 })
    await stranger.close()
    await context.close()
  })
  expect.soft(world.errors).toEqual([])
})
