// The shapes that go over the wire, written by hand after the API's contract until they are generated
// from its OpenAPI document. Times are RFC 3339 in UTC; ids are public ids.

export type Time = string
export type Day = string
export type Ability = { allowed: boolean; reason?: string | null; rule?: string | null; condition?: string | null }
export type Abilities = Record<string, Ability | undefined>
export type Page<Item> = { items: Item[]; next: string | null }

export type CompanyRef = { id: string; name: string; controlling?: boolean }
export type GroupRef = { id: string; name: string }
export type PersonRef = { id: string; name: string; company: CompanyRef | null; outside: boolean; email?: string }
export type OrganisationRole = 'org_admin' | 'org_manager' | 'member' | 'workflow_responder'
export type ProjectRole = 'project_admin' | 'initiator' | 'reviewer' | 'viewer' | 'external'
export type Theme = 'light' | 'dark' | 'system'

export type Me = {
  account: { id: string; email: string; name: string; theme: Theme }
  organisations: { id: string; slug: string; name: string; role: OrganisationRole }[]
  sessions_count: number
  server_time: Time
}
export type Session = {
  id: string
  current: boolean
  created_at: Time
  last_used_at: Time
  ip: string
  user_agent: string
}
export type InvitationCheck = {
  organisation: { name: string; colour: string; has_logo: boolean }
  email: string
  name: string
  inviter: string | null
  needs_password: boolean
  projects: { name: string; role: ProjectRole }[]
  role: OrganisationRole
}
export type Organisation = {
  id: string
  slug: string
  name: string
  colour: string
  has_logo: boolean
  timezone: string
  role: OrganisationRole
  member_id: string
  counts: { pending: number; notifications: number }
  abilities: Abilities
}
export type Member = {
  id: string
  name: string
  email: string
  position: string
  phone: string
  company: CompanyRef | null
  role: OrganisationRole
  status: 'active' | 'deactivated'
  projects_count: number
  last_active_at: Time | null
  created_at: Time
  abilities: Abilities
  allowed_roles: OrganisationRole[]
}
export type Invitation = {
  id: string
  email: string
  name: string
  role: OrganisationRole
  company: CompanyRef | null
  memberships: { project: { id: string; name: string }; role: ProjectRole; ends_on?: Day | null }[]
  invited_by: PersonRef | null
  created_at: Time
  expires_at: Time
  state: 'pending' | 'accepted' | 'expired' | 'revoked'
  abilities: Abilities
}
export type NewInvitations = {
  invitations: { email: string; name: string }[]
  role: OrganisationRole
  company_id?: string
  memberships: { project_id: string; role: ProjectRole; ends_on?: Day }[]
  message?: string
}
export type Company = { id: string; name: string; designation: string; controlling: boolean; people_count: number }
export type Designation = { code: string; label: string }

export type Tri = 'off' | 'optional' | 'required'
export type SharePolicy = {
  guest_sharing_enabled: boolean
  default_days: number
  max_days: number
  allow_custom_expiry: boolean
  default_max_opens: number
  creators_may_override_count: boolean
  initiators_may_share: boolean
  password: Tri
  name: Tri
  email: Tri
  allow_download: boolean
  confidential: 'no' | 'project_admin'
  send_share_emails: boolean
  external_default_days: number
  external_max_days: number
  warn_days: number[]
}
export type OrganisationSettings = {
  general: { name: string; timezone: string; date_format: string; contact_email: string; colour: string }
  security: {
    default_project_role: ProjectRole
    file_types: { mode: 'all' | 'allowlist'; extensions: string[] }
  }
  external_access: SharePolicy
}
export type OptionField = 'document_type' | 'discipline' | 'zone' | 'stage' | 'level' | 'package' | 'originator'
export type Option = { id: string; field: OptionField; code: string; label: string; retired: boolean }
export type Mail = {
  id: string
  template: string
  to: string
  subject: string
  created_at: Time
  sent_at: Time | null
  failed_at: Time | null
  error: string | null
  may_read_link: boolean
}
export type MailDetail = Mail & { text: string }
export type Notification = {
  id: string
  kind: string
  text: string
  link: string | null
  created_at: Time
  read_at: Time | null
}
export type AuditEvent = {
  seq: number
  at: Time
  category: string
  action: string
  project: { id: string; name: string } | null
  actor: { kind: string; id: string | null; name: string }
  assurance: string | null
  ip: string | null
  user_agent: string | null
  entity: { kind: string; id: string | null; label: string } | null
  before: unknown
  after: unknown
  reason: string | null
  rule: string | null
  grounds: unknown
  confidential: boolean
  request_id: string | null
  hash: string
}
export type AuditVerification = { events: number; first: number; last: number; ok: boolean; problem?: string | null }

export type Project = {
  id: string
  reference: string
  name: string
  description: string
  timezone: string
  starts_on: Day | null
  ends_on: Day | null
  locked: boolean
  role: ProjectRole | null
  mode: 'admin' | 'member' | 'external'
  controller: boolean
  full_register: { until: Time } | null
  version: number
  counts: { documents: number; pending: number; outsiders: number | null }
  abilities: Abilities
}
export type NewProject = {
  reference: string
  name: string
  description?: string
  timezone?: string
  starts_on?: Day
  ends_on?: Day
  first_controller: string
}
export type ProjectSettings = {
  external_access: { organisation: SharePolicy; project: Partial<SharePolicy>; effective: SharePolicy }
  numbering: { mode: 'manual' | 'automatic'; prefix: string; width: number; next: number }
  register: { all_uploads_need_acceptance: boolean }
}
export type Membership = {
  id: string
  person: PersonRef & { email: string }
  role: ProjectRole
  label: string
  organisation_role: OrganisationRole
  granted_by: PersonRef | null
  granted_at: Time
  ends_at: Time | null
  full_register: { until: Time; granted_by: PersonRef | null } | null
  groups: GroupRef[]
  abilities: Abilities
}
export type Group = {
  id: string
  name: string
  description: string
  kind: 'document_control' | 'custom'
  members: PersonRef[]
  actions: string[]
  abilities?: Abilities
}
export type Override = {
  id: string
  member: PersonRef | null
  role: ProjectRole | null
  action: string
  effect: 'grant' | 'deny'
  reason: string
  created_by: PersonRef | null
  created_at: Time
  ends_at: Time | null
}
export type Subject = {
  kind: 'person' | 'company' | 'group'
  id: string
  name: string
  detail: string
  outside: boolean
  people_count: number
}

export type DocumentStatus =
  | 'pending'
  | 'draft'
  | 'for_review'
  | 'under_review'
  | 'approved'
  | 'approved_with_comments'
  | 'rejected'
  | 'returned'
  | 'superseded'
  | 'archived'
  | 'for_information'
  | 'withdrawn'
export type Acceptance = 'pending' | 'accepted' | 'rejected'
export type DocumentRow = {
  id: string
  number: string
  title: string
  document_type: string
  discipline: string | null
  status: DocumentStatus
  revision: {
    id: string
    code: string
    seq: number
    uploaded_at: Time
    acceptance: Acceptance
    status: DocumentStatus
    current: boolean
    newer: boolean
  }
  latest_approved: { code: string } | null
  pending: boolean
  restricted: boolean
  locked: boolean
  updated_at: Time
  mine: boolean
  outside_count: number | null
  media_type: string
  pages: number | null
  why: string[]
  abilities: Abilities
}
export type Revision = {
  id: string
  code: string
  seq: number
  revision_date: Day | null
  status: DocumentStatus
  acceptance: Acceptance
  acceptance_reason: string | null
  decided_by: PersonRef | null
  decided_at: Time | null
  filename: string
  size: number
  media_type: string
  pages: number | null
  page_sizes: number[][] | null
  change_description: string | null
  uploaded_by: PersonRef | null
  received_from: CompanyRef | null
  uploaded_at: Time
  sha256: string
  current: boolean
  latest_approved: boolean
  caps: { view: boolean; download: boolean }
}
export type Metadata = {
  zone?: string | null
  stage?: string | null
  level?: string | null
  package?: string | null
  originator?: string | null
  programme?: string | null
  sub_programme?: string | null
  wbs?: string | null
  area?: string | null
  building?: string | null
  floor?: string | null
  asset_tag?: string | null
  description?: string | null
}
export type Document = DocumentRow &
  Metadata & {
    created_by: PersonRef | null
    created_at: Time
    owner: PersonRef | null
    tags: string[]
    revisions: Revision[]
    lock: { by: PersonRef | null; at: Time; reason: string } | null
    restricted_to: GroupRef[]
    version: number
  }
export type DocumentEdit = Partial<Metadata> & {
  version: number
  title?: string
  document_type?: string
  discipline?: string | null
  tags?: string[]
}
export type Choice = { code: string; label: string }
export type DocumentOptions = {
  document_type: Choice[]
  discipline: Choice[]
  status: DocumentStatus[]
  zone: Choice[]
  stage: Choice[]
  level: Choice[]
  package: Choice[]
  originator: Choice[]
  next_number: string | null
}
export type Upload = {
  id: string
  filename: string
  size: number
  media_type: string
  pages: number | null
  expires_at: Time
  guess: { number: string | null; title: string | null; revision: string | null } | null
}
export type NewRow = {
  upload_id: string
  document_id?: string
  number?: string
  title: string
  revision: string
  revision_date?: Day
  status?: DocumentStatus
  document_type: string
  discipline?: string
  zone?: string
  stage?: string
  level?: string
  package?: string
  originator?: string
  change_description?: string
}
export type FieldError = { field: string; code: string; detail: string }
export type RowVerdict = {
  ok: boolean
  errors: FieldError[]
  warnings: (string | FieldError)[]
  match: { document_id: string; number: string; title: string } | null
}
export type Submission = {
  document: DocumentRow
  revision: Revision
  proposed_number: string | null
  uploaded_by: PersonRef | null
  uploaded_at: Time
  received_from: CompanyRef | null
  near: { document_id: string; number: string; title: string; exact: boolean }[]
}
export type Accept = {
  as: 'new' | 'revision'
  document_id?: string
  number?: string
  title?: string
  status?: DocumentStatus
  document_type?: string
  discipline?: string
  revision?: string
}
export type AccessItem = {
  kind: 'person' | 'company' | 'group' | 'link' | 'role'
  subject: { id: string | null; name: string; company?: CompanyRef | null }
  via: string | null
  rights: ('view' | 'download')[]
  revisions: { from: string | null; to: string | null; text: string } | null
  reason: string | null
  granted_by: PersonRef | null
  granted_at: Time
  ends_at: Time | null
  outside: boolean
  last_used_at: Time | null
  share_id?: string | null
  guest_share_id?: string | null
  abilities: Abilities
}
export type DocumentAccess = {
  mine: string
  items: AccessItem[]
  counts: { companies: number; people: number; outside: number }
}
export type Explanation = {
  allowed: boolean
  sentence: string
  rule: string | null
  grounds: string[]
  nearest_miss?: string | null
  smallest_grant?: string | null
}
export type NewShare = {
  subjects: { kind: Subject['kind']; id: string }[]
  revision_id: string
  later: boolean
  rights: { download: boolean; comment?: boolean }
  ends_on: Day
  reason: string
}
export type Gains = { people: number; companies: number; outside: number; names: string[]; documents: number }

export type GuestShareState = 'active' | 'expired' | 'exhausted' | 'revoked' | 'suspended'
export type GuestShare = {
  id: string
  label: string
  document: { id: string; number: string; title: string }
  revision: { code: string } | null
  follows: 'pinned' | 'latest_approved'
  state: GuestShareState
  created_at: Time
  expires_at: Time
  created_by: PersonRef | null
  owner: 'person' | 'project'
  recipient_name: string | null
  recipient_email: string | null
  allow_download: boolean
  has_password: boolean
  max_opens: number | null
  opens: number
  downloads: number
  last_accessed_at: Time | null
  require_name: boolean
  require_email: boolean
  mail_code: boolean
  over_ceiling: boolean
  abilities: Abilities
}
export type NewGuestShare = {
  document_id: string
  revision_id?: string
  follows: 'pinned' | 'latest_approved'
  label: string
  expires_on: Day
  allow_download: boolean
  password?: string
  max_opens?: number
  require_name: boolean
  require_email: boolean
  mail_code: boolean
  recipient_name?: string
  recipient_email?: string
  confirm_confidential?: boolean
}
export type GuestShareEdit = {
  label?: string
  allow_download?: boolean
  password?: string | null
  max_opens?: number
  require_name?: boolean
  require_email?: boolean
}
export type GuestShareEvent = {
  at: Time
  event: string
  ip: string | null
  user_agent: string | null
  name: string | null
  email: string | null
  assurance: string | null
  revision: string | null
}
export type LedgerRow = {
  id: string
  kind: 'guest_share' | 'share' | 'membership' | 'full_register' | 'group_grant' | 'submission'
  who: { kind: string; id: string | null; name: string; company: string | null; outside: boolean }
  what: { kind: string; id: string | null; label: string; project: { id: string; name: string } | null }
  rights: string[]
  why: string
  cause: string | null
  granted_by: PersonRef | null
  granted_at: Time
  ends_at: Time | null
  last_used_at: Time | null
  state: 'open' | 'closed'
  abilities: Abilities
}
export type AccessRule = {
  id: string
  module: string
  action: string
  verdict: 'allowed' | 'conditional' | 'not_allowed'
  condition: string
}
export type BulkResult = { done: string[]; refused: { id: string; reason: string }[] }
