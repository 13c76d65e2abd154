-- Times are unix milliseconds; 253402300799000 means "no end". Ids are numbers inside, public_id is what leaves the server.
-- Temporal rows (valid_from, ends_at, closed_at) are never edited except to be closed once.

-- Before an organisation is known: accounts, sessions, secrets, jobs, files. None of these tables has row-level security.

create table server_key (
  name text not null primary key,
  value blob not null
) strict;

create table organisation (
  id integer primary key,
  public_id text not null unique,
  slug text not null unique,
  name text not null,
  created_at integer not null,
  suspended_at integer
) strict;

create table account (
  id integer primary key,
  public_id text not null unique,
  email text not null unique,
  name text not null,
  password_hash text,
  theme text not null default 'system',
  created_at integer not null,
  password_changed_at integer
) strict;

create table session (
  token_hash blob not null primary key,
  public_id text not null unique,
  account_id integer not null references account(id),
  created_at integer not null,
  last_used_at integer not null,
  idle_until integer not null,
  absolute_until integer not null,
  ip text not null,
  user_agent text not null,
  revoked_at integer
) strict;
create index session_account on session(account_id, revoked_at);

-- Which organisations an account belongs to, readable before one is chosen; the facts are in member.
create table account_organisation (
  account_id integer not null references account(id),
  organisation_id integer not null references organisation(id),
  primary key (account_id, organisation_id)
) strict;

create table secret (
  token_hash blob not null primary key,
  kind text not null,
  organisation_id integer references organisation(id),
  target_id integer not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;
create index secret_target on secret(kind, target_id);

create table attempt (
  id integer primary key,
  bucket text not null,
  at integer not null
) strict;
create index attempt_bucket on attempt(bucket, at);

create table job (
  id integer primary key,
  organisation_id integer references organisation(id),
  queue text not null,
  name text not null,
  payload text not null,
  priority integer not null default 0,
  dedupe text unique,
  run_at integer not null,
  attempts integer not null default 0,
  leased_until integer not null default 0,
  failed_at integer,
  last_error text,
  created_at integer not null
) strict;
create index job_ready on job(queue, priority, run_at, id);

create table blob (
  hash text not null primary key,
  size integer not null,
  refs integer not null check (refs >= 0),
  created_at integer not null,
  unreferenced_since integer
) strict;

create table rendition (
  blob_hash text not null,
  page integer not null,
  width integer not null,
  rendition_hash text not null,
  rendition_width integer not null,
  rendition_height integer not null,
  created_at integer not null,
  primary key (blob_hash, page, width)
) strict;

-- The PDF that was made of a file to show it, or a sentence why there is none.
create table preview (
  blob_hash text not null primary key,
  preview_hash text not null,
  size integer not null,
  pages integer not null,
  page_sizes text not null,
  reason text not null,
  created_at integer not null
) strict;

create table idempotency_record (
  principal text not null,
  key text not null,
  route text not null,
  body_hash blob not null,
  status integer not null,
  body text not null,
  created_at integer not null,
  primary key (principal, key)
) strict;

-- Subjects: whatever a grant can name.

create table subject (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  kind integer not null check (kind between 1 and 4),
  unique (organisation_id, id)
) strict;

create table company (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  subject_id integer not null unique,
  name text not null,
  name_key text not null,
  designation text not null,
  controlling integer not null check (controlling in (0, 1)),
  created_at integer not null,
  unique (organisation_id, id),
  unique (organisation_id, name_key),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;

create table member (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  subject_id integer not null unique,
  account_id integer not null references account(id),
  company_id integer,
  position text not null default '',
  phone text not null default '',
  created_at integer not null,
  last_active_at integer,
  unique (organisation_id, id),
  unique (organisation_id, account_id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id),
  foreign key (organisation_id, company_id) references company(organisation_id, id)
) strict;
create index member_account on member(account_id);

create table organisation_role (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  subject_id integer not null,
  role text not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create unique index organisation_role_subject_id_key on organisation_role(subject_id) where closed_at is null;
create index organisation_role_history on organisation_role(subject_id, valid_from);
create index organisation_role_list on organisation_role(organisation_id, role) where closed_at is null;

create table project (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  reference text not null,
  name text not null,
  description text not null default '',
  timezone text not null default 'UTC',
  starts_on text,
  ends_on text,
  created_by integer not null,
  created_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (organisation_id, reference),
  foreign key (organisation_id, created_by) references subject(organisation_id, id)
) strict;

create table invitation (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  email text not null,
  name text not null,
  organisation_role text not null,
  company_id integer,
  project_id integer,
  memberships text not null,
  message text not null,
  invited_by integer,
  created_at integer not null,
  expires_at integer not null,
  accepted_at integer,
  accepted_by integer,
  revoked_at integer,
  subject_id integer,
  unique (organisation_id, id),
  foreign key (organisation_id, company_id) references company(organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, invited_by) references subject(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index invitation_organisation on invitation(organisation_id, id);
create index invitation_project on invitation(project_id, id) where project_id is not null;
create index invitation_subject on invitation(subject_id) where subject_id is not null;

create table project_lock (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  project_id integer not null,
  reason text not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  opened_by integer not null,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;
create unique index project_lock_project_id_key on project_lock(project_id) where closed_at is null;
create index project_lock_history on project_lock(project_id, valid_from);

create table project_membership (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  role text not null,
  label text not null default '',
  cause_kind integer not null,
  cause_id integer not null,
  reason text not null default '',
  opened_by integer not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check (ends_at > valid_from),
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create unique index project_membership_project_id_subject_id_key on project_membership(project_id, subject_id) where closed_at is null;
create index project_membership_subject on project_membership(subject_id, project_id, valid_from);

create table full_register (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  reason text not null default '',
  opened_by integer not null,
  valid_from integer not null,
  ends_at integer not null,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check (ends_at > valid_from),
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create unique index full_register_project_id_subject_id_key on full_register(project_id, subject_id) where closed_at is null;
create index full_register_subject on full_register(subject_id, project_id);

create table access_group (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null unique,
  kind text not null,
  name text not null,
  name_key text not null,
  description text not null default '',
  created_at integer not null,
  deleted_at integer,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create unique index access_group_project_id_name_key_key on access_group(project_id, name_key) where deleted_at is null;

create table group_action (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  group_id integer not null,
  action text not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, group_id) references subject(organisation_id, id)
) strict;
create unique index group_action_group_id_action_key on group_action(group_id, action) where closed_at is null;
create index group_action_history on group_action(group_id, valid_from);

create table group_member (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  group_id integer not null,
  subject_id integer not null,
  opened_by integer not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, group_id) references subject(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create unique index group_member_group_id_subject_id_key on group_member(group_id, subject_id) where closed_at is null;
create index group_member_subject on group_member(subject_id, group_id, valid_from);

create table permission_override (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer,
  subject_id integer,
  role text,
  action text not null,
  effect integer not null check (effect in (-1, 1)),
  reason text not null,
  opened_by integer not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check ((subject_id is null) <> (role is null)),
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index permission_override_project on permission_override(organisation_id, project_id, valid_from);

create table setting (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  project_id integer,
  key text not null,
  value text not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null,
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;
create unique index setting_organisation_id_key_key on setting(organisation_id, key) where closed_at is null and project_id is null;
create unique index setting_project_id_key_key on setting(project_id, key) where closed_at is null and project_id is not null;
create index setting_history on setting(organisation_id, key, valid_from);

-- What is known of documents beside number and title: fields of the organisation (project_id null) and of projects.
create table metadata_field (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  project_id integer,
  key text not null,
  label text not null,
  kind text not null check (kind in ('dropdown', 'text', 'date', 'toggle')),
  built_in integer not null default 0 check (built_in in (0, 1)),
  required integer not null default 0 check (required in (0, 1)),
  parent_key text not null default '',
  position integer not null,
  created_at integer not null,
  retired_at integer,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;
create unique index metadata_field_organisation_id_key_key on metadata_field(organisation_id, key) where project_id is null;
create unique index metadata_field_project_id_key_key on metadata_field(project_id, key) where project_id is not null;

-- The choices of a field; a project may add to those of the organisation.
create table field_option (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  field_id integer not null,
  project_id integer,
  code text not null,
  code_key text not null,
  label text not null,
  parent_code text not null default '',
  position integer not null,
  retired_at integer,
  foreign key (organisation_id, field_id) references metadata_field(organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;
create unique index field_option_field_id_code_key_key on field_option(field_id, code_key) where project_id is null;
create unique index field_option_project_id_field_id_code_key_key on field_option(project_id, field_id, code_key) where project_id is not null;

create table saved_view (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  name text not null,
  name_key text not null,
  shared integer not null check (shared in (0, 1)),
  query text not null,
  created_at integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, subject_id, name_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;

create table saved_report (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  name text not null,
  name_key text not null,
  shared integer not null check (shared in (0, 1)),
  query text not null,
  created_at integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, subject_id, name_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;

create table number_counter (
  project_id integer not null,
  organisation_id integer not null references organisation(id),
  scope text not null,
  next integer not null,
  primary key (project_id, scope),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;

-- The register.

create table folder (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  parent_id integer,
  name text not null,
  created_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, parent_id) references folder(organisation_id, id)
) strict;

create table folder_ancestor (
  organisation_id integer not null,
  ancestor_id integer not null references folder(id),
  folder_id integer not null references folder(id),
  primary key (ancestor_id, folder_id)
) strict;
create index folder_ancestor_reverse on folder_ancestor(folder_id, ancestor_id);

create table folder_parent_history (
  organisation_id integer not null,
  folder_id integer not null references folder(id),
  parent_id integer,
  valid_from integer not null,
  valid_to integer not null default 253402300799000,
  primary key (folder_id, valid_from)
) strict;

create table document (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  folder_id integer,
  number text not null,
  number_key text not null,
  number_look text not null default '',
  title text not null,
  title_key text not null,
  description text not null default '',
  document_type text not null default '',
  discipline text not null default '',
  zone text not null default '',
  stage text not null default '',
  level text not null default '',
  programme text not null default '',
  sub_programme text not null default '',
  package text not null default '',
  wbs text not null default '',
  originator text not null default '',
  area text not null default '',
  building text not null default '',
  floor text not null default '',
  asset_tag text not null default '',
  tags text not null default '[]',
  status text not null,
  admitted integer not null check (admitted in (0, 1)),
  restricted integer not null default 0 check (restricted in (0, 1)),
  current_seq integer not null default 0,
  latest_seq integer not null default 0,
  approved_seq integer not null default 0,
  locked_at integer,
  locked_by integer,
  lock_reason text not null default '',
  owner_id integer not null,
  created_by integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  deleted_by integer,
  merged_into integer,
  superseded_by integer,
  purged_at integer,
  row_version integer not null default 1,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, folder_id) references folder(organisation_id, id),
  foreign key (organisation_id, created_by) references subject(organisation_id, id)
) strict;
create unique index document_project_id_number_key_key on document(project_id, number_key) where admitted = 1;
create index document_look on document(project_id, number_look) where admitted = 1;
create index document_newest on document(project_id, id);
create index document_updated on document(project_id, updated_at, id);
create index document_created on document(project_id, created_at, id);
create index document_number on document(project_id, number_key, id);
create index document_title on document(project_id, title_key, id);
create index document_restricted on document(project_id, id) where restricted = 1;
create index document_pending on document(project_id, id) where admitted = 0;
create index document_folder on document(folder_id, id);
create index document_bin on document(project_id, deleted_at, id) where deleted_at is not null;
create index document_superseded on document(superseded_by) where superseded_by is not null;

-- What documents have in fields that are no columns of theirs.
create table document_value (
  organisation_id integer not null references organisation(id),
  document_id integer not null,
  field_id integer not null,
  value text not null,
  primary key (document_id, field_id),
  foreign key (organisation_id, document_id) references document(organisation_id, id),
  foreign key (organisation_id, field_id) references metadata_field(organisation_id, id)
) strict;
create index document_value_field on document_value(field_id, value);

create table document_history (
  organisation_id integer not null,
  document_id integer not null references document(id),
  status text not null,
  admitted integer not null,
  restricted integer not null,
  current_seq integer not null,
  deleted integer not null,
  valid_from integer not null,
  valid_to integer not null default 253402300799000,
  primary key (document_id, valid_from)
) strict;

create table document_ancestor (
  organisation_id integer not null,
  ancestor_id integer not null references folder(id),
  document_id integer not null references document(id),
  primary key (ancestor_id, document_id)
) strict;
create index document_ancestor_reverse on document_ancestor(document_id, ancestor_id);

create table document_folder_history (
  organisation_id integer not null,
  document_id integer not null references document(id),
  folder_id integer,
  valid_from integer not null,
  valid_to integer not null default 253402300799000,
  primary key (document_id, valid_from)
) strict;

create table revision (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  document_id integer not null,
  seq integer not null,
  code text not null,
  code_key text not null,
  revision_date text,
  blob_hash text not null,
  filename text not null,
  size integer not null,
  media_type text not null,
  pages integer not null default 0,
  page_sizes text not null default '[]',
  change_description text not null default '',
  status text not null,
  acceptance text not null,
  acceptance_reason text not null default '',
  decided_by integer,
  decided_at integer,
  uploaded_by integer not null,
  received_from integer,
  uploaded_at integer not null,
  unique (organisation_id, id),
  unique (document_id, seq),
  unique (document_id, code_key),
  foreign key (organisation_id, document_id) references document(organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, uploaded_by) references subject(organisation_id, id),
  foreign key (organisation_id, received_from) references company(organisation_id, id)
) strict;
create index revision_uploader on revision(project_id, uploaded_by, id);
create index revision_pending on revision(project_id, id) where acceptance = 'pending';
create index revision_blob on revision(blob_hash);

-- The texts that are searched, cut into passages of ready-made words. A passage's number tells all there is to say of it:
-- the document (32 bits), the revision or 0 for the document's own texts (15), and its place among those (16), which of a
-- revision is 0 for the name of its file and from 32768 on for the text inside it.
create virtual table passage_words using fts5(number, title, description, rest, tokenize = 'ascii');
-- Two parts of the index are enough to be merged when there is time for it.
insert into passage_words(passage_words, rank) values ('usermerge', 2);

-- Every word that was ever indexed, for patterns that the indexes cannot answer by themselves.
create table search_word (
  organisation_id integer not null references organisation(id),
  word text not null,
  primary key (organisation_id, word)
) strict, without rowid;

create table revision_history (
  organisation_id integer not null,
  revision_id integer not null references revision(id),
  document_id integer not null,
  seq integer not null,
  status text not null,
  acceptance text not null,
  valid_from integer not null,
  valid_to integer not null default 253402300799000,
  primary key (revision_id, valid_from)
) strict;
create index revision_history_document on revision_history(document_id, seq);

create table former_number (
  organisation_id integer not null references organisation(id),
  project_id integer not null,
  document_id integer not null,
  number text not null,
  number_key text not null,
  since integer not null,
  primary key (project_id, number_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, document_id) references document(organisation_id, id)
) strict;
create index former_number_document on former_number(document_id);
create table edit_request (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  document_id integer not null,
  revision_id integer not null,
  requested_by integer not null,
  requested_at integer not null,
  comment text not null default '',
  changes text not null,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'deleted', 'withdrawn', 'lapsed')),
  decided_by integer,
  decided_at integer,
  reason text not null default '',
  row_version integer not null default 1,
  unique (organisation_id, id),
  check ((state = 'open') = (decided_at is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, document_id) references document(organisation_id, id),
  foreign key (organisation_id, revision_id) references revision(organisation_id, id),
  foreign key (organisation_id, requested_by) references subject(organisation_id, id)
) strict;
create unique index edit_request_document_id_requested_by_key on edit_request(document_id, requested_by) where state = 'open';
create index edit_request_queue on edit_request(project_id, id) where state = 'open';
create index edit_request_own on edit_request(project_id, requested_by, id);
create index edit_request_decided on edit_request(project_id, decided_at, id) where state <> 'open';
create table upload (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  blob_hash text not null,
  filename text not null,
  size integer not null,
  media_type text not null,
  pages integer not null,
  page_sizes text not null,
  created_at integer not null,
  expires_at integer not null,
  used_at integer,
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index upload_expiry on upload(organisation_id, expires_at) where used_at is null;

-- Files that arrive in pieces. Their bytes lie in a folder of the server until they are whole; view then tells of the upload
-- that was made of them.
create table arrival (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  filename text not null,
  size integer not null,
  view text,
  created_at integer not null,
  expires_at integer not null,
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index arrival_expiry on arrival(organisation_id, expires_at);

create table register_export (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  member_id integer not null,
  format text not null,
  request text not null,
  state text not null,
  written integer not null default 0,
  total integer,
  left_out integer not null default 0,
  filename text not null,
  blob_hash text,
  size integer,
  contents text not null default '[]',
  failure text not null default '',
  created_at integer not null,
  expires_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index register_export_expiry on register_export(organisation_id, expires_at);
create index register_export_owner on register_export(project_id, subject_id, id);

create table register_import (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  member_id integer not null,
  filename text not null,
  sheet text not null,
  uploads text not null default '[]',
  checked text not null,
  summary text not null,
  asked text not null default '{}',
  state text not null,
  failure text not null default '',
  result text not null default '',
  row_version integer not null default 1,
  created_at integer not null,
  updated_at integer not null,
  expires_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index register_import_expiry on register_import(organisation_id, expires_at);
create index register_import_owner on register_import(project_id, subject_id, id);

-- The ledger.

create table access_grant (
  id integer primary key,
  organisation_id integer not null,
  subject_id integer not null,
  object_kind integer not null,
  object_id integer not null,
  project_id integer not null,
  caps integer not null check (caps > 0),
  rev_from integer not null default 0,
  rev_to integer not null default 2147483647,
  reason integer not null,
  cause_kind integer not null,
  cause_id integer not null,
  opened_by integer not null,
  valid_from integer not null,
  ends_at integer not null default 253402300799000,
  open_seq integer not null check (open_seq > 0),
  closed_at integer,
  closed_by integer,
  close_seq integer,
  check (ends_at > valid_from),
  check (rev_to >= rev_from),
  check ((closed_at is null) = (close_seq is null)),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;
create index access_grant_list on access_grant(subject_id, object_kind, project_id, object_id, ends_at, caps, reason, rev_from, rev_to, valid_from) where closed_at is null;
create index access_grant_closed on access_grant(subject_id, object_kind, project_id, object_id, valid_from, closed_at, ends_at) where closed_at is not null;
create index access_grant_check on access_grant(object_kind, object_id, subject_id, caps, reason, rev_from, rev_to, valid_from, closed_at, ends_at);
create index access_grant_cause on access_grant(cause_kind, cause_id, subject_id, ends_at) where closed_at is null;
create index access_grant_project on access_grant(project_id, id) where closed_at is null;
create index access_grant_opened_by on access_grant(opened_by, id) where closed_at is null;

create table share (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  document_id integer not null,
  subject_id integer not null,
  caps integer not null,
  rev_from integer not null,
  rev_to integer not null,
  reason text not null,
  created_by integer not null,
  created_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, document_id) references document(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index share_document on share(document_id, id);

-- Formal sendings: what organisations call them for, the lists of whom they go to, and each with its documents.
create table transmittal_purpose (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  name text not null,
  name_key text not null,
  response text not null check (response in ('none', 'comments', 'formal')),
  acknowledgement text not null check (acknowledgement in ('required', 'optional', 'none')),
  mail_code integer not null check (mail_code in (0, 1)),
  issues integer not null check (issues in (0, 1)),
  created_at integer not null,
  updated_at integer not null,
  retired_at integer,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (organisation_id, name_key)
) strict;

create table distribution_list (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer,
  name text not null,
  name_key text not null,
  entries text not null,
  created_by integer not null,
  created_at integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, created_by) references subject(organisation_id, id)
) strict;
create unique index distribution_list_organisation_id_name_key_key on distribution_list(organisation_id, name_key) where project_id is null;
create unique index distribution_list_project_id_name_key_key on distribution_list(project_id, name_key) where project_id is not null;

-- addressed is whom the draft names, as JSON; purpose_kept is what the purpose meant when the transmittal was issued; until
-- told_at issuing it can be undone, and nobody is told. With skip_sent nobody gets again what they hold by an earlier one.
-- issues says whether its purpose issued what it sent.
create table transmittal (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  number text not null,
  number_key text not null,
  subject text not null,
  subject_key text not null,
  purpose text not null,
  purpose_kept text not null default '',
  issues integer not null default 0 check (issues in (0, 1)),
  dated_on text not null,
  remarks text not null,
  acknowledge_by text,
  access_ends_on text,
  addressed text not null,
  skip_sent integer not null default 0 check (skip_sent in (0, 1)),
  state text not null default 'draft' check (state in ('draft', 'issued', 'recalled')),
  issued_by integer,
  issued_at integer,
  told_at integer,
  announced integer not null default 0 check (announced in (0, 1, 2)),
  recalled_by integer,
  recalled_at integer,
  recall_reason text not null default '',
  reissue_of integer,
  reissues integer not null default 0,
  created_by integer not null,
  created_at integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, number_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, created_by) references subject(organisation_id, id),
  foreign key (organisation_id, reissue_of) references transmittal(organisation_id, id)
) strict;
create index transmittal_newest on transmittal(project_id, id);
create index transmittal_reissue on transmittal(reissue_of) where reissue_of is not null;

create table transmittal_document (
  organisation_id integer not null references organisation(id),
  transmittal_id integer not null,
  position integer not null,
  revision_id integer not null,
  number text not null default '',
  title text not null default '',
  revision text not null default '',
  status text not null default '',
  blob_hash text not null default '',
  primary key (transmittal_id, position),
  foreign key (organisation_id, transmittal_id) references transmittal(organisation_id, id),
  foreign key (organisation_id, revision_id) references revision(organisation_id, id)
) strict;
create index transmittal_document_revision on transmittal_document(revision_id, transmittal_id);

-- Whom a transmittal went to, as they were then.
create table transmittal_recipient (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  transmittal_id integer not null,
  subject_id integer not null,
  role text not null check (role in ('to', 'cc')),
  name text not null,
  company text not null,
  via text not null,
  email text not null default '',
  -- Name, company and address in lower case, to be found by.
  who_key text not null,
  acknowledgement text not null check (acknowledgement in ('required', 'optional', 'none')),
  ends_at integer not null,
  acknowledged_at integer,
  acknowledged_seq integer,
  acknowledged_how text not null default '' check (acknowledged_how in ('', 'account', 'link', 'recorded')),
  acknowledged_by integer,
  acknowledged_name text not null default '',
  assurance text not null default '',
  comment text not null default '',
  received_by text not null default '',
  reminded_at integer,
  unique (organisation_id, id),
  foreign key (organisation_id, transmittal_id) references transmittal(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create unique index transmittal_recipient_transmittal_id_subject_id_key on transmittal_recipient(transmittal_id, subject_id);
create index transmittal_recipient_subject on transmittal_recipient(subject_id, transmittal_id);

-- What a recipient does not get with a transmittal, because they hold it by an earlier one.
create table transmittal_skip (
  recipient_id integer not null,
  revision_id integer not null,
  organisation_id integer not null references organisation(id),
  held_by integer not null,
  primary key (recipient_id, revision_id),
  foreign key (organisation_id, recipient_id) references transmittal_recipient(organisation_id, id),
  foreign key (organisation_id, revision_id) references revision(organisation_id, id),
  foreign key (organisation_id, held_by) references transmittal(organisation_id, id)
) strict;
create index transmittal_skip_held_by on transmittal_skip(held_by);

create table transmittal_contest (
  recipient_id integer not null primary key,
  organisation_id integer not null references organisation(id),
  seq integer not null,
  at integer not null,
  received integer not null check (received in (0, 1)),
  assurance text not null,
  comment text not null,
  received_by text not null,
  foreign key (organisation_id, recipient_id) references transmittal_recipient(organisation_id, id)
) strict;

create table guest_share (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null unique,
  document_id integer not null,
  transmittal_id integer,
  follows text not null,
  pinned_seq integer not null,
  label text not null,
  recipient_name text not null default '',
  recipient_email text not null default '',
  allow_download integer not null check (allow_download in (0, 1)),
  password_hash text,
  max_opens integer not null default 0 check (max_opens >= 0),
  opens integer not null default 0,
  require_name integer not null check (require_name in (0, 1)),
  require_email integer not null check (require_email in (0, 1)),
  mail_code integer not null check (mail_code in (0, 1)),
  created_by integer not null,
  created_at integer not null,
  owned_by_project integer not null default 0,
  downloads integer not null default 0,
  last_accessed_at integer,
  warned_days integer not null default 0,
  unique (organisation_id, id),
  check (max_opens = 0 or opens <= max_opens),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, document_id) references document(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id),
  foreign key (organisation_id, transmittal_id) references transmittal(organisation_id, id)
) strict;
create index guest_share_project on guest_share(project_id, id);
create index guest_share_document on guest_share(document_id, id);
create index guest_share_transmittal on guest_share(transmittal_id, id);

create table guest_session (
  token_hash blob not null primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  guest_share_id integer not null references guest_share(id),
  name text not null,
  email text not null,
  assurance text not null,
  ip text not null,
  user_agent text not null,
  created_at integer not null,
  idle_until integer not null,
  revoked_at integer
) strict;

-- Which files were handed out in a session, and when that was written down: their parts are one download.
create table guest_download (
  organisation_id integer not null references organisation(id),
  token_hash blob not null references guest_session(token_hash),
  revision_id integer not null,
  at integer not null,
  primary key (token_hash, revision_id)
) strict;

create table guest_code (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  guest_share_id integer not null references guest_share(id),
  email text not null,
  code_hash blob not null,
  created_at integer not null,
  expires_at integer not null,
  tries integer not null default 0,
  used_at integer
) strict;
create index guest_code_share on guest_code(guest_share_id, id);

create table guest_access (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  guest_share_id integer not null,
  at integer not null,
  event text not null,
  ip text not null,
  user_agent text not null,
  name text not null,
  email text not null,
  assurance text not null,
  revision text not null default '',
  foreign key (organisation_id, guest_share_id) references guest_share(organisation_id, id)
) strict;
create index guest_access_share on guest_access(guest_share_id, id);

-- The plans of reviews: what a template is called, and each version of its settings and stages.
create table workflow_template (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  name text not null,
  name_key text not null,
  description text not null,
  category text not null,
  state text not null check (state in ('draft', 'active', 'archived')),
  number integer not null,
  created_by integer not null,
  created_at integer not null,
  updated_by integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, name_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, created_by) references subject(organisation_id, id),
  foreign key (organisation_id, updated_by) references subject(organisation_id, id)
) strict;

create table workflow_template_version (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  template_id integer not null,
  number integer not null,
  plan text not null,
  saved_by integer not null,
  saved_at integer not null,
  unique (template_id, number),
  foreign key (organisation_id, template_id) references workflow_template(organisation_id, id),
  foreign key (organisation_id, saved_by) references subject(organisation_id, id)
) strict;

-- Who reviews what.
create table review_rule (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  name text not null,
  name_key text not null,
  rule text not null,
  updated_by integer not null,
  created_at integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, name_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, updated_by) references subject(organisation_id, id)
) strict;

-- Workflows: what runs by the plan of a template, with the verdicts that count so far.
create table workflow (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  number text not null,
  number_key text not null,
  title text not null,
  title_key text not null,
  priority text not null check (priority in ('low', 'medium', 'high', 'urgent')),
  due_on text,
  notes text not null,
  template_id integer not null,
  template_name text not null,
  template_version integer not null,
  plan text not null,
  status text not null check (status in ('draft', 'active', 'completed', 'cancelled', 'returned')),
  round integer not null,
  stage integer not null,
  verdicts text not null,
  outcome text check (outcome in ('approved', 'approved_with_comments', 'rejected')),
  cancel_cause text check (cancel_cause in ('person', 'rejection')),
  initiator_id integer not null,
  started_at integer not null,
  ended_at integer,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, number_key),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, template_id) references workflow_template(organisation_id, id),
  foreign key (organisation_id, initiator_id) references subject(organisation_id, id)
) strict;
create index workflow_newest on workflow(project_id, id);
create index workflow_initiator on workflow(initiator_id, status, started_at, id);

create table workflow_document (
  organisation_id integer not null references organisation(id),
  workflow_id integer not null,
  round integer not null,
  position integer not null,
  revision_id integer not null,
  status_before text not null,
  outdated_at integer,
  primary key (workflow_id, round, position),
  foreign key (organisation_id, workflow_id) references workflow(organisation_id, id),
  foreign key (organisation_id, revision_id) references revision(organisation_id, id)
) strict;
create index workflow_document_revision on workflow_document(revision_id, workflow_id);

create table workflow_step (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  workflow_id integer not null,
  project_id integer not null,
  stage integer not null,
  place integer not null,
  name text not null,
  kind text not null,
  sla_hours integer,
  status text not null check (status in ('pending', 'active', 'completed', 'terminated', 'skipped')),
  verdict text check (verdict in ('approved', 'approved_with_comments', 'rejected')),
  activated_at integer,
  due_at integer,
  ended_at integer,
  told_at integer,
  version integer not null default 0,
  unique (organisation_id, id),
  unique (workflow_id, stage, place),
  foreign key (organisation_id, workflow_id) references workflow(organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id)
) strict;

-- Somebody's part in a step: asked now (mine), answered while the workflow runs, done, asked no more (idle), or given to
-- somebody else (gone). It is the cause of what the step opens to them.
create table workflow_assignee (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  workflow_id integer not null,
  step_id integer not null,
  project_id integer not null,
  subject_id integer not null,
  original_id integer not null,
  state text not null check (state in ('pending', 'mine', 'answered', 'done', 'idle', 'gone')),
  answer text,
  sort_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, workflow_id) references workflow(organisation_id, id),
  foreign key (organisation_id, step_id) references workflow_step(organisation_id, id),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id),
  foreign key (organisation_id, original_id) references subject(organisation_id, id)
) strict;
create index workflow_assignee_mine on workflow_assignee(subject_id, state, sort_at, id);
create index workflow_assignee_workflow on workflow_assignee(workflow_id, id);

create table workflow_response (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  workflow_id integer not null,
  step_id integer not null,
  assignee_id integer not null,
  subject_id integer not null,
  round integer not null,
  answer text not null,
  comment text not null,
  full_name text,
  statement text,
  seq integer not null,
  created_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, workflow_id) references workflow(organisation_id, id),
  foreign key (organisation_id, step_id) references workflow_step(organisation_id, id),
  foreign key (organisation_id, assignee_id) references workflow_assignee(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index workflow_response_workflow on workflow_response(workflow_id, id);

-- What was said about a step beside its answers.
create table step_comment (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  step_id integer not null,
  subject_id integer not null,
  body text not null,
  mentions text not null,
  created_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, step_id) references workflow_step(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index step_comment_step on step_comment(step_id, id);

-- Work packages: documents and workflows that somebody answers for together, until they are handed over.
create table work_package (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  reference text not null,
  name text not null,
  name_key text not null,
  description text not null,
  state text not null check (state in ('open', 'in_progress', 'submitted', 'returned', 'approved', 'closed')),
  assignee_id integer,
  due_on text,
  due_key text not null,
  clock integer not null default 0,
  told_at integer not null default 0,
  created_by integer not null,
  created_at integer not null,
  updated_at integer not null,
  row_version integer not null default 1,
  unique (organisation_id, id),
  unique (project_id, reference),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, assignee_id) references subject(organisation_id, id),
  foreign key (organisation_id, created_by) references subject(organisation_id, id)
) strict;
create index work_package_newest on work_package(project_id, id);
create index work_package_due on work_package(project_id, due_key, id);
create index work_package_name on work_package(project_id, name_key, id);
create index work_package_assignee on work_package(assignee_id, state, id);

create table work_package_reviewer (
  organisation_id integer not null references organisation(id),
  work_package_id integer not null,
  subject_id integer not null,
  primary key (work_package_id, subject_id),
  foreign key (organisation_id, work_package_id) references work_package(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index work_package_reviewer_subject on work_package_reviewer(subject_id, work_package_id);

create table work_package_document (
  organisation_id integer not null references organisation(id),
  work_package_id integer not null,
  document_id integer not null,
  primary key (work_package_id, document_id),
  foreign key (organisation_id, work_package_id) references work_package(organisation_id, id),
  foreign key (organisation_id, document_id) references document(organisation_id, id)
) strict;
create index work_package_document_document on work_package_document(document_id);

create table work_package_workflow (
  organisation_id integer not null references organisation(id),
  work_package_id integer not null,
  workflow_id integer not null,
  primary key (work_package_id, workflow_id),
  foreign key (organisation_id, work_package_id) references work_package(organisation_id, id),
  foreign key (organisation_id, workflow_id) references workflow(organisation_id, id)
) strict;
create index work_package_workflow_workflow on work_package_workflow(workflow_id);

create table work_package_note (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  work_package_id integer not null,
  subject_id integer not null,
  move text check (move in ('start', 'submit', 'return', 'resume', 'approve', 'close')),
  body text not null,
  created_at integer not null,
  foreign key (organisation_id, work_package_id) references work_package(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index work_package_note_package on work_package_note(work_package_id, id);

-- What shows that a work package is done: a revision of the register, or files that are attached.
create table work_package_evidence (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  work_package_id integer not null,
  document_id integer,
  revision_id integer,
  subject_id integer not null,
  created_at integer not null,
  unique (organisation_id, id),
  foreign key (organisation_id, work_package_id) references work_package(organisation_id, id),
  foreign key (organisation_id, document_id) references document(organisation_id, id),
  foreign key (organisation_id, revision_id) references revision(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index work_package_evidence_package on work_package_evidence(work_package_id, id);

-- A file that belongs to something other than a document. It was sent to something, by its public id, and is its sender's
-- until they use it; then it is part of what it was used for. Whatever else takes files gets a column here, and a term in
-- the check.
create table attachment (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  project_id integer not null,
  subject_id integer not null,
  meant_for text not null,
  blob_hash text not null,
  filename text not null,
  size integer not null,
  media_type text not null,
  created_at integer not null,
  used_at integer,
  response_id integer,
  comment_id integer,
  evidence_id integer,
  check (case when used_at is null then 0 else 1 end = case when response_id is null then 0 else 1 end + case when comment_id is null then 0 else 1 end + case when evidence_id is null then 0 else 1 end),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id),
  foreign key (organisation_id, response_id) references workflow_response(organisation_id, id),
  foreign key (organisation_id, comment_id) references step_comment(organisation_id, id),
  foreign key (organisation_id, evidence_id) references work_package_evidence(organisation_id, id)
) strict;
create index attachment_unused on attachment(organisation_id, created_at) where used_at is null;
create index attachment_waiting on attachment(subject_id) where used_at is null;
create index attachment_response on attachment(response_id) where response_id is not null;
create index attachment_comment on attachment(comment_id) where comment_id is not null;
create index attachment_evidence on attachment(evidence_id) where evidence_id is not null;

-- What is told to people.

create table mail (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  template text not null,
  to_email text not null,
  to_name text not null default '',
  subject text not null,
  body_text text not null,
  body_html text not null,
  inviter_id integer,
  reader_id integer,
  notice_kind text not null default '',
  recipient_id integer,
  created_at integer not null,
  sent_at integer,
  failed_at integer,
  error text not null default '',
  foreign key (organisation_id, recipient_id) references transmittal_recipient(organisation_id, id)
) strict;
create index mail_organisation on mail(organisation_id, id);
create index mail_recipient on mail(recipient_id, id) where recipient_id is not null;

create table notification (
  id integer primary key,
  organisation_id integer not null references organisation(id),
  public_id text not null unique,
  subject_id integer not null,
  kind text not null,
  project_id integer,
  document_id integer,
  payload text not null,
  bell integer not null default 1 check (bell in (0, 1)),
  mail_state integer not null default 0 check (mail_state between 0 and 3),
  mail_id integer,
  created_at integer not null,
  read_at integer,
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;
create index notification_subject on notification(subject_id, id);
create index notification_waiting on notification(subject_id, id) where mail_state = 1;
create index notification_mail on notification(mail_id) where mail_id is not null;

create table notification_choice (
  organisation_id integer not null references organisation(id),
  subject_id integer not null,
  kind text not null,
  bell integer not null check (bell in (0, 1)),
  mail integer not null check (mail in (0, 1)),
  changed_at integer not null,
  primary key (organisation_id, subject_id, kind),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;

create table notification_rhythm (
  organisation_id integer not null references organisation(id),
  subject_id integer not null,
  rhythm text not null check (rhythm in ('at_once', 'daily', 'weekly', 'never')),
  changed_at integer not null,
  primary key (organisation_id, subject_id),
  foreign key (organisation_id, subject_id) references subject(organisation_id, id)
) strict;

-- What happened.

create table audit_head (
  organisation_id integer not null primary key references organisation(id),
  seq integer not null,
  hash blob not null
) strict;

create table audit_event (
  organisation_id integer not null references organisation(id),
  seq integer not null,
  at integer not null,
  category text not null,
  action text not null,
  project_id integer,
  actor_kind text not null,
  actor_id text not null,
  actor_name text,
  assurance text not null,
  ip text,
  user_agent text,
  entity_kind text not null,
  entity_id text not null,
  entity_label text,
  before text,
  after text,
  reason text,
  rule text not null,
  grounds text not null,
  confidential integer not null,
  request_id text not null,
  salt blob,
  body text not null,
  leaf_hash blob not null,
  primary key (organisation_id, seq)
) strict;
create index audit_event_project on audit_event(organisation_id, project_id, seq);
create index audit_event_entity on audit_event(organisation_id, entity_id, seq);
create index audit_event_actor on audit_event(organisation_id, actor_id, seq);
create index audit_event_action on audit_event(organisation_id, action, seq);

-- What was signed of it: a key for each organisation, the roots of whole subtrees of 256, 65536 … events, and checkpoints.

create table audit_key (
  organisation_id integer not null primary key references organisation(id),
  name text not null,
  secret blob not null,
  made_at integer not null
) strict;

create table audit_node (
  organisation_id integer not null references organisation(id),
  level integer not null check (level > 0),
  number integer not null,
  hash blob not null,
  primary key (organisation_id, level, number)
) strict;

create table audit_checkpoint (
  organisation_id integer not null references organisation(id),
  size integer not null,
  at integer not null,
  body text not null,
  mailed_at integer,
  primary key (organisation_id, size)
) strict;
create index audit_checkpoint_mailed on audit_checkpoint(organisation_id, mailed_at) where mailed_at is not null;

create table receipt (
  organisation_id integer not null references organisation(id),
  seq integer not null,
  project_id integer not null references project(id),
  signed text not null,
  primary key (organisation_id, seq),
  foreign key (organisation_id, seq) references audit_event(organisation_id, seq)
) strict;

-- Ledger rows are append-only; the one legal change closes an open row, once.

create trigger organisation_role_no_delete before delete on organisation_role
begin select raise(abort, 'wayleave: organisation_role is append-only'); end;
create trigger organisation_role_close_only before update on organisation_role
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.subject_id is not old.subject_id or new.role is not old.role or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: organisation_role row can only be closed, once'); end;

create trigger project_lock_no_delete before delete on project_lock
begin select raise(abort, 'wayleave: project_lock is append-only'); end;
create trigger project_lock_close_only before update on project_lock
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.project_id is not old.project_id or new.reason is not old.reason or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.opened_by is not old.opened_by or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: project_lock row can only be closed, once'); end;

create trigger project_membership_no_delete before delete on project_membership
begin select raise(abort, 'wayleave: project_membership is append-only'); end;
create trigger project_membership_close_only before update on project_membership
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.public_id is not old.public_id or new.project_id is not old.project_id or new.subject_id is not old.subject_id or new.role is not old.role or new.label is not old.label or new.cause_kind is not old.cause_kind or new.cause_id is not old.cause_id or new.reason is not old.reason or new.opened_by is not old.opened_by or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: project_membership row can only be closed, once'); end;

create trigger full_register_no_delete before delete on full_register
begin select raise(abort, 'wayleave: full_register is append-only'); end;
create trigger full_register_close_only before update on full_register
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.public_id is not old.public_id or new.project_id is not old.project_id or new.subject_id is not old.subject_id or new.reason is not old.reason or new.opened_by is not old.opened_by or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: full_register row can only be closed, once'); end;

create trigger group_action_no_delete before delete on group_action
begin select raise(abort, 'wayleave: group_action is append-only'); end;
create trigger group_action_close_only before update on group_action
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.group_id is not old.group_id or new.action is not old.action or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: group_action row can only be closed, once'); end;

create trigger group_member_no_delete before delete on group_member
begin select raise(abort, 'wayleave: group_member is append-only'); end;
create trigger group_member_close_only before update on group_member
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.group_id is not old.group_id or new.subject_id is not old.subject_id or new.opened_by is not old.opened_by or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: group_member row can only be closed, once'); end;

create trigger permission_override_no_delete before delete on permission_override
begin select raise(abort, 'wayleave: permission_override is append-only'); end;
create trigger permission_override_close_only before update on permission_override
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.public_id is not old.public_id or new.project_id is not old.project_id or new.subject_id is not old.subject_id or new.role is not old.role or new.action is not old.action or new.effect is not old.effect or new.reason is not old.reason or new.opened_by is not old.opened_by or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: permission_override row can only be closed, once'); end;

create trigger setting_no_delete before delete on setting
begin select raise(abort, 'wayleave: setting is append-only'); end;
create trigger setting_close_only before update on setting
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.project_id is not old.project_id or new.key is not old.key or new.value is not old.value or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: setting row can only be closed, once'); end;

create trigger access_grant_no_delete before delete on access_grant
begin select raise(abort, 'wayleave: access_grant is append-only'); end;
create trigger access_grant_close_only before update on access_grant
when old.closed_at is not null or new.closed_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.subject_id is not old.subject_id or new.object_kind is not old.object_kind or new.object_id is not old.object_id or new.project_id is not old.project_id or new.caps is not old.caps or new.rev_from is not old.rev_from or new.rev_to is not old.rev_to or new.reason is not old.reason or new.cause_kind is not old.cause_kind or new.cause_id is not old.cause_id or new.opened_by is not old.opened_by or new.valid_from is not old.valid_from or new.ends_at is not old.ends_at or new.open_seq is not old.open_seq
begin select raise(abort, 'wayleave: access_grant row can only be closed, once'); end;

-- A grant lies where its object lies.
create trigger access_grant_object before insert on access_grant
when (new.object_kind = 1 and not exists (select 1 from document d where d.id = new.object_id and d.organisation_id = new.organisation_id and d.project_id = new.project_id))
  or (new.object_kind = 2 and not exists (select 1 from folder f where f.id = new.object_id and f.organisation_id = new.organisation_id and f.project_id = new.project_id))
  or new.object_kind not in (1, 2)
begin select raise(abort, 'wayleave: a grant must lie in the organisation and project of its object'); end;

-- The audit log only grows.
create trigger audit_event_no_delete before delete on audit_event
begin select raise(abort, 'wayleave: audit_event is append-only'); end;
create trigger audit_event_no_update before update on audit_event
begin select raise(abort, 'wayleave: audit_event is append-only'); end;
create trigger receipt_no_delete before delete on receipt
begin select raise(abort, 'wayleave: receipt is append-only'); end;
create trigger receipt_no_update before update on receipt
begin select raise(abort, 'wayleave: receipt is append-only'); end;
create trigger audit_event_gap before insert on audit_event
when new.seq <> (select seq from audit_head where organisation_id = new.organisation_id)
begin select raise(abort, 'wayleave: an audit event must carry the head''s number'); end;

-- An answer is kept as it was given.
create trigger workflow_response_no_delete before delete on workflow_response
begin select raise(abort, 'wayleave: workflow_response is append-only'); end;
create trigger workflow_response_no_update before update on workflow_response
begin select raise(abort, 'wayleave: workflow_response is append-only'); end;
create trigger step_comment_no_delete before delete on step_comment
begin select raise(abort, 'wayleave: step_comment is append-only'); end;
create trigger step_comment_no_update before update on step_comment
begin select raise(abort, 'wayleave: step_comment is append-only'); end;
-- A file is used once, and stays with what it was used for.
create trigger attachment_no_delete before delete on attachment
when old.used_at is not null
begin select raise(abort, 'wayleave: an attachment that is used stays'); end;
create trigger attachment_use_only before update on attachment
when old.used_at is not null or new.used_at is null or new.id is not old.id or new.organisation_id is not old.organisation_id or new.public_id is not old.public_id or new.project_id is not old.project_id or new.subject_id is not old.subject_id or new.meant_for is not old.meant_for or new.blob_hash is not old.blob_hash or new.filename is not old.filename or new.size is not old.size or new.media_type is not old.media_type or new.created_at is not old.created_at
begin select raise(abort, 'wayleave: an attachment can only be used, once'); end;

-- So are the notes and the evidence of a work package.
create trigger work_package_note_no_delete before delete on work_package_note
begin select raise(abort, 'wayleave: work_package_note is append-only'); end;
create trigger work_package_note_no_update before update on work_package_note
begin select raise(abort, 'wayleave: work_package_note is append-only'); end;
create trigger work_package_evidence_no_delete before delete on work_package_evidence
begin select raise(abort, 'wayleave: work_package_evidence is append-only'); end;
create trigger work_package_evidence_no_update before update on work_package_evidence
begin select raise(abort, 'wayleave: work_package_evidence is append-only'); end;

-- A document never changes its project, nor a revision its organisation.
create trigger document_stays before update on document
when new.project_id <> old.project_id or new.organisation_id <> old.organisation_id or new.public_id <> old.public_id
begin select raise(abort, 'wayleave: a document stays in its project'); end;
