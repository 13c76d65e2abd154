-- What a recipient does not get with a transmittal: what they hold by an earlier one, or, where none is named, what was not
-- ticked for them. A column's constraint is changed by making its table anew.
create table transmittal_skip_anew (
  recipient_id integer not null,
  revision_id integer not null,
  organisation_id integer not null references organisation(id),
  held_by integer,
  primary key (recipient_id, revision_id),
  foreign key (organisation_id, recipient_id) references transmittal_recipient(organisation_id, id),
  foreign key (organisation_id, revision_id) references revision(organisation_id, id),
  foreign key (organisation_id, held_by) references transmittal(organisation_id, id)
) strict;
insert into transmittal_skip_anew (recipient_id, revision_id, organisation_id, held_by)
  select recipient_id, revision_id, organisation_id, held_by from transmittal_skip;
drop table transmittal_skip;
alter table transmittal_skip_anew rename to transmittal_skip;
create index transmittal_skip_held_by on transmittal_skip(held_by);
