// The operations of the API in the form the typed client wants, derived from one compact table:
// method → [answer, query, body].
import type * as T from './contract-types'

type Paging = { limit?: number; cursor?: string }
type None = Record<string, never>
export type DocumentFilter = {
  q?: string
  status?: string
  document_type?: string
  discipline?: string
  mine?: boolean
  pending?: boolean
  restricted?: boolean
  sort?: string
}
export type AuditFilter = {
  project?: string
  category?: string
  action?: string
  actor?: string
  entity?: string
  from?: string
  to?: string
  q?: string
}
export type LedgerFilter = { kind?: string; company?: string; q?: string; ends_before?: string; state?: string }
export type MemberFilter = { q?: string; role?: string; status?: string; company?: string }

type O = '/organisations/{org}'
type P = `${O}/projects/{project}`
type D = `${P}/documents/{doc}`

type Table = {
  '/session': { post: [T.Me, None, { email: string; password: string }]; delete: [undefined] }
  '/me': { get: [T.Me]; patch: [T.Me, None, { name?: string; theme?: T.Theme }] }
  '/me/password': { post: [undefined, None, { current: string; new: string }] }
  '/me/sessions': { get: [T.Page<T.Session>, Paging]; delete: [undefined, { all?: boolean }] }
  '/me/sessions/{id}': { delete: [undefined] }
  '/password-resets': { post: [undefined, None, { email: string }] }
  '/password-resets/check': { post: [{ email_hint: string }, None, { token: string }] }
  '/password-resets/complete': { post: [undefined, None, { token: string; password: string }] }
  '/invitations/check': { post: [T.InvitationCheck, None, { token: string }] }
  '/invitations/accept': { post: [T.Me, None, { token: string; name?: string; password?: string }] }
  '/set-up/check': { post: [T.InvitationCheck, None, { token: string }] }
  '/set-up/complete': { post: [T.Me, None, { token: string; name?: string; password?: string }] }
} & Record<O, { get: [T.Organisation] }> &
  Record<`${O}/members`, { get: [T.Page<T.Member>, MemberFilter & Paging] }> &
  Record<`${O}/members/{id}`, { get: [T.Member]; patch: [T.Member, None, { position?: string; phone?: string; company_id?: string | null }] }> &
  Record<`${O}/members/{id}/role`, { post: [T.Member, None, { role: T.OrganisationRole }] }> &
  Record<
    `${O}/members/{id}/role-impact`,
    { get: [{ memberships_removed: { project: { id: string; name: string }; role: T.ProjectRole }[] }, { role: string }] }
  > &
  Record<`${O}/members/{id}/deactivate`, { post: [undefined, None, { reason?: string }] }> &
  Record<`${O}/members/{id}/reactivate`, { post: [T.Member, None, { role: T.OrganisationRole }] }> &
  Record<`${O}/members/{id}/hand-over`, { get: [{ items: T.LedgerRow[] }] }> &
  Record<`${O}/invitations`, { get: [T.Page<T.Invitation>, Paging]; post: [{ items: T.Invitation[] }, None, T.NewInvitations] }> &
  Record<`${O}/invitations/{id}/resend` | `${O}/invitations/{id}/revoke`, { post: [undefined] }> &
  Record<
    `${O}/companies`,
    {
      get: [T.Page<T.Company>, Paging & { q?: string }]
      post: [T.Company, None, { name: string; designation: string; controlling: boolean }]
    }
  > &
  Record<
    `${O}/companies/{id}`,
    { patch: [T.Company, None, { name?: string; designation?: string; controlling?: boolean }] }
  > &
  Record<`${O}/designations`, { get: [{ items: T.Designation[] }] }> &
  Record<`${O}/settings`, { get: [T.OrganisationSettings]; patch: [T.OrganisationSettings, None, Partial<T.OrganisationSettings>] }> &
  Record<`${O}/logo`, { delete: [undefined] }> &
  Record<
    `${O}/options`,
    {
      get: [{ items: T.Option[] }, { field?: T.OptionField }]
      post: [T.Option, None, { field: T.OptionField; code: string; label: string }]
    }
  > &
  Record<`${O}/options/{id}/retire` | `${O}/options/{id}/restore`, { post: [undefined] }> &
  Record<`${O}/outbox`, { get: [T.Page<T.Mail>, Paging] }> &
  Record<`${O}/outbox/{id}`, { get: [T.MailDetail] }> &
  Record<`${O}/notifications`, { get: [T.Page<T.Notification> & { unread: number }, Paging] }> &
  Record<`${O}/notifications/read`, { post: [undefined, None, { ids?: string[] }] }> &
  Record<`${O}/audit`, { get: [T.Page<T.AuditEvent>, AuditFilter & Paging] }> &
  Record<`${O}/audit/verify`, { get: [T.AuditVerification] }> &
  Record<`${O}/rules`, { get: [T.Page<T.AccessRule>] }> &
  Record<`${O}/access`, { get: [T.Page<T.LedgerRow>, LedgerFilter & Paging] }> &
  Record<`${O}/projects`, { get: [T.Page<T.Project>, Paging & { q?: string }]; post: [T.Project, None, T.NewProject] }> &
  Record<P, { get: [T.Project]; patch: [T.Project, None, Partial<T.NewProject> & { version: number }] }> &
  Record<`${P}/lock` | `${P}/unlock`, { post: [T.Project, None, { reason: string }] }> &
  Record<
    `${P}/settings`,
    {
      get: [T.ProjectSettings]
      patch: [
        T.ProjectSettings,
        None,
        {
          external_access?: Partial<T.SharePolicy>
          numbering?: T.ProjectSettings['numbering']
          register?: T.ProjectSettings['register']
        },
      ]
    }
  > &
  Record<
    `${P}/members`,
    {
      get: [T.Page<T.Membership>, Paging & { q?: string }]
      post: [T.Membership, None, { member_id: string; role: T.ProjectRole; label?: string; ends_on?: T.Day; reason?: string }]
    }
  > &
  Record<`${P}/members/{id}`, { patch: [T.Membership, None, { role?: T.ProjectRole; ends_on?: T.Day | null; reason?: string }] }> &
  Record<`${P}/members/{id}/end`, { post: [undefined, None, { reason?: string }] }> &
  Record<
    `${P}/members/{id}/full-register`,
    { post: [T.Membership, None, { ends_on: T.Day; reason: string }]; delete: [undefined] }
  > &
  Record<
    `${P}/groups`,
    {
      get: [T.Page<T.Group>, Paging]
      post: [T.Group, None, { name: string; description: string; actions: string[]; member_ids: string[] }]
    }
  > &
  Record<
    `${P}/groups/{id}`,
    { patch: [T.Group, None, { name?: string; description?: string; actions?: string[] }]; delete: [undefined] }
  > &
  Record<`${P}/groups/{id}/members/{member_id}`, { put: [undefined]; delete: [undefined] }> &
  Record<
    `${P}/overrides`,
    {
      get: [T.Page<T.Override>, Paging]
      post: [
        T.Override,
        None,
        { member_id?: string; role?: T.ProjectRole; action: string; effect: 'grant' | 'deny'; reason: string; ends_on?: T.Day },
      ]
    }
  > &
  Record<`${P}/overrides/{id}`, { delete: [undefined] }> &
  Record<`${P}/subjects`, { get: [{ items: T.Subject[] }, { q?: string }] }> &
  Record<
    `${P}/documents`,
    { get: [T.Page<T.DocumentRow>, DocumentFilter & Paging]; post: [{ items: T.DocumentRow[] }, None, { rows: T.NewRow[] }] }
  > &
  Record<`${P}/documents/count`, { get: [{ count: number; more: boolean }, DocumentFilter] }> &
  Record<`${P}/documents/options`, { get: [T.DocumentOptions] }> &
  Record<`${P}/documents/validate`, { post: [{ rows: T.RowVerdict[] }, None, { rows: T.NewRow[] }] }> &
  Record<`${P}/uploads/{id}`, { delete: [undefined] }> &
  Record<D, { get: [T.Document]; patch: [T.Document, None, T.DocumentEdit]; delete: [undefined] }> &
  Record<`${D}/status`, { post: [T.Document, None, { status: T.DocumentStatus; reason?: string; version: number }] }> &
  Record<`${D}/lock`, { post: [T.Document, None, { reason: string }] }> &
  Record<`${D}/unlock`, { post: [T.Document, None, { reason?: string }] }> &
  Record<`${D}/restrict`, { post: [T.Document, None, { restricted: boolean; group_ids: string[] }] }> &
  Record<`${D}/restore`, { post: [T.Document] }> &
  Record<
    `${D}/revisions`,
    {
      post: [
        T.Document,
        None,
        { upload_id: string; revision: string; revision_date?: T.Day; status?: T.DocumentStatus; change_description?: string },
      ]
    }
  > &
  Record<`${D}/history`, { get: [T.Page<T.AuditEvent>, Paging] }> &
  Record<`${D}/revisions/{rev}/accept`, { post: [T.Document, None, T.Accept] }> &
  Record<`${D}/revisions/{rev}/reject`, { post: [undefined, None, { reason: string }] }> &
  Record<`${D}/access`, { get: [T.DocumentAccess] }> &
  Record<`${D}/explain`, { get: [T.Explanation, { member: string; at?: T.Time }] }> &
  Record<`${D}/shares`, { post: [{ items: unknown[] } | { gains: T.Gains }, { preview?: boolean }, T.NewShare] }> &
  Record<`${P}/pending`, { get: [T.Page<T.Submission>, Paging] }> &
  Record<`${P}/shares/{id}/revoke`, { post: [undefined, None, { reason?: string }] }> &
  Record<`${P}/shares/{id}/extend`, { post: [undefined, None, { ends_on: T.Day }] }> &
  Record<
    `${P}/guest-shares`,
    {
      get: [T.Page<T.GuestShare>, Paging & { document?: string; state?: string }]
      post: [{ share: T.GuestShare; link: string }, None, T.NewGuestShare]
    }
  > &
  Record<`${P}/guest-shares/{id}`, { get: [T.GuestShare]; patch: [T.GuestShare, None, T.GuestShareEdit] }> &
  Record<`${P}/guest-shares/{id}/extend`, { post: [T.GuestShare, None, { expires_on: T.Day }] }> &
  Record<`${P}/guest-shares/{id}/revoke`, { post: [undefined, None, { reason?: string }] }> &
  Record<`${P}/guest-shares/{id}/regenerate`, { post: [{ link: string }] }> &
  Record<`${P}/guest-shares/{id}/log`, { get: [T.Page<T.GuestShareEvent>, Paging] }> &
  Record<`${P}/access`, { get: [T.Page<T.LedgerRow>, LedgerFilter & Paging] }> &
  Record<`${P}/access/revoke`, { post: [T.BulkResult, None, { ids: string[]; reason: string }] }> &
  Record<`${P}/access/extend`, { post: [T.BulkResult, None, { ids: string[]; ends_on: T.Day }] }>

/** The names between braces of a path. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

type Shape<Path extends string, Answer, Query> = {
  parameters: { query?: Query } & ([Names<Path>] extends [never]
    ? { path?: never }
    : { path: { [Name in Names<Path>]: string } })
  responses: { 200: { content: { 'application/json': Answer } } }
}
type Operation<Path extends string, Row> = Row extends [infer Answer, infer Query, infer Body]
  ? Shape<Path, Answer, Query extends None ? never : Query> & { requestBody: { content: { 'application/json': Body } } }
  : Row extends [infer Answer, infer Query]
    ? Shape<Path, Answer, Query> & { requestBody?: never }
    : Row extends [infer Answer]
      ? Shape<Path, Answer, never> & { requestBody?: never }
      : never

export type paths = {
  [Path in keyof Table & string]: { [Method in keyof Table[Path]]: Operation<Path, Table[Path][Method]> }
}
