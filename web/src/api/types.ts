// The shapes that go over the wire, under the names the screens use. All of them are generated from the
// server's description (`cargo xtask gen`); codes such as statuses and roles are texts there and here.
import type { components, operations } from './schema.gen'

export type { paths } from './schema.gen'

type Schemas = components['schemas']
type Query<Name extends keyof operations> = Omit<
  NonNullable<operations[Name]['parameters']['query']>,
  'cursor' | 'limit' | 'format'
>

export type Ability = Schemas['Ability']
export type Abilities = { [action: string]: Ability | undefined }
export type Page<Item> = { items: Item[]; next?: string | null }
export type FieldError = Schemas['FieldError']
export type ProblemBody = Partial<Schemas['Problem']>

export type Me = Schemas['MeView']
export type Session = Schemas['SessionView']
export type InvitationCheck = Schemas['InvitationCheck']
export type PersonRef = Schemas['PersonRef']

export type Organisation = Schemas['OrganisationView']
export type Member = Schemas['MemberView']
export type MemberFilter = Query<'list_members'>
export type ChangeMember = Schemas['ChangeMember']
export type Invitation = Schemas['InvitationView']
export type NewInvitations = Schemas['NewInvitations']
export type NewProjectInvitations = Schemas['NewProjectInvitations']
export type Company = Schemas['CompanyView']
export type NewCompany = Schemas['NewCompany']
export type ChangeCompany = Schemas['ChangeCompany']
export type SharePolicy = Schemas['SharePolicy']
export type SharePolicyEdit = Schemas['SharePolicyEdit']
export type OrganisationSettings = Schemas['SettingsView']
export type SettingsEdit = Schemas['SettingsEdit']
export type Mail = Schemas['MailView']
export type Notification = Schemas['NoticeView']
export type NoticeFilter = Query<'list_notifications'>
export type Choices = Schemas['ChoicesView']
export type ChangeChoices = Schemas['ChangeChoices']
export type Dashboard = Schemas['DashboardView']
export type Closeout = Schemas['Closeout']
export type OverdueItem = Schemas['OverdueItem']
export type ListLink = Schemas['ListLink']
export type AuditEvent = Schemas['AuditEvent']
export type AuditFilter = Query<'list_audit_events'>
export type LedgerRow = Schemas['LedgerRow']
export type LedgerFilter = Query<'list_access'>
export type BulkResult = Schemas['BulkOutcome']

export type Project = Schemas['ProjectView']
export type NewProject = Schemas['NewProject']
export type ProjectEdit = Schemas['ProjectEdit']
export type ProjectSettings = Schemas['ProjectSettingsView']
export type ProjectSettingsEdit = Schemas['ProjectSettingsEdit']
export type Membership = Schemas['MembershipView']
export type NewMembership = Schemas['NewMembership']
export type MembershipEdit = Schemas['MembershipEdit']
export type NewFullRegister = Schemas['NewFullRegister']
export type Group = Schemas['GroupView']
export type NewGroup = Schemas['NewGroup']
export type GroupEdit = Schemas['GroupEdit']
export type Override = Schemas['OverrideView']
export type NewOverride = Schemas['NewOverride']
export type Subject = Schemas['SubjectView']

export type DocumentRow = Schemas['DocumentRow']
export type SentWith = Schemas['SentWith']
export type DocumentFilter = Query<'list_documents'>
/** What a saved view of the register keeps. */
export type ViewQuery = Required<Schemas['SavedViewQuery']>
export type View = Schemas['SavedViewView']
export type NewView = Schemas['NewSavedView']
export type ViewEdit = Schemas['SavedViewEdit']
export type Facet = Schemas['FacetView']
export type Document = Schemas['Document']
export type WholeEdit = Schemas['DocumentPatch']
export type DocumentEdit = Partial<WholeEdit> & Pick<WholeEdit, 'version'>
export type StatusBody = Schemas['StatusBody']
export type RestrictBody = Schemas['RestrictBody']
export type Revision = Schemas['Revision']
export type NewRevision = Schemas['NewRevisionBody']
export type Choice = Schemas['Choice']
export type DocumentOptions = Omit<Schemas['DocumentOptions'], 'fields' | 'revision_codes'> & { fields: FormField[]; revision_codes: 'free' | 'p_c' }
export type Upload = Schemas['Upload']
// The server takes rows and edits with only some of the fields; its description asks for all of them.
export type WholeRow = Schemas['NewRow']
export type NewRow = Partial<WholeRow> & Pick<WholeRow, 'upload_id'>
export type RowVerdict = Schemas['CheckedRow']
export type Submission = Schemas['Submission']
export type Accept = Schemas['Acceptance']
export type AccessItem = Schemas['AccessItem']
export type Explanation = Schemas['ExplanationView']
export type NewShare = Schemas['NewShare']
export type GuestShare = Schemas['GuestShare']
export type NewGuestShare = Schemas['NewGuestShare']
export type GuestShareEdit = Schemas['EditGuestShare']
export type GuestShareEvent = Schemas['LogEntry']

export type FieldKind = 'dropdown' | 'text' | 'date' | 'toggle'
export type FieldOption = {
  code: string
  label: string
  parent: string | null
  level: 'organisation' | 'project'
  position: number
  retired: boolean
  used: boolean
}
export type Field = {
  key: string
  label: string
  kind: FieldKind
  level: 'organisation' | 'project'
  built_in: boolean
  required: boolean
  free: boolean
  parent: string | null
  position: number
  retired: boolean
  in_scheme: boolean
  options: FieldOption[]
  abilities: { edit: boolean; retire: boolean; delete: boolean; add_option: boolean }
}
export type FieldList = { items: Field[]; abilities: Abilities }
export type NewField = { key: string; label: string; kind: string; required?: boolean; parent?: string | null }
export type FieldEdit = { label?: string; required?: boolean; position?: number; retired?: boolean }
export type NewFieldOption = { code: string; label: string; parent?: string | null }
export type FieldOptionEdit = { code?: string; label?: string; parent?: string | null; position?: number; retired?: boolean }

export type Segment =
  | { kind: 'project' }
  | { kind: 'literal'; text: string }
  | { kind: 'code'; field: string }
  | { kind: 'counter'; width: number; start: number }
  | { kind: 'year' }
  | { kind: 'short_year' }
  | { kind: 'month' }
export type CounterScope = 'combination' | 'project' | 'year'
export type Scheme = { segments: Segment[]; scope: CounterScope }
export type Numbering = { mode: 'manual' | 'automatic'; scheme: Scheme | null }
export type CodedField = { key: string; label: string }
export type OrganisationNumbering = { numbering: Numbering; fields: CodedField[]; abilities: Abilities }
export type ProjectNumbering = {
  level: 'project' | 'organisation'
  numbering: Numbering
  organisation: Numbering
  fields: CodedField[]
  abilities: Abilities
}
export type SchemePreview = {
  ok: boolean
  samples: string[]
  flaws: { segment: number | null; message: string }[]
  required: CodedField[]
  sequence: string
  longest: number
}
export type Counter = {
  id: string
  sequence: string
  next: number
  sample: string
  codes: Record<string, string> | null
  current: boolean
}
export type CounterList = { items: Counter[]; abilities: Abilities }
export type SetCounter = { id?: string; codes?: Record<string, string>; next: number }
export type Missing = {
  from: number
  to: number
  first: string
  last: string
  cause: 'deleted' | 'merged' | 'raised' | 'skipped'
  number: string | null
  document_id: string | null
  by: { id: string; name: string } | null
  at: string | null
}
export type GapReport = {
  sequences: { sequence: string; start: number; next: number; count: number; missing: Missing[] }[]
  complete: boolean
}
export type Preset = {
  chosen: boolean
  adds: { fields: string[]; options: number; revision_codes: boolean; scheme: string | null }
  scheme_kept: boolean
  abilities: Abilities
}

/** A field as forms need it: what can be filled in now. */
export type FormField = {
  key: string
  label: string
  kind: FieldKind
  built_in: boolean
  required: boolean
  /** The project makes numbers of it. */
  needed: boolean
  free: boolean
  parent: string | null
  options: { code: string; label: string; parent: string | null }[]
}
export type NameGuess = {
  name: string
  number: string
  revision: string
  title: string
  codes: Record<string, string>
  by_scheme: boolean
  document: { document_id: string; number: string; title: string } | null
  near: { document_id: string; number: string; title: string }[]
  warning: string | null
}

export type DocumentName = Schemas['DocumentRef']
export type EditChange = Schemas['EditRequestChange']
export type EditRequest = Schemas['EditRequest']
export type EditState = 'open' | 'approved' | 'rejected' | 'deleted' | 'withdrawn' | 'lapsed'
/** Only what differs is asked for, or approved. */
export type Wishes = Partial<Schemas['Wishes']>
export type WholeRequest = Schemas['NewEditRequest']
export type WholeApproval = Schemas['Approval']
export type NewEditRequest = Omit<Schemas['NewEditRequest'], 'changes'> & { changes: Wishes }
export type EditApproval = Omit<Schemas['Approval'], 'changes'> & { changes?: Wishes | undefined }
export type BulkAcceptItem = { document_id: string; revision_id: string; accept: Accept }
export type MergeOrder = Schemas['MergeBody']
export type MergePreview = Schemas['MergePreview']
export type BinItem = Schemas['Binned']
export type BulkDone = Schemas['BulkDone']
export type WholeAct = Schemas['BulkAct']
/** An edit names only the fields that change. */
export type BulkAct = Exclude<WholeAct, { kind: 'edit' }> | { kind: 'edit'; fields: Record<string, unknown> }

export type ExportFormat = 'xlsx' | 'csv' | 'zip'
export type Export = Schemas['Export']
export type NewExport = { format: ExportFormat; columns?: string[]; query?: DocumentFilter; documents?: string[] }
export type Import = Schemas['Import']
export type ImportState = 'checked' | 'waiting' | 'working' | 'done' | 'failed'
export type ImportAct = 'new' | 'revision' | 'change' | 'unchanged' | 'wrong'
export type ImportRow = Omit<Schemas['ImportRow'], 'act'> & { act: ImportAct }
export type ImportRemark = Schemas['CellFault']

/** What a report asks: what is counted, by what, when, and of which documents. */
export type ReportQuestion = {
  metric: string
  group_by: string[]
  from: string | null
  to: string | null
  query: Record<string, string | boolean | string[]>
  /** Codes by filter, where formal work is asked for. */
  only?: Record<string, string[]>
}
export type ReportName = { key: string; label: string }
export type SavedReport = {
  id: string
  name: string
  shared: boolean
  mine: boolean
  owner?: { name: string } | null
  question: ReportQuestion
  version: number
  abilities: Abilities
}
export type Reports = {
  /** What can be counted: by the dimension that a metric brings itself, if any, and by which others. */
  metrics: (ReportName & { first: string | null; dimensions: ReportName[]; register: boolean; filters: ReportFilter[]; days: string | null })[]
  ready: { key: string; name: string; question: ReportQuestion }[]
  items: SavedReport[]
  abilities: Abilities
}
export type ReportLink = { list: string; query: Record<string, string[]> }
/** By what formal work is narrowed, and which report tells the values that there are. */
export type ReportFilter = { key: string; label: string; told_by: string; by: string }
/** How many, and what is told of them where that is not the number itself. */
export type ReportCell = { count: number; value?: number | null; link?: ReportLink | null }
/** A value that is counted: its code is empty for none, and absent for all that are folded together. */
export type ReportHead = ReportCell & { code: string | null; label: string }
export type Report = {
  metric: ReportName
  counts: 'documents' | 'revisions' | 'workflows' | 'steps' | 'transmittals' | 'acknowledgements' | 'items'
  measure: 'number' | 'days' | 'percent'
  at: string
  timezone: string
  conditions: { label: string; value: string }[]
  dimensions: ReportName[]
  columns: ReportHead[]
  rows: (ReportHead & { cells: ReportCell[] })[]
  total: ReportCell
  more: boolean
  hints: { message: string; position?: number; length?: number }[]
  listed: ReportListed | null
}
export type ReportListed = {
  columns: (ReportName & { holds: 'text' | 'number' | 'day' })[]
  rows: { cells: { text?: string | null; number?: number | null; day?: string | null }[]; late: boolean; link?: ReportLink | null }[]
  more: boolean
}
export type ReportFormat = 'xlsx' | 'csv' | 'pdf'

export type MailWords = { subject?: string | null; introduction?: string | null; closing?: string | null }
export type MailTextLine = Schemas['MailTextLine']
export type MailText = Schemas['MailTextDetail']
export type MailTextEdit = MailWords & { version: number }
export type MailTextPreview = Schemas['MailTextPreview']

export type Purpose = Schemas['Purpose']
export type NewPurpose = Schemas['NewPurpose']
export type PurposeEdit = Schemas['PurposeEdit']
/** Whom a distribution list or a transmittal names: by id, or by address. */
export type EntryKind = 'person' | 'group' | 'company' | 'list' | 'address'
export type EntryKey = Schemas['EntryKey']
export type EntryView = Schemas['EntryView']
export type Addressee = Schemas['Addressee']
export type DistributionList = Schemas['DistributionList']
export type TransmittalState = 'draft' | 'issued' | 'recalled'
export type HeldBy = Schemas['HeldBy']
export type Holder = Schemas['Holder']
export type RevisionHolders = Schemas['RevisionHolders']
export type TransmittalRow = Schemas['TransmittalRow']
export type TransmittalReceipts = Schemas['TransmittalReceipts']
export type NewTransmittal = Schemas['NewTransmittal']
export type TransmittalEdit = Schemas['TransmittalEdit']
export type TransmittalDocument = Schemas['TransmittalDocument']
export type Receiver = Schemas['Receiver']
export type TransmittalCheck = Schemas['TransmittalCheck']
export type TransmittalPreview = Schemas['TransmittalPreview']
export type PreviewedMail = Schemas['PreviewedMail']
export type SentCell = Schemas['SentCell']
export type SentColumn = Schemas['SentColumn']
export type SentRow = Schemas['SentBeforeRow'] & { columns: SentColumn[] }
export type ReceivedBy = Schemas['ReceivedBy']
export type Transmittal = Schemas['Transmittal']
export type TransmittalName = Pick<Transmittal, 'id' | 'number'>
export type LeftOut = Schemas['LeftOut']
export type LeftOutPerson = Schemas['LeftOutPerson']
export type Owed = Schemas['Owed']

export type Template = Schemas['WorkflowTemplate']
export type TemplateItem = Schemas['WorkflowTemplateItem']
export type TemplateList = Schemas['WorkflowTemplateList']
export type TemplateState = 'draft' | 'active' | 'archived'
export type NewTemplate = Schemas['NewWorkflowTemplate']
export type TemplateEdit = Schemas['WorkflowTemplateEdit']
export type Party = Schemas['WorkflowParty']
export type PlanSettings = Required<Schemas['WorkflowSettings']>
/** What is signed is said of steps that are, and of no others. */
export type PlanStep = Required<Omit<Schemas['WorkflowPlanStep'], 'statement'>> & { statement?: string | null }
export type PlanStage = Omit<Required<Schemas['WorkflowStage']>, 'steps'> & { steps: PlanStep[] }
export type ReviewRule = Schemas['ReviewRule']
export type ReviewRuleBody = Schemas['ReviewRuleBody']
export type ReviewCriteria = Schemas['ReviewCriteria']
export type ReviewMatrix = Schemas['ReviewMatrix']
export type MatrixTest = Schemas['MatrixTest']

export type StepDetail = Schemas['StepDetail']
export type StepToSign = Schemas['StepToSign']
export type StepComment = Schemas['StepComment']
export type StepComments = Schemas['StepComments']
export type NewStepComment = Schemas['NewStepComment']
export type Attachment = Schemas['Attachment']
export type StepResponse = Schemas['StepResponse']
export type Answer = Schemas['WorkflowAnswer']
export type MyStep = Schemas['MyStep']

export type PackageItem = Schemas['WorkPackageItem']
export type WorkPackage = Schemas['WorkPackage']
export type PackageState = Schemas['WorkPackageState']
export type PackagePerson = Schemas['WorkPackagePerson']
export type PackageDocument = Schemas['WorkPackageDocument']
export type PackageWorkflow = Schemas['WorkPackageWorkflow']
export type PackageEvidence = Schemas['WorkPackageEvidence']
export type PackageNote = Schemas['WorkPackageNote']
export type NewPackage = Schemas['NewWorkPackage']
export type PackageEdit = Schemas['WorkPackageEdit']

export type WorkflowItem = Schemas['WorkflowItem']
export type WaitsFor = Schemas['WorkflowWaitsFor']
export type Workflow = Schemas['Workflow']
export type RunStage = Schemas['RunStage']
export type RunStep = Schemas['RunStep']
export type StepAssignee = Schemas['StepAssignee']
export type WorkflowDocument = Schemas['WorkflowDocument']
export type WorkflowPriority = Schemas['WorkflowPriority']
export type NewWorkflow = Schemas['NewWorkflow']
export type StepChoice = Schemas['StepChoice']
export type WorkflowCheck = Schemas['WorkflowCheck']
export type CheckedStep = Schemas['CheckedStep']
export type WorkflowResubmission = Schemas['WorkflowResubmission']
