// What happens to a document after it arrived: decided, changed, locked, restricted, deleted and taken back.
import { choose } from '../support/people'
import { expect, test } from '../support/test'
import { call, makeWorld, share, upload } from '../support/world'

test('a controller decides, changes and takes back', async ({ browser, server }) => {
  const world = await makeWorld(browser, server, 'Register Works', ['A-101', 'A-102'], 'draft')
  const { ann } = world
  const ed = await world.join('ed@register.example', 'Ed Forge', 'external')
  const row = (number: string) => ann.getByRole('row', { name: new RegExp(number) })
  const act = async (name: string) => {
    await ann.getByRole('complementary').getByRole('button', { name: 'More actions' }).click()
    await ann.getByRole('menuitem', { name, exact: true }).click()
  }

  await test.step('a submission is rejected with a reason, and its author reads it', async () => {
    const own = await upload(ed, world.project, server.folder, 'NS-900', 'Anchor bolts')
    await call(ed, 'POST', `${world.project}/documents`, {
      rows: [{ upload_id: own, number: 'NS-900', title: 'Anchor bolts', revision: 'A', document_type: 'DRG' }],
    })
    await ann.goto(`${world.inProject}/pending`)
    await row('NS-900').click()
    await ann.getByRole('button', { name: 'Reject' }).click()
    await ann.getByRole('dialog').getByLabel('Reason').fill('The levels refer to the old datum')
    await ann.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    await expect(ann.getByText('NS-900 was rejected.')).toBeVisible()
    await ed.goto(`${world.inProject}/register?mine=true`)
    await expect(ed.getByRole('row', { name: /NS-900/ })).toContainText('Not accepted')
    await ed.getByRole('row', { name: /NS-900/ }).click()
    await expect(ed.getByText(/The levels refer to the old datum/)).toBeVisible()
    await expect(ed.getByRole('tab', { name: 'Who has access' })).toHaveCount(0)
  })

  await ann.goto(`${world.inProject}/register?open=${world.documents[0]?.id}`)
  await test.step('details and status change', async () => {
    await act('Edit the details')
    await ann.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Ground floor, general arrangement')
    await ann.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(row('A-101 · Ground floor')).toBeVisible()
    await act('Set the status')
    await ann.getByRole('dialog').getByLabel('New status').click()
    // A draft cannot be approved by hand at once, so that is not offered.
    await expect(ann.getByRole('option', { name: 'For review' })).toBeVisible()
    await expect(ann.getByRole('option', { name: 'Approved', exact: true })).toHaveCount(0)
    await ann.getByRole('option', { name: 'For review' }).click()
    await ann.getByRole('dialog').getByRole('button', { name: 'Set the status' }).click()
    await expect(row('A-101')).toContainText('For review')
    await ann.getByRole('complementary').getByRole('button', { name: 'More actions' }).click()
    await expect(ann.getByRole('menuitem', { name: /^Delete/ })).toContainText('Only drafts can be deleted')
    await expect(ann.getByRole('menuitem', { name: /^Delete/ })).toBeDisabled()
    await ann.keyboard.press('Escape')
  })
  await test.step('a lock says who and why, and is lifted', async () => {
    await act('Lock')
    await ann.getByRole('dialog').getByLabel('Reason').fill('Under tender')
    await ann.getByRole('dialog').getByRole('button', { name: 'Lock' }).click()
    await expect(ann.getByText('Locked by Ann Keel: Under tender')).toBeVisible()
    await act('Unlock')
    await ann.getByRole('dialog').getByLabel('Reason').fill('Tender over')
    await ann.getByRole('dialog').getByRole('button', { name: 'Unlock' }).click()
    await expect(ann.getByText('Locked by Ann Keel: Under tender')).toBeHidden()
  })
  await test.step('a document is restricted to a group', async () => {
    await act('Restrict')
    await ann.getByRole('dialog').getByRole('switch', { name: /Restricted/ }).or(ann.getByRole('dialog').getByRole('checkbox', { name: /Restricted/ })).first().check({ force: true })
    await choose(ann, 'Groups that see it', 'Document Control')
    await ann.keyboard.press('Escape')
    await ann.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(row('A-101').getByText('Restricted')).toBeAttached()
  })
  await test.step('a deleted document comes back', async () => {
    await ann.goto(`${world.inProject}/register?open=${world.documents[1]?.id}`)
    await act('Delete')
    await ann.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(row('A-102')).toHaveCount(0)
    await ann.getByRole('button', { name: 'Undo' }).click()
    await expect(row('A-102')).toBeVisible()
  })
  await test.step('without the right to download, page images are shown', async () => {
    await share(world, 'A-102', { kind: 'company', id: world.companies.outside }, false)
    await ed.goto(`${world.inProject}/register/${world.documents[1]?.id}`)
    await expect(ed.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible()
    await expect(ed.getByRole('button', { name: 'Download' })).toHaveCount(0)
    await expect(ed.getByRole('link', { name: 'Download' })).toHaveCount(0)
  })
  expect.soft(world.errors).toEqual([])
})
