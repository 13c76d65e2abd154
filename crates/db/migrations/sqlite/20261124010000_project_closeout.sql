-- What a person says of the end of a project; the rest of its closeout is counted.
create table project_closeout (
  project_id integer primary key,
  organisation_id integer not null references organisation(id),
  inspected_at integer,
  inspected_by integer,
  inspection_note text not null default '',
  archived_at integer,
  archived_by integer,
  check ((inspected_at is null) = (inspected_by is null)),
  check ((archived_at is null) = (archived_by is null)),
  foreign key (organisation_id, project_id) references project(organisation_id, id),
  foreign key (organisation_id, inspected_by) references subject(organisation_id, id),
  foreign key (organisation_id, archived_by) references subject(organisation_id, id)
) strict;
