-- What a person says of the end of a project; the rest of its closeout is counted.
create table project_closeout (
  project_id bigint primary key,
  organisation_id bigint not null references organisation(id),
  inspected_at bigint,
  inspected_by bigint,
  inspection_note text not null default '',
  archived_at bigint,
  archived_by bigint,
  check ((inspected_at is null) = (inspected_by is null)),
  check ((archived_at is null) = (archived_by is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, inspected_by) references subject(organisation_id, id),
  foreign key (organisation_id, archived_by) references subject(organisation_id, id)
);
alter table project_closeout enable row level security;
alter table project_closeout force row level security;
create policy organisation_only on project_closeout using (organisation_id = (select current_setting('app.organisation')::bigint));
