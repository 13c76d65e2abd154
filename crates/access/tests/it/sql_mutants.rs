//! Every single condition of every reading statement is needed: each is made true in turn, and some answer changes. The
//! statements are those that the product sends, caught on their way to the engine.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use wayleave_access::documents::{self, Coded, Filter, Plan, Position, Sort};
use wayleave_access::{Principal, ProjectFacts, SharePolicy, ledger};
use wayleave_base::{DocumentId, NEVER, OrganisationId, ProjectId, SubjectId};
use wayleave_db::testing::TestDb;
use wayleave_db::{DbResult, Engine, Tx};

use crate::compare::{Question, SORTS, plans, sight};
use crate::life::{SMALL, next_act, perform, raise};
use crate::oracle::{Grant, Id, On, Override, Policy, Sight, Standing, Who};
use crate::random::{Random, full};
use crate::site::{NewDocument, Site};
use crate::sought::{INSIDE, Sought};

/// A condition, by the part of a statement that it stands in; the same part may occur in many statements.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Condition {
    part: String,
    text: String,
}

/// Conditions that no answer can do without but by another belt, each with the reason. Matched by a part of the statement
/// and the condition's beginning.
const EQUIVALENT: &[(&str, &str, &str)] = &[
    ("group_action", "a.ends_at", "the ledger gives what a group may do no end but its closing"),
    ("group_action", "a.group_id in", "the rows are asked once more, in memory, whose they are"),
    (
        "group_action",
        "a.organisation_id",
        "a group is of one organisation, and the rows are asked whose they are",
    ),
    (
        "select 'folder'",
        "g.organisation_id",
        "a subject is of one organisation, and the rows are asked whose they are",
    ),
    (
        "select 'folder'",
        "g.closed_at is not null",
        "it names the index; what was not closed was closed at no moment",
    ),
    ("select 'folder'", "g.project_id in", "the rows are asked once more, in memory, where they hold"),
    ("select 'folder'", "g.subject_id in", "the rows are asked once more, in memory, whose they are"),
    (
        "permission_override",
        "(o.project_id is null",
        "the rows are asked once more, in memory, where they hold",
    ),
    ("permission_override", "o.project_id in", "the rows are asked once more, in memory, where they hold"),
    ("permission_override", "o.role in", "the rows are asked once more, in memory, of which role they speak"),
    ("from setting", "(s.project_id is null", "the rows are asked once more, in memory, where they hold"),
    ("from setting", "s.project_id in", "the rows are asked once more, in memory, where they hold"),
    ("from setting", "s.key in", "the rows are asked once more, in memory, of what they speak"),
    ("from setting", "s.ends_at", "the ledger gives a setting no end but its closing"),
    ("ess_group g on", "b.ends_at", "the ledger gives being in a group no end but its closing"),
    ("ess_group g on", "(g.id is null", "the rows are asked once more, in memory, where they hold"),
    ("ess_group g on", "g.project_id in", "the rows are asked once more, in memory, where they hold"),
    ("project_lock", "l.ends_at", "the ledger gives a lock no end but its closing"),
    ("project_id = p.id and l.valid_from", "l.ends_at", "the ledger gives a lock no end but its closing"),
    (
        "select 1 from access_grant",
        "g.valid_from",
        "no grant begins later than it is written; of the past another statement asks",
    ),
    ("g.object_id as id from access_grant", "g.valid_from", "no grant begins later than it is written"),
    (
        "ument_ancestor a",
        "a.ancestor_id in",
        "the folders are matched once more, in memory, with those granted",
    ),
    ("ument_ancestor a", "a.document_id in", "what is read of other documents is looked up by nobody"),
    ("from up", "folder_id in", "the folders are matched once more, in memory, with those granted"),
    ("ent_folder_history h", "h.document_id in", "what is read of other documents is looked up by nobody"),
    (
        "ent_folder_history h",
        "h.folder_id is not null",
        "no folder is above nothing, and nothing is no granted folder",
    ),
    (
        "_history p on",
        "p.parent_id is not null",
        "no folder is above nothing, and nothing is no granted folder",
    ),
    (
        "document d cross join access_grant",
        "d.id in",
        "what is read of other documents is looked up by nobody",
    ),
    (
        "document d cross join access_grant",
        "g.object_id = d.id",
        "grants are looked up by their document, and one that is read twice counts once",
    ),
    (
        "document d cross join access_grant",
        "g.organisation_id",
        "a grant lies where its document lies, by trigger and key",
    ),
    (
        "document d cross join access_grant",
        "g.project_id",
        "a grant lies where its document lies, by trigger",
    ),
    ("offset 0) g", "d.id in", "what is read of other documents is looked up by nobody"),
    (
        "select * from access_grant",
        "g.object_id = d.id",
        "grants are looked up by their document, and one that is read twice counts once",
    ),
    (
        "select * from access_grant",
        "g.organisation_id",
        "a grant lies where its document lies, by trigger and key",
    ),
    ("select * from access_grant", "g.project_id", "a grant lies where its document lies, by trigger"),
    (
        "r.uploaded_at from revision",
        "r.document_id in",
        "what is read of other documents is looked up by nobody",
    ),
    (
        "y cross join document",
        "d.organisation_id",
        "the streams hold what was granted in the project, and grants lie where their documents lie",
    ),
    (
        "y cross join document",
        "d.id = y.id",
        "doubles of a row are dropped when the page is completed, and the cursor passes them",
    ),
    (
        "from document_history",
        "valid_from",
        "states come in the order of their beginning; the first that has not ended holds",
    ),
    (
        "y cross join document",
        "exists (select 1 from revision r where r.document_id = d.id and r.uploaded_by",
        "what an outsider finds is matched once more, in memory, with the revisions shown to them",
    ),
    (
        "y cross join document",
        "d.project_id",
        "the streams hold what was granted in the project, and grants lie where their documents lie",
    ),
    (
        "select d.id from (select distinct id",
        "d.admitted = 1",
        "what is settled is in the register, which the filter asks for once more",
    ),
    (
        "select d.id from (select distinct id",
        "d.restricted = 0",
        "what is settled is not restricted, which the filter asks for once more",
    ),
    (
        "select d.id from (select distinct id",
        "(exists (select 1 from access_grant",
        "what is settled is open to the team without a grant",
    ),
    (
        "select 1 as one from passage_words",
        "",
        "how many passages match decides how they are looked up, not which of them count",
    ),
    ("w cross join", "", "what leads a walk is tested by the whole predicate; more of it changes nothing"),
    (
        "y cross join document",
        "(d.restricted = 1 or d.admitted = 0)",
        "the walk begins with documents that were looked up by just this",
    ),
    (
        "select distinct d.id",
        "",
        "among these a search is answered; the walk tests each by the whole predicate",
    ),
    ("from document u", "", "among these a search is answered; the walk tests each by the whole predicate"),
    (
        "from document n",
        "n.id in",
        "what is named is asked for once more, and what was found is judged by the rows",
    ),
    (
        "from search_word",
        "",
        "a word that is no word of the project, or does not fit, is found in none of its texts",
    ),
    ("as spot from", "(w.rowid >> 31) in", "what is found of other documents is looked up by nobody"),
    ("as spot from", "(w.id >> 31) in", "what is found of other documents is looked up by nobody"),
    ("w.words from", "(w.id >> 31) in", "what is found of other documents is looked up by nobody"),
    (
        "select (w.rowid >> 31) from",
        "(w.rowid & ",
        "it is a bound where another revision may be shown; the rows decide",
    ),
    (
        "as id from passage_wo…rds w]",
        "(w.",
        "what leads a walk without a look at the document is a bound; the rows decide",
    ),
    (
        "as id from passage_words… w]",
        "(w.",
        "what leads a walk without a look at the document is a bound; the rows decide",
    ),
    ("son_each", "w.rowid", "what is read of other documents is looked up by nobody"),
    ("", "1 = 1", "a bound that is always true"),
    ("", "not 1 = 0", "a bound that is always true"),
    (
        "",
        "(exists (select 1 from passage_words",
        "from outside it is a bound; the rows decide by the revision that is shown",
    ),
    ("", "(d.id in (select (w.", "from outside it is a bound; the rows decide by the revision that is shown"),
];

/// Is it a condition that the code wrote? What a reader asked for by a search stands in a statement as they combined it,
/// and random searches compare that with the oracle; of a search the conditions of one question to the index are damaged.
fn templates(condition: &Condition) -> bool {
    let asked = [
        "exists (select 1 from passage_words",
        "d.id in (select (w.",
        "d.id << 15) |",
        "not ",
        "1 = ",
        "d.locked_at ",
    ];
    !asked.iter().any(|beginning| condition.text.trim_start_matches('(').starts_with(beginning))
}

/// The conditions are dealt out to tests of equal length, so that all cores work on them.
macro_rules! hands {
    ($($name:ident: $hand:literal),* $(,)?) => {
        const HANDS: usize = [$($hand),*].len();
        $(
            #[tokio::test]
            async fn $name() {
                every_condition_of_every_statement_is_needed($hand).await;
            }
        )*
    };
}

hands! {
    every_condition_is_needed_first_hand: 0,
    every_condition_is_needed_second_hand: 1,
    every_condition_is_needed_third_hand: 2,
    every_condition_is_needed_fourth_hand: 3,
}

async fn every_condition_of_every_statement_is_needed(hand: usize) {
    let test = TestDb::new().await;
    let mut tx = test.db().begin().await.unwrap();
    let stage = Stage::build(&mut tx).await;
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let record = seen.clone();
    tx.rewrite(Arc::new(move |statement| {
        record.lock().unwrap().insert(statement.text().to_owned());
        None
    }));
    let read = Arc::new(Readings::default());
    let mut senders: BTreeMap<Condition, Vec<usize>> = BTreeMap::new();
    for (at, case) in stage.cases.iter().enumerate() {
        assert_eq!(case.ask(&mut tx, &stage).await.unwrap(), case.expected, "{}", case.name);
        let sent = std::mem::take(&mut *seen.lock().unwrap());
        let conditions: BTreeSet<Condition> = sent
            .iter()
            .flat_map(|text| {
                read.conditions(text).iter().map(|(found, ..)| found.clone()).collect::<Vec<_>>()
            })
            .filter(templates)
            .collect();
        for condition in conditions {
            senders.entry(condition).or_default().push(at);
        }
    }
    let mut survivors = Vec::new();
    let tried = senders.iter().filter(|(condition, _)| is_tried_here(condition));
    for (condition, senders) in tried.skip(hand).step_by(HANDS) {
        match killer(&mut tx, &stage, &read, senders, condition).await {
            Some(name) => {
                eprintln!("killed   {:<70} {name}", short(condition));
            }
            None => match excuse(condition) {
                Some(reason) => eprintln!("the same {:<70} {reason}", short(condition)),
                None => {
                    eprintln!("SURVIVES {}", short(condition));
                    survivors.push(short(condition));
                }
            },
        }
    }
    eprintln!(
        "{} cases, {} conditions, of which this hand tries its share, {} survive",
        stage.cases.len(),
        senders.len(),
        survivors.len()
    );
    assert!(survivors.is_empty(), "nobody noticed:\n{}", survivors.join("\n"));
}

/// A statement is one text for both engines, so a push tries half of the conditions on each and a full run all of them on
/// both. What only one engine is sent may have to wait for a full run.
fn is_tried_here(condition: &Condition) -> bool {
    let turn = short(condition).bytes().map(usize::from).sum::<usize>() % 2;
    full() || turn == usize::from(TestDb::engine() == Engine::Postgres)
}

fn short(condition: &Condition) -> String {
    format!("{} [{}]", condition.text, condition.part)
}

/// The statement for what is counted one by one. Its rows are judged as those of a list are, and what is out of reach or
/// not sought is not counted; these conditions only spare reading it.
const COUNTED: &str = "select d.id, d.project_id, d.document_type";
const BY_ROWS: [&str; 8] = [
    "((exists (select 1 from access_grant",
    "(exists (select 1 from access_grant",
    "(d.admitted = 1 and d.restricted = 0",
    "exists (select 1 from document_ancestor",
    "d.admitted = 0",
    "d.admitted = 1",
    "d.restricted = ",
    "d.status ",
];

fn excuse(condition: &Condition) -> Option<&'static str> {
    if TestDb::engine() == Engine::Postgres && condition.text.contains(".organisation_id = ") {
        return Some("below it row-level security keeps the organisations apart");
    }
    if condition.part.starts_with(COUNTED) && BY_ROWS.iter().any(|text| condition.text.starts_with(text)) {
        return Some("the rows are asked once more, in memory, whether they are within reach and sought");
    }
    // A part of a statement may name its end.
    let part = format!("{}]", condition.part);
    let found = EQUIVALENT
        .iter()
        .find(|(statement, text, _)| part.contains(statement) && condition.text.starts_with(text));
    found.map(|(.., reason)| *reason)
}

/// The conditions of every statement that was met; reading one takes longer than asking it.
#[derive(Default)]
struct Readings(Mutex<HashMap<String, Arc<Vec<Place>>>>);

/// A condition and where it stands in its statement.
type Place = (Condition, usize, usize);

impl Readings {
    fn conditions(&self, text: &str) -> Arc<Vec<Place>> {
        let mut known = self.0.lock().unwrap();
        if let Some(found) = known.get(text) {
            return found.clone();
        }
        let found = Arc::new(conditions(text));
        known.insert(text.to_owned(), found.clone());
        found
    }
}

/// The first case whose answer changes when the condition is always true.
async fn killer(
    tx: &mut Tx,
    stage: &Stage,
    read: &Arc<Readings>,
    senders: &[usize],
    condition: &Condition,
) -> Option<String> {
    let (wanted, read) = (condition.clone(), read.clone());
    let known: Mutex<HashMap<String, Option<String>>> = Mutex::default();
    tx.rewrite(Arc::new(move |statement| {
        let text = statement.text();
        let mut known = known.lock().unwrap();
        if let Some(answer) = known.get(text) {
            return answer.clone();
        }
        let mut changed = text.to_owned();
        for (_, from, to) in read.conditions(text).iter().filter(|(found, ..)| *found == wanted).rev() {
            // The condition stays in the text, so that every placeholder keeps its place and kind.
            changed = format!("{}(1 = 1 or {}){}", &changed[..*from], &changed[*from..*to], &changed[*to..]);
        }
        let answer = (changed != text).then_some(changed);
        known.insert(text.to_owned(), answer.clone());
        answer
    }));
    for case in senders.iter().map(|at| &stage.cases[*at]) {
        if case.ask(tx, stage).await.unwrap() != case.expected {
            return Some(case.name.clone());
        }
    }
    None
}

/// A statement without the numbers of its placeholders and the lengths of its lists.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        shape.push_str(&rest[..=at]);
        rest = &rest[at + 1 + digits..];
        while let Some(more) = rest.strip_prefix(", $") {
            let digits = more.bytes().take_while(u8::is_ascii_digit).count();
            rest = &more[digits..];
        }
    }
    shape.push_str(rest);
    let words = shape.split_whitespace().map(|word| {
        // The names of merged streams are numbered.
        let name = word.trim_end_matches(')');
        let stream = name.starts_with('s')
            && name.len() > 1
            && name[1..].bytes().all(|letter| letter.is_ascii_digit());
        if stream { word.replace(name, "s") } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ").replace("(null)", "($)")
}

/// The conditions of a statement and where they stand: what lies between `where`, `on`, `and`, `or` and the end of their
/// clause. Nested ones are found too, and a bracket as a whole is one.
fn conditions(text: &str) -> Vec<Place> {
    const OPENS: [&str; 4] = ["where", "on", "and", "or"];
    const ENDS: [&str; 12] =
        ["where", "and", "or", "group", "order", "limit", "offset", "union", "left", "join", "when", "then"];
    let words = words(text);
    let mut found = Vec::new();
    // For every open bracket, where its `select` and its `where` begin.
    let mut selects: Vec<(Option<usize>, Option<usize>)> = vec![(None, None)];
    for (at, (start, end, depth)) in words.iter().enumerate() {
        match &text[*start..*end] {
            "(" => selects.push((None, None)),
            ")" => drop(selects.pop()),
            "select" | "update" | "insert" => selects[*depth] = (Some(*start), None),
            "where" => selects[*depth].1 = Some(*start),
            _ => {}
        }
        if !OPENS.contains(&&text[*start..*end]) {
            continue;
        }
        let Some((first, ..)) = words.get(at + 1) else { continue };
        let mut last = *first;
        for (from, to, inner) in &words[at + 1..] {
            if inner < depth || (*inner == *depth && ENDS.contains(&&text[*from..*to])) {
                break;
            }
            last = *to;
        }
        let enclosing = selects.iter().rev().find_map(|(select, clause)| Some((select.as_ref()?, clause)));
        if let Some((select, clause)) = enclosing
            && last > *first
        {
            let whole = shape(&text[*select..clause.unwrap_or(*start)]);
            let head: String = whole.chars().take(44).collect();
            let tail: String = whole.chars().skip(whole.chars().count().saturating_sub(40).max(44)).collect();
            // However the merged streams end, what they are joined to is one part.
            let tail = tail.rfind("x) y cross").map_or(tail.clone(), |at| tail[at..].to_owned());
            let part = if tail.is_empty() { head } else { format!("{head}…{tail}") };
            found.push((Condition { part, text: shape(&text[*first..last]) }, *first, last));
        }
    }
    found.sort_by_key(|(_, from, _)| *from);
    found
}

/// The words of a text with their depth in brackets; brackets are words of the depth outside them.
fn words(text: &str) -> Vec<(usize, usize, usize)> {
    let mut words = Vec::new();
    let (mut depth, mut start) = (0_usize, None);
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        if matches!(letter, '(' | ')') || letter.is_whitespace() {
            if let Some(from) = start.take() {
                words.push((from, at, depth));
            }
            match letter {
                '(' => {
                    words.push((at, at + 1, depth));
                    depth += 1;
                }
                ')' => {
                    depth -= 1;
                    words.push((at, at + 1, depth));
                }
                _ => {}
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words
}

/// The world and the questions about it.
struct Stage {
    site: Site,
    cases: Vec<Case>,
    /// The facts of those who are asked about the present, read before anything is damaged.
    facts: BTreeMap<(Who, Id), ProjectFacts>,
}

struct Case {
    name: String,
    question: Ask,
    expected: String,
}

enum Ask {
    List(Who, Id, Question, Plan, usize),
    Count(Who, Id, Question),
    Get(Who, Id, Id),
    /// How long the first page of one is: short when what must be dropped afterwards crowds the statement.
    First(Who, Id, Plan),
    Past(Principal, Id, Id, i64),
    PastFacts(Principal, Id, i64),
    /// The scope of somebody with another organisation or project put into it.
    Astray(Who, Id, OrganisationId, Id),
}

impl Stage {
    async fn build(tx: &mut Tx) -> Self {
        let mut random = Random::new(77);
        let mut neighbour = Site::found(tx, "neighbour", 1_000_000).await;
        raise(tx, &mut neighbour, &mut random, SMALL).await;
        for role in ["viewer", "initiator", "reviewer", "project_admin"] {
            let row = Override {
                id: 0,
                project: None,
                person: None,
                role: Some(role),
                gate: "manage_dist_lists",
                grant: role != "project_admin",
                ends: NEVER,
            };
            neighbour.set_override(tx, row).await;
        }
        let strict =
            Policy { sharing: false, initiators: false, admins_share_confidential: false, reserved: true };
        neighbour.set_policy(tx, None, strict).await;
        let (foreign, their_project) = (neighbour.organisation, neighbour.world.projects[0].id);
        let mut site = Site::found(tx, "stage", 1_000_000).await;
        raise(tx, &mut site, &mut random, SMALL).await;
        for _ in 0..6 {
            site.person(tx, "member").await;
        }
        while site.world.projects.len() < 2 {
            site.project(tx).await;
        }
        let mut stage = Self { site, cases: Vec::new(), facts: BTreeMap::new() };
        stage.live(tx, &mut random).await;
        stage.other_setting(tx).await;
        stage.moves(tx).await;
        let doors = doors(tx, &mut stage.site).await;
        for door in &doors {
            let who = Who::Person(door.person);
            let facts = crate::compare::facts(tx, &stage.site, who, door.project).await.unwrap();
            stage.facts.insert((who, door.project), facts);
            stage.door(door);
        }
        stage.present(&doors);
        for door in &doors {
            let own = stage.site.organisation;
            for (organisation, elsewhere) in [(own, their_project), (foreign, door.project)] {
                let question = Ask::Astray(Who::Person(door.person), door.project, organisation, elsewhere);
                let name = format!("{} led astray to project {elsewhere} of {organisation}", door.name);
                stage.cases.push(Case { name, question, expected: "[] 0".to_owned() });
            }
        }
        stage
    }

    /// Life goes on, and what was answered on the way must be answered again at the end.
    async fn live(&mut self, tx: &mut Tx, random: &mut Random) {
        for _ in 0..400 {
            self.site.advance(1);
            let act = next_act(random);
            perform(tx, &mut self.site, random, act).await;
            let site = &self.site;
            let (who, project) = crate::life::somebody(site, random);
            let principal = site.principal(who);
            let name = format!("the facts of {who:?} at {}", site.now);
            let question = Ask::PastFacts(principal.clone(), project, site.now);
            self.cases.push(Case { name, question, expected: facts_of(site, who, project) });
            let document = site.world.documents[random.below(site.world.documents.len())].id;
            let sight = site.world.sees(who, project, document, site.now);
            // What is not seen says little; most of it is left out.
            if sight.is_some() || random.chance(15) {
                let name = format!("document {document} for {who:?} at {}", site.now);
                let question = Ask::Past(principal, project, document, site.now);
                self.cases.push(Case { name, question, expected: format!("{sight:?}") });
            }
        }
    }

    /// A setting of another name, which would read as a policy.
    async fn other_setting(&mut self, tx: &mut Tx) {
        let stamp = self.site.new_stamp(tx).await;
        let strict = SharePolicy {
            guest_sharing_enabled: false,
            initiators_may_share: false,
            ..SharePolicy::default()
        };
        let value = serde_json::to_string(&strict).unwrap();
        ledger::set(tx, &stamp, None, "a_policy_of_another_kind", &value).await.unwrap();
        for project in &self.site.world.projects {
            ledger::set(tx, &stamp, Some(ProjectId(project.id)), "a_policy_of_another_kind", &value)
                .await
                .unwrap();
        }
    }

    /// A document and the folders above it wander in and out of what was opened to somebody; every stop is remembered.
    async fn moves(&mut self, tx: &mut Tx) {
        let site = &mut self.site;
        let project = site.project(tx).await;
        let person = site.person(tx, "member").await;
        site.set_membership(tx, project, person, "external", NEVER).await;
        let early = site.now;
        site.advance(5);
        let document = paint(tx, site, project, &["accepted"]).await;
        let admin = site.principal(Who::Person(site.world.people[0].id));
        let before = Case {
            name: "a document before it was there".to_owned(),
            question: Ask::Past(admin, project, document, early),
            expected: "None".to_owned(),
        };
        self.cases.push(before);
        let open = site.folder(tx, project, None).await;
        let (below, aside) =
            (site.folder(tx, project, Some(open)).await, site.folder(tx, project, None).await);
        let grant = site.new_grant(person, On::Folder(open), project, 3, "folder", ("folder_share", open));
        site.grant(tx, grant).await;
        for stop in 0..10 {
            site.advance(3);
            match stop {
                0 | 4 => site.place(tx, document, Some(open)).await,
                1 | 5 => site.place(tx, document, Some(aside)).await,
                2 | 7 => site.place(tx, document, Some(below)).await,
                3 => site.move_folder(tx, below, Some(aside)).await,
                6 => site.move_folder(tx, aside, Some(open)).await,
                8 => site.move_folder(tx, aside, None).await,
                _ => site.move_folder(tx, below, Some(open)).await,
            }
            site.advance(1);
            let sight = site.world.sees(Who::Person(person), project, document, site.now);
            let question = Ask::Past(site.principal(Who::Person(person)), project, document, site.now);
            self.cases.push(Case {
                name: format!("a move, stop {stop}"),
                question,
                expected: format!("{sight:?}"),
            });
        }
        site.advance(3);
        site.place(tx, document, None).await;
        site.advance(3);
    }

    /// The questions that somebody before a row of shut doors is asked.
    fn door(&mut self, door: &Door) {
        let (site, who, project) = (&self.site, Who::Person(door.person), door.project);
        let mut add = |what: &str, question: Ask, expected: String| {
            self.cases.push(Case { name: format!("{what}: {}", door.name), question, expected });
        };
        for elsewhere in site.world.projects.iter().rev().take(4).map(|project| project.id).chain([project]) {
            let question = Ask::PastFacts(site.principal(who), elsewhere, site.now);
            add("the facts", question, facts_of(site, who, elsewhere));
        }
        let newest = Question::newest();
        let expected = newest.answer(site, who, project);
        add("the count", Ask::Count(who, project, newest.clone()), expected.len().to_string());
        let every = Question { sought: Some(Sought::Word("pdf".to_owned())), ..newest.clone() };
        add("the count by a search", Ask::Count(who, project, every), expected.len().to_string());
        let granted = site.world.standing(who, project, site.now) == Some(Standing::External { full: false });
        let found = Question { sought: Some(everything()), ..newest.clone() };
        for plan in [Plan::Probe, Plan::Found, Plan::Gather, Plan::Stream] {
            if matches!(plan, Plan::Gather | Plan::Stream) && !granted {
                continue;
            }
            if plan != Plan::Stream || door.streamed {
                add(
                    &format!("the first page by {plan:?}"),
                    Ask::First(who, project, plan),
                    expected.len().min(1).to_string(),
                );
            }
            let question = if plan == Plan::Found { found.clone() } else { newest.clone() };
            let list = Ask::List(who, project, question, plan, 2);
            add(&format!("the list by {plan:?}"), list, format!("{expected:?}"));
        }
        let documents = site.world.documents.iter().filter(|document| document.project == project);
        for document in documents.rev().take(7) {
            let sees = site.world.sees(who, project, document.id, site.now);
            add(
                &format!("document {}", document.id),
                Ask::Get(who, project, document.id),
                format!("{sees:?}"),
            );
        }
    }

    /// Filters and orders, for one who reaches by grants and for one who reaches by role.
    fn present(&mut self, doors: &[Door]) {
        let site = &self.site;
        let people = doors.iter().filter(|door| door.name.contains("filters"));
        let mut cases = Vec::new();
        for door in people {
            let (who, project) = (Who::Person(door.person), door.project);
            let granted =
                site.world.standing(who, project, site.now) == Some(Standing::External { full: false });
            let plain = filters(site).into_iter().map(|filter| (filter, None));
            let sought = searches().into_iter().map(|sought| (Filter::default(), Some(sought)));
            for (at, (filter, sought)) in plain.chain(sought).enumerate() {
                // What orders add to a statement does not depend on the search; those left out are columns of the same row.
                let sorts = if sought.is_some() { &SORTS[..1] } else { &SORTS[..4] };
                for sort in sorts.iter().copied() {
                    let (filter, sought) = (filter.clone(), sought.clone());
                    let question = Question { filter, sought, sort, ascending: at % 2 == 1 };
                    let expected = question.answer(site, who, project);
                    let name = format!("{}, filter {at}, by {sort:?}", door.name);
                    let count = Ask::Count(who, project, question.clone());
                    cases.push(Case {
                        name: format!("count: {name}"),
                        question: count,
                        expected: expected.len().to_string(),
                    });
                    let found = question.sought.is_some().then_some(Plan::Found);
                    let gather = granted.then_some(Plan::Gather);
                    for plan in [Plan::Probe].into_iter().chain(gather).chain(found) {
                        let list = Ask::List(who, project, question.clone(), plan, 2);
                        let name = format!("{plan:?}: {name}");
                        cases.push(Case { name, question: list, expected: format!("{expected:?}") });
                    }
                }
            }
        }
        self.cases.extend(cases);
    }
}

/// Somebody who sees two old documents and must not see five newer ones.
struct Door {
    name: &'static str,
    person: Id,
    project: Id,
    /// Does STREAM itself keep what is shut from the page?
    streamed: bool,
}

/// The facts as the oracle states them, spelled as the product's are.
fn facts_of(site: &Site, who: Who, project: Id) -> String {
    let standing = site.world.standing(who, project, site.now);
    let rest = standing.map(|_| {
        let at = site.world.project(project);
        let gates = site.world.gates(who, project, site.now);
        let names = site.world.names(who, project, site.now);
        let folders = site.world.open_folders(who, project, site.now);
        let policy = site.world.policy_in(project);
        (gates, site.world.controller(who, project, site.now), at.locked, policy, names, folders)
    });
    format!("{standing:?} {rest:?}")
}

/// The ways in which a document is shut, and how many of each stand before the two that are open.
const SHUT: i64 = 5;
const DOORS: [(&str, &str, bool); 21] = [
    ("closed grants beside open ones", "external", true),
    ("closed grants", "external", true),
    ("expired grants", "external", true),
    ("grants to download alone", "external", true),
    ("grants in another project", "external", true),
    ("grants of somebody else", "external", true),
    ("deleted documents", "external", false),
    ("a grant before the accepted revision", "external", false),
    ("a grant after the accepted revision", "external", false),
    ("a share of a submission", "external", false),
    ("restricted documents in a folder", "external", false),
    ("submissions in a folder", "external", false),
    ("documents in another folder", "external", true),
    ("folders with the numbers of documents", "external", true),
    ("a crowd of groups", "external", true),
    ("restricted documents", "viewer", false),
    ("submissions", "viewer", false),
    ("deleted documents of the register", "viewer", false),
    ("drafts", "full", false),
    ("filters by grants", "external", true),
    ("filters by role", "viewer", true),
];

async fn doors(tx: &mut Tx, site: &mut Site) -> Vec<Door> {
    let mut doors = Vec::new();
    let (project, other) = (site.project(tx).await, site.world.projects[0].id);
    for (name, role, streamed) in DOORS {
        // Members see the whole project, so they have one each; outsiders share one.
        let project = if role == "external" { project } else { site.project(tx).await };
        let person = site.person(tx, "member").await;
        site.set_membership(tx, project, person, if role == "full" { "external" } else { role }, NEVER).await;
        if role == "full" {
            site.set_full(tx, project, person, NEVER).await;
            // Elsewhere they are an ordinary outsider.
            let elsewhere = site.world.projects[site.world.projects.len() - 2].id;
            site.set_membership(tx, elsewhere, person, "external", NEVER).await;
        }
        let (gate, ends) = ("manage_settings", site.now + 1);
        let over =
            Override { id: 0, project: None, person: Some(person), role: None, gate, grant: true, ends };
        site.set_override(tx, over).await;
        for _ in 0..2 {
            let document = paint(tx, site, project, &["accepted"]).await;
            let grant = site.new_grant(person, On::Document(document), project, 3, "shared", ("share", 1));
            site.grant(tx, grant).await;
        }
        shut(tx, site, name, (project, other), person).await;
        doors.push(Door { name, person, project, streamed });
    }
    site.advance(50);
    doors
}

/// A document of a project.
async fn paint(tx: &mut Tx, site: &mut Site, project: Id, acceptances: &[&'static str]) -> Id {
    let creator = site.world.people[0].id;
    let revisions: Vec<_> = acceptances.iter().map(|acceptance| (creator, *acceptance, "approved")).collect();
    let key = site.fresh();
    let at = key.unsigned_abs();
    let new = NewDocument {
        project,
        creator,
        folder: None,
        status: if at.is_multiple_of(3) { "for_review" } else { "approved" },
        restricted: false,
        revisions: &revisions,
        number_key: format!("{:02}d{key:05}", at * 7 % 20),
        // The last word stands in titles alone.
        title_key: match at % 4 {
            1 => "door",
            3 => "hall",
            _ => "plan",
        }
        .to_owned(),
        document_type: if at.is_multiple_of(2) { "drawing" } else { "report" },
        discipline: if at.is_multiple_of(3) { "arc" } else { "str" },
    };
    site.document(tx, new).await
}

async fn shut(tx: &mut Tx, site: &mut Site, name: &str, (project, other): (Id, Id), person: Id) {
    let folder = site.folder(tx, project, None).await;
    if (name.contains("folder") && !name.contains("numbers")) || name == "a grant after the accepted revision"
    {
        let grant =
            site.new_grant(person, On::Folder(folder), project, 3, "folder", ("folder_share", folder));
        site.grant(tx, grant).await;
    }
    if name == "grants in another project" {
        site.set_membership(tx, other, person, "external", NEVER).await;
    }
    let elsewhere = site.folder(tx, project, None).await;
    let mut painted = Vec::new();
    for number in 0..SHUT {
        let acceptances: &[&'static str] = match name {
            "a grant before the accepted revision" => &["rejected", "accepted"],
            "a grant after the accepted revision" => &["accepted", "pending"],
            "a share of a submission" | "submissions in a folder" | "submissions" => &["pending"],
            _ => &["accepted"],
        };
        let at = if name == "grants in another project" { other } else { project };
        let document = paint(tx, site, at, acceptances).await;
        painted.push(document);
        let open = site.new_grant(person, On::Document(document), at, 3, "shared", ("share", 1));
        match name {
            "closed grants beside open ones" => {
                site.grant(tx, Grant { caps: 1, from: 1, to: 1, ..open.clone() }).await;
                let id = site.grant(tx, Grant { caps: 1 | 64, ..open }).await;
                site.close_grant(tx, id).await;
            }
            "closed grants" => {
                let id = site.grant(tx, open).await;
                site.close_grant(tx, id).await;
            }
            "expired grants" => {
                site.grant(tx, Grant { ends: site.now + 1, ..open }).await;
            }
            "grants to download alone" => {
                site.grant(tx, Grant { caps: 2, ..open }).await;
            }
            "grants of somebody else" => {
                let subject = site.world.people[1].id;
                site.grant(tx, Grant { subject, ..open }).await;
            }
            "grants in another project" => {
                site.grant(tx, open).await;
            }
            "deleted documents" | "deleted documents of the register" => {
                site.grant(tx, open).await;
                site.document_mut(document).deleted = true;
                site.settle(tx, document).await;
            }
            "a grant before the accepted revision" | "a share of a submission" => {
                site.grant(tx, Grant { from: 1, to: 1, ..open }).await;
            }
            "a grant after the accepted revision" => {
                site.grant(tx, Grant { from: 2, to: 2, ..open }).await;
            }
            "restricted documents in a folder" | "submissions in a folder" => {
                site.place(tx, document, Some(folder)).await;
                site.document_mut(document).restricted = name.starts_with("restricted");
                site.settle(tx, document).await;
            }
            "documents in another folder" => site.place(tx, document, Some(elsewhere)).await,
            "restricted documents" => {
                site.document_mut(document).restricted = true;
                site.settle(tx, document).await;
            }
            "drafts" => {
                site.document_mut(document).status = "draft";
                site.settle(tx, document).await;
            }
            "a crowd of groups" => {
                for _ in 0..15 {
                    let group = site.group(tx, project, false, &[]).await;
                    site.join(tx, group, person).await;
                    site.grant(tx, Grant { subject: group, ..open.clone() }).await;
                }
            }
            _ if name.starts_with("filters") => {
                vary(tx, site, (number, document, project), person, open).await;
            }
            _ => {}
        }
    }
    if name.contains("numbers") {
        same_numbers(tx, site, project, person, &painted).await;
    }
}

/// A document that filters tell from its neighbours, and a submission beside it.
async fn vary(
    tx: &mut Tx,
    site: &mut Site,
    (number, document, project): (i64, Id, Id),
    person: Id,
    open: Grant,
) {
    site.grant(tx, open).await;
    site.document_mut(document).restricted = number == 1;
    site.document_mut(document).locked = number == 2;
    site.settle(tx, document).await;
    let uploader = if number % 2 == 0 { person } else { site.world.people[0].id };
    site.revision(tx, document, (uploader, "accepted", "approved")).await;
    let submission = paint(tx, site, project, &[]).await;
    site.revision(tx, submission, (person, "pending", "pending")).await;
}

/// Folders are made until their numbers reach those of the documents, and those of the same number are opened.
async fn same_numbers(tx: &mut Tx, site: &mut Site, project: Id, person: Id, painted: &[Id]) {
    while painted.iter().any(|document| site.world.folders.iter().all(|folder| folder.id < *document)) {
        let folder = site.folder(tx, project, None).await;
        if painted.contains(&folder) {
            let cause = ("folder_share", folder);
            let grant = site.new_grant(person, On::Folder(folder), project, 65, "folder", cause);
            site.grant(tx, grant).await;
        }
        if painted.first() == Some(&folder) {
            // This one is open by itself, with fewer rights than the folder of its number gives.
            let grant = site.new_grant(person, On::Document(folder), project, 1, "shared", ("share", 1));
            site.grant(tx, grant).await;
        }
    }
}

/// The newest first, then filters that take one clause each.
fn filters(site: &Site) -> Vec<Filter> {
    let document = site.world.documents.last().unwrap();
    vec![
        Filter::default(),
        Filter { statuses: vec!["approved".into()], ..Filter::default() },
        Filter { codes: [(Coded::DocumentType, vec!["drawing".into()])].into(), ..Filter::default() },
        Filter { codes: [(Coded::Discipline, vec!["arc".into()])].into(), ..Filter::default() },
        Filter { restricted: Some(true), ..Filter::default() },
        Filter { admitted: Some(false), ..Filter::default() },
        Filter { uploaded_by: Some(SubjectId(document.revisions[0].uploader)), ..Filter::default() },
        Filter { document: Some(DocumentId(document.id)), ..Filter::default() },
    ]
}

/// A search that finds every document, by the word that every file's name has.
fn everything() -> Sought {
    Sought::Word("pdf".to_owned())
}

/// Searches that take each kind of condition, by itself and behind a word that every file's name has, which then leads.
fn searches() -> Vec<Sought> {
    let word = |text: &str| Sought::Word(text.to_owned());
    let mut leaves = vec![
        word("plan"),
        word("*lan"),
        word("hall"),
        word("*all"),
        Sought::Whole("discipline", "?rc".to_owned()),
        Sought::Whole("status", "approved".to_owned()),
        Sought::Whole("rev", "R2".to_owned()),
        Sought::Whole("number", "0*".to_owned()),
        Sought::Restricted(true),
        Sought::Locked(false),
    ];
    for field in ["tag", "file", "content"] {
        leaves.extend(INSIDE.iter().map(|word| Sought::In(field, vec![(*word).to_owned()])));
        // Beginnings of words are asked of the index in another way.
        leaves.extend(["doo*", "nor*", "win*"].map(|start| Sought::In(field, vec![start.to_owned()])));
    }
    let not = |one: Sought| Sought::Not(Box::new(one));
    let behind = leaves.iter().map(|leaf| Sought::And(vec![word("pdf"), not(not(leaf.clone()))]));
    let without = leaves.iter().map(|leaf| Sought::And(vec![word("pdf"), not(leaf.clone())]));
    behind.chain(without).chain(leaves.clone()).collect()
}

impl Case {
    async fn ask(&self, tx: &mut Tx, stage: &Stage) -> DbResult<String> {
        let site = &stage.site;
        let facts = |who: &Who, project: &Id| &stage.facts[&(*who, *project)];
        Ok(match &self.question {
            Ask::List(who, project, question, plan, size) => {
                list(tx, facts(who, project), question, *plan, *size).await?
            }
            Ask::Count(who, project, question) => {
                let facts = facts(who, project);
                let filter = question.ready(tx, facts).await;
                documents::count(tx, &facts.scope(), &filter).await?.0.to_string()
            }
            Ask::Get(who, project, document) => {
                let facts = facts(who, project);
                let public = &site.world.document(*document).public;
                format!("{:?}", documents::find(tx, &facts.scope(), public).await?.as_ref().map(sight))
            }
            Ask::First(who, project, plan) => {
                let facts = facts(who, project);
                let order = (Sort::Created, false);
                let sought = (*plan == Plan::Found).then(everything);
                let filter = Question { sought, ..Question::newest() }.ready(tx, facts).await;
                let page = documents::list_with(tx, *plan, &facts.scope(), &filter, order, None, 1).await?;
                page.documents.len().to_string()
            }
            Ask::PastFacts(principal, project, at) => {
                let facts =
                    ProjectFacts::load(tx, site.organisation, ProjectId(*project), principal, *at).await?;
                crate::compare::spelled(facts.as_ref())
            }
            Ask::Past(principal, project, document, at) => {
                let facts =
                    ProjectFacts::load(tx, site.organisation, ProjectId(*project), principal, *at).await?;
                let Some(facts) = facts else { return Ok("None".to_owned()) };
                let seen = documents::as_of(tx, &facts.scope(), DocumentId(*document)).await?;
                format!("{:?}", seen.as_ref().map(sight))
            }
            Ask::Astray(who, project, organisation, elsewhere) => {
                let mut facts = facts(who, project).clone();
                let principal = site.principal(*who);
                let stranger =
                    ProjectFacts::load(tx, *organisation, ProjectId(*elsewhere), &principal, site.now)
                        .await?;
                if let Some(stranger) = stranger {
                    return Ok(format!("admitted as {:?}", stranger.mode));
                }
                facts.organisation = *organisation;
                facts.project = ProjectId(*elsewhere);
                let mut found = Vec::new();
                for plan in plans(&facts, &Question::newest()) {
                    let order = (Sort::Created, false);
                    let scope = facts.scope();
                    let page =
                        documents::list_with(tx, plan, &scope, &Filter::default(), order, None, 50).await?;
                    found.extend(page.documents.iter().map(|visible| visible.document.id.get()));
                }
                for document in &site.world.documents {
                    let past = documents::as_of(tx, &facts.scope(), DocumentId(document.id)).await?;
                    found.extend(past.map(|_| document.id));
                }
                let count = documents::count(tx, &facts.scope(), &Filter::default()).await?.0;
                format!("{found:?} {count}")
            }
        })
    }
}

/// All pages.
async fn list(
    tx: &mut Tx,
    facts: &ProjectFacts,
    question: &Question,
    plan: Plan,
    size: usize,
) -> DbResult<String> {
    let (scope, order) = (facts.scope(), (question.sort, question.ascending));
    let filter = question.ready(tx, facts).await;
    let mut found: Vec<(Id, Sight)> = Vec::new();
    let mut after: Option<Position> = None;
    loop {
        let page = documents::list_with(tx, plan, &scope, &filter, order, after.as_ref(), size).await?;
        found.extend(page.documents.iter().map(|visible| (visible.document.id.get(), sight(visible))));
        // A damaged statement may lead in a circle.
        if page.next.is_none() || page.next == after || found.len() > 200 {
            break;
        }
        after = page.next;
    }
    Ok(format!("{found:?}"))
}
