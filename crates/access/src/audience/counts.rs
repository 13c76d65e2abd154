//! How many outsiders see each document of a page, in one statement whatever the page holds.

use std::collections::{HashMap, HashSet};

use wayleave_base::{DocumentId, OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Sql, Tx, row, sql};

use super::{OUTSIDE, Place, document_state, revision_state, standing_of, standing_tables};
use crate::facts::takes_from_groups;
use crate::policy::Mode;
use crate::reach::{DocumentState, GrantState, RevisionState, clauses, reach};
use crate::time::holds_now;
use crate::words::{Caps, Reason};

row! {
    /// One row of the mixed answer; what its columns mean depends on `kind`.
    struct Mixed {
        kind: String, document: i64, person: i64, first: String, second: String, one: i64, two: i64, three: i64,
        four: i64,
    }
}

/// A mode and whether Document Control comes with it: all that clauses depend on.
type Class = (Mode, bool);

/// People and links by subject, with the grants that name them.
type Granted = HashMap<i64, (Class, Vec<GrantState>)>;

#[derive(Default)]
struct Page {
    documents: HashMap<i64, DocumentState>,
    revisions: HashMap<i64, Vec<RevisionState>>,
    /// How many outsiders there are of each kind of standing.
    classes: Vec<(Class, i64)>,
    /// Whom grants on a document name, with the standing of each.
    granted: HashMap<i64, Granted>,
}

/// How many outsiders, people and links, see each of these documents now. Documents that nobody outside sees are absent.
pub async fn outside_counts(
    tx: &mut Tx,
    place: Place,
    documents: &[DocumentId],
) -> DbResult<HashMap<DocumentId, i64>> {
    if documents.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<i64> = documents.iter().map(|document| document.get()).collect();
    let mut page = Page::default();
    let (grants, rest): (Vec<Mixed>, Vec<Mixed>) = tx
        .all::<Mixed>(statement(place, &ids))
        .await?
        .into_iter()
        .partition(|row| matches!(row.kind.as_str(), "grant" | "group" | "link"));
    // A grant to somebody without a standing is to nobody outside, so standings come first.
    rest.iter().for_each(|row| page.take(row));
    grants.iter().for_each(|row| page.take_grant(row));
    Ok(documents.iter().map(|document| (*document, page.count(*document))).filter(|(_, n)| *n > 0).collect())
}

row! {
    struct InProject { project: ProjectId, people: i64 }
}

/// How many outsiders have a way into each of these projects: members from outside, responders who were given something,
/// and links that can be opened.
pub async fn outsiders_in(
    tx: &mut Tx,
    organisation: OrganisationId,
    at: Timestamp,
    projects: &[ProjectId],
) -> DbResult<HashMap<ProjectId, i64>> {
    let ids: Vec<i64> = projects.iter().map(|project| project.get()).collect();
    let mut text = sql("").bind(organisation).bind(at);
    text.push(&format!(
        "select x.project, count(*) as people from (
           select p.project_id as project, p.subject_id as subject from project_membership p
           join member m on m.subject_id = p.subject_id
           join organisation_role r on r.subject_id = m.subject_id and {}
           left join company c on c.id = m.company_id
           where p.organisation_id = $1 and {} and {OUTSIDE} and p.project_id in ",
        holds_now("r", "$2"),
        holds_now("p", "$2")
    ));
    text.id_list(&ids);
    let open = holds_now("g", "$2");
    text.push(&format!(
        " union select g.project_id, g.subject_id from access_grant g
           join organisation_role r on r.subject_id = g.subject_id and r.role = 'workflow_responder' and {}
           where g.organisation_id = $1 and {open} and g.project_id in ",
        holds_now("r", "$2")
    ));
    text.id_list(&ids);
    text.push(&format!(
        " union select g.project_id, g.subject_id from access_grant g join guest_share h on h.subject_id = g.subject_id
           where g.organisation_id = $1 and {open} and (h.max_opens = 0 or h.opens < h.max_opens) and g.project_id in "
    ));
    text.id_list(&ids).push(") x group by x.project");
    Ok(tx.all::<InProject>(text).await?.into_iter().map(|row| (row.project, row.people)).collect())
}

const ZERO: &str = "cast(0 as bigint)";

/// Documents, revisions, kinds of outsiders, grants to outsiders, and links: five parts of one answer.
fn statement(place: Place, ids: &[i64]) -> Sql {
    let mut text = sql("").bind(place.organisation).bind(place.project).bind(place.at);
    text.push(&format!(
        "with outsider as (
           select m.subject_id, r.role as organisation_role, coalesce(p.role, '') as role,
             cast(case when f.id is null then 0 else 1 end as bigint) as full_register,
             cast(case when exists (select 1 from group_member b join access_group a on a.subject_id = b.group_id
               where b.subject_id = m.subject_id and a.project_id = $2 and a.kind = 'document_control' and {})
               then 1 else 0 end as bigint) as control
           {} where m.organisation_id = $1 and (p.id is not null or r.role <> 'member') and {OUTSIDE})
         select 'document' as kind, d.id as document, {ZERO} as person, d.status as first, '' as second,
           d.admitted as one, d.restricted as two,
           cast(case when d.deleted_at is null then 0 else 1 end as bigint) as three, {ZERO} as four
         from document d where d.organisation_id = $1 and d.project_id = $2 and d.id in ",
        holds_now("b", "$3"),
        standing_tables("$2", "$3")
    ));
    text.id_list(ids);
    text.push(&format!(
        " union all select 'revision', v.document_id, v.seq, v.acceptance, '', {ZERO}, {ZERO}, {ZERO}, {ZERO}
          from revision v where v.organisation_id = $1 and v.document_id in "
    ));
    text.id_list(ids);
    text.push(&format!(
        " union all select 'class', {ZERO}, count(*), o.organisation_role, o.role, o.full_register, o.control, {ZERO},
            {ZERO} from outsider o group by o.organisation_role, o.role, o.full_register, o.control"
    ));
    text.push(" union all select 'standing', x.document, o.subject_id, o.organisation_role, o.role, o.full_register,
        o.control, cast(0 as bigint), cast(0 as bigint) from outsider o join (select distinct s.document, s.person from (");
    text.push(&live(place.links)).push(") s where s.document in ").id_list(ids);
    text.push(
        ") x on x.person = o.subject_id union all select case s.via when 0 then 'grant' when 1 then 'link' else 'group' end,
        s.document, s.person, '', '', s.caps, s.rev_from, s.rev_to, s.reason from (",
    );
    text.push(&live(place.links)).push(") s where s.document in ").id_list(ids);
    text
}

/// Every live grant as (document, person or link, …): to people, to groups and companies by their members, on folders
/// above, and to links that can still be opened.
fn live(links: bool) -> String {
    let now = holds_now("g", "$3");
    let joined = holds_now("b", "$3");
    let here = format!("g.organisation_id = $1 and g.project_id = $2 and {now}");
    let members = format!(
        "join group_member b on b.group_id = g.subject_id and {joined} \
         left join access_group q on q.subject_id = b.group_id"
    );
    let of_here = "(q.id is null or q.project_id = $2)";
    let whole = "cast(0 as bigint), cast(9223372036854775807 as bigint), cast(6 as bigint)";
    let mut parts = vec![
        format!(
            "select g.object_id as document, g.subject_id as person, g.caps, g.rev_from, g.rev_to, g.reason, \
             cast(0 as bigint) as via from access_grant g where g.object_kind = 1 and {here}"
        ),
        format!(
            "select g.object_id, b.subject_id, g.caps, g.rev_from, g.rev_to, g.reason, cast(2 as bigint) \
             from access_grant g {members} where g.object_kind = 1 and {here} and {of_here}"
        ),
        format!(
            "select a.document_id, g.subject_id, g.caps, {whole}, cast(0 as bigint) from document_ancestor a \
             join access_grant g on g.object_kind = 2 and g.object_id = a.ancestor_id where {here}"
        ),
        format!(
            "select a.document_id, b.subject_id, g.caps, {whole}, cast(2 as bigint) from document_ancestor a \
             join access_grant g on g.object_kind = 2 and g.object_id = a.ancestor_id {members} \
             where {here} and {of_here}"
        ),
    ];
    if links {
        parts.push(format!(
            "select g.object_id, g.subject_id, g.caps, g.rev_from, g.rev_to, g.reason, cast(1 as bigint) \
             from access_grant g join guest_share h on h.subject_id = g.subject_id \
             where g.object_kind = 1 and {here} and (h.max_opens = 0 or h.opens < h.max_opens)"
        ));
    }
    parts.join(" union all ")
}

impl Page {
    fn take(&mut self, row: &Mixed) {
        match row.kind.as_str() {
            "document" => {
                let state = document_state(&row.first, row.one == 1, row.two == 1, row.three == 1);
                self.documents.insert(row.document, state);
            }
            "revision" => {
                self.revisions.entry(row.document).or_default().push(revision_state(row.person, &row.first));
            }
            "class" => {
                if let Some(class) = class(row) {
                    self.classes.push((class, row.person));
                }
            }
            _ => {
                if let Some(class) = class(row) {
                    self.granted
                        .entry(row.document)
                        .or_default()
                        .entry(row.person)
                        .or_insert((class, vec![]));
                }
            }
        }
    }

    fn take_grant(&mut self, row: &Mixed) {
        let Some(reason) = Reason::from_raw(row.four) else { return };
        let grant = GrantState { id: 0, caps: Caps(row.one), rev_from: row.two, rev_to: row.three, reason };
        let people = self.granted.entry(row.document).or_default();
        if row.kind == "link" {
            let link = people.entry(row.person).or_insert(((Mode::Guest, false), vec![]));
            link.1.push(grant);
        } else if let Some(person) = people.get_mut(&row.person) {
            // What a group or company was given is nothing to a responder.
            if row.kind == "grant" || takes_from_groups(person.0.0) {
                person.1.push(grant);
            }
        }
    }

    fn count(&self, document: DocumentId) -> i64 {
        let Some(state) = self.documents.get(&document.get()) else { return 0 };
        let none = Vec::new();
        let revisions = self.revisions.get(&document.get()).unwrap_or(&none);
        let sees = |(mode, control): Class, grants: &[GrantState]| {
            reach(mode, &clauses(mode, control), state, revisions, grants).is_some()
        };
        let mut wide = HashSet::new();
        let mut count = 0;
        for (class, people) in &self.classes {
            if sees(*class, &[]) {
                count += people;
                wide.insert(*class);
            }
        }
        let by_grant = self.granted.get(&document.get()).into_iter().flat_map(HashMap::values);
        count
            + by_grant.filter(|(class, grants)| !wide.contains(class) && sees(*class, grants)).count() as i64
    }
}

fn class(row: &Mixed) -> Option<Class> {
    let (mode, _) = standing_of(SubjectId(row.person), &row.first, &row.second, row.one == 1)?;
    Some((mode, row.two == 1))
}
