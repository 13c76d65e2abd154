-- What of its current revision a register is ordered and filtered by. The database keeps it, whoever writes a revision.
alter table document add column current_code text collate "C" not null default '';
alter table document add column current_dated text collate "C" not null default '';
alter table document add column current_accepted bigint not null default 0;
alter table document add column current_uploaded bigint not null default 0;
alter table document add column current_from bigint;

-- A migration is of no organisation: for this statement the tables' owner may read and write all rows.
alter table document no force row level security;
alter table revision no force row level security;
update document set current_code = r.code_key, current_dated = coalesce(r.revision_date, ''),
  current_accepted = coalesce(r.decided_at, r.uploaded_at), current_uploaded = r.uploaded_at, current_from = r.received_from
from revision r where r.document_id = document.id and r.seq = document.current_seq;
alter table document force row level security;
alter table revision force row level security;

create function revision_current() returns trigger language plpgsql as $$
begin
  update document set current_code = new.code_key, current_dated = coalesce(new.revision_date, ''),
    current_accepted = coalesce(new.decided_at, new.uploaded_at), current_uploaded = new.uploaded_at,
    current_from = new.received_from
  where id = new.document_id and current_seq = new.seq;
  return null;
end $$;
create trigger revision_insert_current after insert on revision for each row execute function revision_current();
create trigger revision_update_current
after update of document_id, seq, code_key, revision_date, decided_at, uploaded_at, received_from on revision
for each row execute function revision_current();
create function document_current() returns trigger language plpgsql as $$
begin
  update document set
    current_code = coalesce((select r.code_key from revision r where r.document_id = new.id and r.seq = new.current_seq), ''),
    current_dated = coalesce((select r.revision_date from revision r where r.document_id = new.id and r.seq = new.current_seq), ''),
    current_accepted = coalesce((select coalesce(r.decided_at, r.uploaded_at) from revision r where r.document_id = new.id and r.seq = new.current_seq), 0),
    current_uploaded = coalesce((select r.uploaded_at from revision r where r.document_id = new.id and r.seq = new.current_seq), 0),
    current_from = (select r.received_from from revision r where r.document_id = new.id and r.seq = new.current_seq)
  where id = new.id;
  return null;
end $$;
create trigger document_update_current after update of current_seq on document
for each row when (old.current_seq <> new.current_seq) execute function document_current();

create index document_status on document(project_id, status, id);
create index document_type on document(project_id, document_type, id);
create index document_discipline on document(project_id, discipline, id);
create index document_current_code on document(project_id, current_code, id);
create index document_current_dated on document(project_id, current_dated, id);
create index document_current_accepted on document(project_id, current_accepted, id);
create index document_current_uploaded on document(project_id, current_uploaded, id);
create index document_current_from on document(project_id, current_from) where current_from is not null;
