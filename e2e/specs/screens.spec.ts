// Every main screen, light and dark, at desk and phone width: no accessibility finding, no sideways scrolling,
// nothing in the console.
import { accept, newBrowser } from '../support/people'
import { expect, look, test } from '../support/test'
import { call, type Created, type Named, upload } from '../support/world'

const SHEETS: [number: string, title: string, type: string, discipline: string, status: string][] = [
  ['QSB-A-100', 'Site plan', 'DRG', 'ARC', 'for_review'],
  ['QSB-A-101', 'North abutment, general arrangement', 'DRG', 'ARC', 'approved'],
  ['QSB-A-102', 'South abutment, general arrangement', 'DRG', 'ARC', 'for_review'],
  ['QSB-A-110', 'Parapet details', 'DRG', 'ARC', 'draft'],
  ['QSB-A-111', 'Lighting columns, positions', 'DRG', 'ARC', 'approved'],
  ['QSB-S-201', 'Deck reinforcement, spans 1 and 2', 'DRG', 'STR', 'for_review'],
  ['QSB-S-202', 'Deck reinforcement, span 3', 'DRG', 'STR', 'for_review'],
  ['QSB-S-203', 'Bearing schedule', 'DRG', 'STR', 'approved'],
  ['QSB-S-210', 'Pile cap P4, sections', 'DRG', 'STR', 'draft'],
  ['QSB-S-220', 'Expansion joints', 'DRG', 'STR', 'for_information'],
  ['QSB-S-230', 'Temporary works, falsework towers', 'DRG', 'STR', 'for_review'],
  ['QSB-M-301', 'Deck drainage layout', 'DRG', 'MEC', 'for_review'],
  ['QSB-M-302', 'Outfall chamber', 'DRG', 'MEC', 'draft'],
  ['QSB-E-401', 'Navigation lights, wiring', 'DRG', 'ELE', 'approved'],
  ['QSB-E-402', 'Cable ducts through the deck', 'DRG', 'ELE', 'for_review'],
  ['QSB-G-001', 'Drawing list', 'DRG', 'ARC', 'for_information'],
]

test('every main screen is whole, light and dark', async ({ browser, server }) => {
  test.setTimeout(1_500_000)
  const errors: string[] = []
  const { page } = await newBrowser(browser, errors)
  const setUp = await server.createOrganisation('Tidewater Council', 'ann@tidewater.example')
  const both = async (name: string, shown: () => Promise<unknown>) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await shown()
      await look(page, `${name}-${scheme}`)
    }
  }
  const heading = (name: string | RegExp) => () => expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()

  const heading2 = (name: string) => () => expect(page.getByRole('heading', { name, level: 2 })).toBeVisible()

  await page.goto(`${server.url}/sign-in`)
  await both('sign-in', heading('Sign in'))
  await page.goto(setUp)
  await both('set-up', () => expect(page.getByRole('button', { name: 'Open the invitation' })).toBeVisible())
  await accept(page, setUp, 'Ann Keel')
  const org = '/organisations/tidewater-council'
  const home = `${server.url}/o/tidewater-council`

  const outside = await call<Named>(page, 'POST', `${org}/companies`, { name: 'Northgate Steel', designation: 'subcontractor', controlling: false })
  const { member_id: me } = await call<{ member_id: string }>(page, 'GET', org)
  const { id } = await call<Named>(page, 'POST', `${org}/projects`, { reference: 'QSB', name: 'Quay Street Bridge', first_controller: me })
  const project = `${org}/projects/${id}`
  const rows = []
  for (const [number, title, document_type, discipline, status] of SHEETS) {
    const upload_id = await upload(page, project, server.folder, number, title)
    rows.push({ upload_id, number, title, revision: 'P01', document_type, discipline, status })
  }
  const { items: documents } = await call<Created>(page, 'POST', `${project}/documents`, { rows })
  const end = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  await call(page, 'POST', `${org}/invitations`, {
    invitations: [{ email: 'ed@eastgate.example', name: 'Ed Forge' }],
    role: 'member',
    company_id: outside.id,
    memberships: [{ project_id: id, role: 'external', ends_on: end }],
  })
  const external = await newBrowser(browser, errors)
  await accept(external.page, await server.linkInMail('ed@eastgate.example', /#wli_/), 'Ed Forge')
  const own = await upload(external.page, project, server.folder, 'NS-900', 'Anchor bolts')
  await call(external.page, 'POST', `${project}/documents`, {
    rows: [{ upload_id: own, number: 'NS-900', title: 'Anchor bolts', revision: 'A', document_type: 'DRG' }],
  })
  const link = (number: string) => documents.find((one) => one.number === number) ?? documents[0]
  for (const number of ['QSB-S-203', 'QSB-S-201', 'QSB-S-202', 'QSB-A-101']) {
    await call(page, 'POST', `${project}/documents/${link(number)?.id}/shares`, {
      subjects: [{ kind: 'company', id: outside.id }],
      revision_id: link(number)?.revision.id,
      later: true,
      rights: { download: true },
      ends_on: end,
      reason: 'For the shop drawings',
    })
  }
  const shared = await call<{ link: string }>(page, 'POST', `${project}/guest-shares`, {
    document_id: link('QSB-A-101')?.id,
    revision_id: link('QSB-A-101')?.revision.id,
    follows: 'pinned',
    label: 'Planning officer',
    expires_on: end,
    allow_download: false,
    require_name: false,
    require_email: false,
    mail_code: false,
  })

  const bulk = { ids: [link('QSB-S-201')?.id, link('QSB-S-202')?.id], act: { kind: 'status', status: 'under_review', reason: 'Sent to the checker' } }
  await call(page, 'POST', `${project}/documents/bulk`, bulk)

  const draft = await call<Named>(page, 'POST', `${project}/transmittals`, {
    subject: 'Deck, first issue',
    purpose: 'for_review',
    recipients: [{ kind: 'company', id: outside.id }],
    documents: [{ document_id: link('QSB-S-201')?.id }, { document_id: link('QSB-S-203')?.id }],
  })
  const template = await call<Named>(page, 'POST', `${project}/workflow-templates`, {
    name: 'Review and approval',
    category: 'Review',
    stages: [
      { steps: [{ name: 'Check', type: 'review', assignment: { kind: 'role', role: 'reviewer' } }, { name: 'Look', type: 'review', assignment: { kind: 'matrix' } }] },
      { name: 'Approval', steps: [{ name: 'Approve', type: 'approve', sla_hours: 72 }] },
    ],
  })

  const inProject = `${home}/p/${id}`
  await page.goto(home)
  await both('home', heading('Tidewater Council'))
  await page.goto(`${home}/my-steps`)
  await both('my-steps', () => expect(page.getByText('Nothing waits for you')).toBeVisible())
  await page.goto(`${home}/projects`)
  await both('projects', () => expect(page.getByRole('row', { name: /Quay Street Bridge/ })).toBeVisible())
  await page.goto(`${inProject}/dashboard`)
  await both('dashboard', () => expect(page.getByRole('table', { name: 'By status' })).toBeVisible())
  await page.goto(`${home}/notifications`)
  await both('notifications', () => expect(page.getByRole('tab', { name: 'What you are told' })).toBeVisible())
  await page.goto(`${home}/notifications?tab=choices`)
  await both('notification-choices', () => expect(page.getByRole('switch').first()).toBeVisible())
  await page.goto(`${inProject}/register`)
  await both('register', () => expect(page.getByRole('row', { name: /QSB-A-100/ })).toBeVisible())
  await page.goto(`${inProject}/register?open=${link('QSB-A-101')?.id}&tab=access`)
  await both('register-panel', () => expect(page.getByText('Northgate Steel').first()).toBeVisible())
  await page.goto(`${inProject}/register/${link('QSB-A-101')?.id}`)
  await both('document', () => expect(page.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible())
  await page.goto(`${inProject}/register/${link('QSB-A-101')?.id}?tab=history`)
  await both('document-history', () => expect(page.getByText('For the shop drawings').first()).toBeVisible())
  await page.goto(`${inProject}/pending`)
  await page.getByRole('row', { name: /NS-900/ }).click()
  await both('pending', () => expect(page.getByRole('button', { name: 'Accept' })).toBeVisible())
  await page.goto(`${inProject}/transmittals?state=draft`)
  await both('transmittals', () => expect(page.getByRole('row', { name: /TRN-001/ })).toBeVisible())
  await page.goto(`${inProject}/transmittals?tab=lists`)
  await both('distribution-lists', () => expect(page.getByText('No distribution lists yet')).toBeVisible())
  await page.goto(`${inProject}/transmittals/${draft.id}?step=check`)
  await both('transmittal-check', () => expect(page.getByRole('row', { name: /Ed Forge/ })).toBeVisible())
  const { id: plan, version } = await call<Named & { version: number }>(page, 'POST', `${project}/workflow-templates`, {
    name: 'Approval',
    category: 'Approval',
    stages: [{ steps: [{ name: 'Approve', type: 'approve', assignment: { kind: 'person', person_id: me }, sla_hours: 72 }] }],
  })
  await call(page, 'POST', `${project}/workflow-templates/${plan}/activate`, { version })
  const run = await call<Named & { stages: { steps: Named[] }[] }>(page, 'POST', `${project}/workflows`, {
    template_id: plan,
    title: 'Drawing list',
    documents: [{ document_id: link('QSB-E-402')?.id }],
  })
  await page.goto(`${inProject}/workflows`)
  await both('workflows', () => expect(page.getByRole('row', { name: /WF-001/ })).toBeVisible())
  await page.goto(`${inProject}/workflows/${run.id}`)
  await both('workflow', () => expect(page.getByRole('region', { name: 'Whose turn it is' })).toBeVisible())
  await page.goto(`${home}/p/${id}/steps/${run.stages[0]?.steps[0]?.id}`)
  await both('step', () => expect(page.getByRole('toolbar', { name: 'Viewer tools' })).toBeVisible())
  await page.goto(`${inProject}/workflows/new`)
  await both('workflow-new', () => expect(page.getByRole('list', { name: 'Template' })).toBeVisible())
  await page.goto(`${inProject}/workflows/new?template=${plan}&documents=${link('QSB-M-301')?.id}`)
  await both('workflow-new-documents', () => expect(page.getByText('Deck drainage layout')).toBeVisible())
  await page.goto(`${inProject}/workflows/new?template=${plan}&documents=${link('QSB-M-301')?.id}&step=people`)
  await both('workflow-new-people', () => expect(page.getByRole('list', { name: 'Who answers “Approve”' })).toContainText('Ann Keel'))
  await page.goto(`${inProject}/workflows?tab=templates`)
  await both('workflow-templates', () => expect(page.getByRole('row', { name: /Review and approval/ })).toBeVisible())
  await page.goto(`${inProject}/workflows/templates/${template.id}?show=1-0`)
  await both('workflow-template', () => expect(page.getByRole('button', { name: /^Approve/ })).toBeVisible())
  await page.goto(`${inProject}/workflows?tab=matrix`)
  await both('review-matrix', () => expect(page.getByText('No rules yet')).toBeVisible())
  await page.goto(`${inProject}/requests`)
  await both('requests', () => expect(page.getByText('Nothing waits for a decision')).toBeVisible())
  await page.goto(`${inProject}/bin`)
  await both('bin', () => expect(page.getByText('The bin is empty')).toBeVisible())
  await page.goto(`${inProject}/shares`)
  await both('shares', () => expect(page.getByRole('row', { name: /Planning officer/ })).toBeVisible())
  await page.getByRole('row', { name: /Planning officer/ }).getByRole('button').last().click()
  await page.getByRole('menuitem', { name: 'Access log' }).click()
  await both('share-log', () => expect(page.getByRole('dialog').getByText('Signed in')).toBeVisible())
  await page.goto(`${inProject}/access`)
  await both('access', () => expect(page.getByRole('row', { name: /Ed Forge/ }).first()).toBeVisible())
  await page.getByRole('button', { name: 'What outsiders may do' }).click()
  await both('rules', () => expect(page.getByRole('dialog').getByRole('row').nth(5)).toBeVisible())
  await page.goto(`${inProject}/people`)
  await both('team', () => expect(page.getByRole('row', { name: /Ed Forge/ })).toBeVisible())
  await page.goto(`${inProject}/settings`)
  await both('project-settings', heading('Settings'))
  await page.goto(`${inProject}/settings?tab=metadata&field=discipline`)
  await both('project-settings-metadata', heading2('Discipline'))
  await page.goto(`${inProject}/settings?tab=numbering`)
  await both('project-settings-numbering', heading2('Counters'))
  await page.goto(`${home}/people`)
  await both('people', () => expect(page.getByRole('row', { name: /Ed Forge/ })).toBeVisible())
  await page.goto(`${home}/audit`)
  await both('audit', () => expect(page.getByRole('row', { name: /Ann Keel made the guest link/ })).toBeVisible())
  await page.getByRole('row', { name: /Ann Keel made the guest link/ }).click()
  await both('audit-event', () => expect(page.getByRole('complementary').getByText('Signed in')).toBeVisible())
  await page.goto(`${home}/outbox`)
  await both('outbox', () => expect(page.getByRole('row', { name: /ed@eastgate.example/ }).first()).toBeVisible())
  await page.goto(`${home}/settings`)
  await both('settings', heading('Settings'))
  await page.goto(`${home}/settings?tab=metadata&field=document_type`)
  await both('settings-metadata', heading2('Document type'))
  await page.goto(`${home}/settings?tab=numbering`)
  await both('settings-numbering', () => expect(page.getByText('Document numbers')).toBeVisible())
  await page.goto(`${home}/settings?tab=transmittals`)
  await both('settings-transmittals', heading2('Purposes'))
  await page.goto(`${home}/settings?tab=notifications`)
  await both('settings-notifications', () => expect(page.getByRole('combobox', { name: 'Hour of digests' })).toBeVisible())
  await page.goto(`${server.url}/account`)
  await both('account', heading('Account'))

  await page.goto(`${server.url}/api/docs`)
  await heading('Wayleave API')()
  await look(page, 'api-docs')

  await page.goto(shared.link)
  await both('guest-gate', heading(/shared a document with you/))
  await page.getByRole('button', { name: 'Open' }).click()
  await both('guest-page', () => expect(page.getByRole('img', { name: /Page 1 of 1/ })).toBeVisible())

  await external.page.goto(`${inProject}/register`)
  await expect(external.page.getByRole('row', { name: /QSB-S-203/ })).toBeVisible()
  await look(external.page, 'register-external')
  await external.page.goto(`${home}/notifications`)
  await expect(external.page.getByRole('link', { name: /changed the status of/ })).toBeVisible()
  await look(external.page, 'notifications-external')
  await external.page.getByRole('link', { name: /changed the status of 2 documents/ }).click()
  await expect(external.page.getByRole('row', { name: /QSB-S-202/ })).toBeVisible()
  await expect(external.page.getByRole('row', { name: /QSB-S-203/ })).toHaveCount(0)
  await look(external.page, 'register-of-notification')
  expect.soft(errors).toEqual([])
})
