// What people are told: behind the bell, by mail, and as they chose; and a project in numbers that lead to its lists.
import { expect, look, test } from '../support/test'
import { call, makeWorld, share, upload, type Created } from '../support/world'

test('what was shared is read behind the bell and by mail, and its mails are stopped with one click', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Notice Works', ['A-101', 'A-102'])
  const { ann } = world
  const ed = await world.join('ed@notice.example', 'Ed Forge', 'external')
  await share(world, 'A-101', { kind: 'company', id: world.companies.outside })

  await test.step('the bell has a number, and the notice leads to the document', async () => {
    await ed.goto(world.home)
    await ed.getByRole('button', { name: '1 unread notification' }).click()
    await expect(ed.getByText('A-101 of Quay Street Bridge was shared with you.').first()).toBeVisible()
    await look(ed, 'bell')
    await ed.getByRole('dialog').getByRole('link', { name: /A-101 of Quay Street Bridge/ }).click()
    await expect(ed.getByRole('heading', { name: /Sheet A-101/ })).toBeVisible()
    await expect(ed.getByRole('button', { name: 'Notifications' })).toBeVisible()
  })

  await test.step('the link in the mail shows a button, which stops mails of this kind', async () => {
    const link = await server.linkInMail('ed@notice.example', /\/n\/stop\//)
    await ed.goto(link)
    await expect(ed.getByRole('heading', { name: 'Stop these mails?' })).toBeVisible()
    await look(ed, 'stop-mails')
    await ed.getByRole('button', { name: 'Stop them' }).click()
    await expect(ed.getByRole('heading', { name: 'These mails are stopped' })).toBeVisible()
    const before = (await server.mails('ed@notice.example')).length
    await share(world, 'A-102', { kind: 'company', id: world.companies.outside })
    await ed.goto(`${world.home}/notifications`)
    await expect(ed.getByRole('link', { name: 'A-102 of Quay Street Bridge was shared with you.' })).toBeVisible()
    await look(ed, 'notifications')
    expect((await server.mails('ed@notice.example')).length).toBe(before)
  })

  await test.step('all of them are read, and the unread can be shown alone', async () => {
    await ed.getByRole('button', { name: 'Mark all as read' }).click()
    await ed.getByText('Unread', { exact: true }).click()
    await expect(ed.getByRole('heading', { name: 'Nothing of this' })).toBeVisible()
  })

  await test.step('what was stopped is switched on again, what is fixed says why', async () => {
    await ed.getByRole('tab', { name: 'What you are told' }).click()
    const mail = ed.getByRole('switch', { name: 'Mail: A document was shared with you' })
    await expect(mail).not.toBeChecked()
    await mail.click({ force: true })
    await expect(mail).toBeChecked()
    await expect(ed.getByRole('switch', { name: 'Mail: Invitations' })).toBeDisabled()
    await expect(ed.getByText('Always on. It is the only way to get in.').first()).toBeVisible()
    await ed.getByRole('radio', { name: /Once a day/ }).last().click({ force: true })
    await expect(ed.getByRole('radio', { name: /Once a day/ }).last()).toBeChecked()
    await look(ed, 'notification-choices')
  })

  await test.step('the organisation says what is usual', async () => {
    await ann.goto(`${world.home}/settings?tab=notifications`)
    await expect(ann.getByRole('combobox', { name: 'Hour of digests' })).toBeVisible()
    await look(ann, 'settings-notifications')
    await ann.getByRole('button', { name: 'Save' }).click()
    await expect(ann.getByText('Saved.')).toBeVisible()
  })
  expect.soft(world.errors).toEqual([])
})

test('the numbers of the dashboard lead to the lists that they count', async ({ browser, server }) => {
  test.setTimeout(240_000)
  const world = await makeWorld(browser, server, 'Board Works', ['A-101', 'A-102', 'S-201'])
  const { ann } = world
  const ed = await world.join('ed@board.example', 'Ed Forge', 'external')
  const upload_id = await upload(ed, world.project, server.folder, 'NS-1', 'Bolts')
  await call<Created>(ed, 'POST', `${world.project}/documents`, {
    rows: [{ upload_id, number: 'NS-1', title: 'Bolts', revision: 'A', document_type: 'DRG' }],
  })

  await test.step('tiles', async () => {
    await ann.goto(`${world.inProject}/dashboard`)
    const numbers = ann.getByRole('list', { name: 'Numbers' })
    await expect(numbers.getByRole('link', { name: /4\s*documents/ })).toBeVisible()
    await look(ann, 'dashboard')
    await numbers.getByRole('link', { name: /1\s*wait for acceptance/ }).click()
    await expect(ann.getByRole('heading', { name: 'Pending' })).toBeVisible()
    await expect(ann.getByRole('row', { name: /NS-1/ })).toBeVisible()
  })

  await test.step('bars and weeks', async () => {
    await ann.goto(`${world.inProject}/dashboard`)
    await ann.getByRole('table', { name: 'By status' }).getByRole('link', { name: 'For review' }).click()
    await expect(ann.getByRole('row', { name: /A-101/ })).toBeVisible()
    await expect(ann.getByRole('row', { name: /NS-1/ })).toHaveCount(0)
    await ann.goto(`${world.inProject}/dashboard`)
    await ann.getByRole('table', { name: 'Added by week' }).getByRole('link').last().click()
    await expect(ann.getByRole('row', { name: /NS-1/ })).toBeVisible()
  })

  await test.step('somebody from outside sees their own, and whom to ask', async () => {
    await ed.goto(`${world.inProject}/dashboard`)
    const numbers = ed.getByRole('list', { name: 'Numbers' })
    await expect(numbers.getByRole('link', { name: /1\s*documents/ })).toBeVisible()
    await expect(ed.getByText(/Questions\? Ask Ann Keel/)).toBeVisible()
    await look(ed, 'dashboard-external')
  })
  expect.soft(world.errors).toEqual([])
})
