-- What a recipient does not get with a transmittal: what they hold by an earlier one, or, where none is named, what was not
-- ticked for them.
alter table transmittal_skip alter column held_by drop not null;
