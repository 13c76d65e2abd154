//! From what was typed to conditions that can run: patterns looked up, people found by name, days made moments.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use wayleave_base::{OrganisationId, ProjectId, SubjectId, Timestamp};
use wayleave_db::{DbResult, Engine, Lexeme, Phrase, Tx, WordColumn, row, sql};
use wayleave_query::{Days, Expr, Leaf as Typed, Pattern, Source, TextTerm, fold};

use super::{Ask, Done, Leaf, Node, PassageKind, Search, Span, column, terms};
use crate::formal::Formal;
use crate::words::Status;

/// For whom a search is made ready.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The project that is searched.
    pub project: ProjectId,
    /// Where days begin and end.
    pub zone: TimeZone,
    /// Do they work in the project? Outsiders cannot search by what they are not shown: owners, restriction, mail
    /// addresses, and the time of changes to revisions they do not see.
    pub team: bool,
    /// What they are shown of formal work.
    pub formal: Formal,
}

/// Makes a search ready to run.
pub async fn compile(tx: &mut Tx, reader: &Reader, expr: &Expr) -> DbResult<Search> {
    let mut leaves = Vec::new();
    expr.leaves(&mut |leaf| leaves.push(leaf));
    let mut ready = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        ready.push(look_up(tx, reader, leaf).await?);
    }
    // The same order as the leaves were seen in.
    let mut ready = ready.into_iter();
    Ok(Search { node: rebuild(expr, &mut ready), engine: tx.engine() })
}

fn rebuild(expr: &Expr, ready: &mut impl Iterator<Item = Leaf>) -> Node {
    match expr {
        Expr::All => Node::All,
        Expr::And(parts) => Node::And(parts.iter().map(|part| rebuild(part, ready)).collect()),
        Expr::Or(parts) => Node::Or(parts.iter().map(|part| rebuild(part, ready)).collect()),
        Expr::Not(part) => Node::Not(Box::new(rebuild(part, ready))),
        Expr::Leaf(_) => ready.next().map_or(Node::All, Node::Leaf),
    }
}

async fn look_up(tx: &mut Tx, reader: &Reader, leaf: &Typed) -> DbResult<Leaf> {
    Ok(match leaf {
        Typed::Anywhere(term) => {
            let mut asks = Vec::new();
            if let Some(ask) = phrase(tx, reader, None, term).await? {
                asks.push(ask);
            }
            asks.extend(value(tx, reader, &Source::Number, &term.whole).await?);
            Leaf::Text(asks)
        }
        Typed::Words(source, term) => {
            Leaf::Text(phrase(tx, reader, column(source), term).await?.into_iter().collect())
        }
        Typed::Whole(Source::Status, pattern) => Leaf::Status(
            Status::ALL.iter().map(|status| status.code()).filter(|code| pattern.matches(code)).collect(),
        ),
        Typed::Whole(Source::Owner, _) if !reader.team => Leaf::Owner(Vec::new()),
        Typed::Whole(Source::Owner, pattern) => Leaf::Owner(people(tx, reader, pattern).await?),
        Typed::Whole(Source::Uploader, pattern) => Leaf::Uploader(people(tx, reader, pattern).await?),
        Typed::Whole(source, pattern) => {
            Leaf::Text(value(tx, reader, source, pattern).await?.into_iter().collect())
        }
        Typed::Day(Source::Created, days) => Leaf::Created(span(reader, *days)),
        Typed::Day(_, days) => Leaf::Updated(span(reader, *days)),
        Typed::Flag(Source::Restricted, flag) => Leaf::Restricted(*flag),
        Typed::Flag(Source::Issued, flag) => Leaf::Done(Done::Issued(reader.formal), *flag),
        Typed::Flag(Source::InWorkflow, flag) => Leaf::Done(Done::InWorkflow(reader.formal), *flag),
        Typed::Flag(_, flag) => Leaf::Locked(*flag),
    })
}

/// The words of a term in one place, or anywhere; a term whose words cannot be told, such as `a-*-b`, has none.
async fn phrase(
    tx: &mut Tx,
    reader: &Reader,
    place: Option<(PassageKind, WordColumn)>,
    term: &TextTerm,
) -> DbResult<Option<Ask>> {
    if term.words.iter().any(Pattern::is_anything) {
        return Ok(None);
    }
    let lexemes = terms::phrase(tx, reader.organisation, &term.words).await?;
    Ok(ask(tx.engine(), reader.project, place, &lexemes))
}

/// A whole value.
async fn value(tx: &mut Tx, reader: &Reader, source: &Source, pattern: &Pattern) -> DbResult<Option<Ask>> {
    let lexeme = terms::whole(tx, reader.organisation, source, pattern).await?;
    let place = match source {
        Source::Number => (PassageKind::Document, WordColumn::Number),
        Source::Revision => (PassageKind::File, WordColumn::Rest),
        _ => (PassageKind::Document, WordColumn::Rest),
    };
    Ok(ask(tx.engine(), reader.project, Some(place), &[lexeme]))
}

fn ask(
    engine: Engine,
    project: ProjectId,
    place: Option<(PassageKind, WordColumn)>,
    lexemes: &[Lexeme],
) -> Option<Ask> {
    let words = lexemes.iter().map(|lexeme| terms::indexed_lexeme(project, lexeme)).collect();
    let phrase = Phrase { column: place.map(|(_, column)| column), words };
    let query = engine.phrase_query(&phrase)?;
    let broad = lexemes.iter().any(|lexeme| !matches!(lexeme, Lexeme::Exact(_)));
    Some(Ask { kind: place.map(|(kind, _)| kind), phrase, query, broad })
}

row! {
    struct Person { subject_id: SubjectId, name: String, email: String }
}

/// The people of the organisation whose name, a part of whose name, or whose mail address matches.
async fn people(tx: &mut Tx, reader: &Reader, pattern: &Pattern) -> DbResult<Vec<SubjectId>> {
    let people: Vec<Person> = tx
        .all(
            sql("select m.subject_id, a.name, a.email from member m join account a on a.id = m.account_id
                 where m.organisation_id = $1 order by m.subject_id")
            .bind(reader.organisation),
        )
        .await?;
    let named = |person: &Person| {
        let name = fold(&person.name);
        pattern.matches(&name)
            || name.split_whitespace().any(|part| pattern.matches(part))
            || (reader.team && pattern.matches(&fold(&person.email)))
    };
    Ok(people.iter().filter(|person| named(person)).map(|person| person.subject_id).collect())
}

fn span(reader: &Reader, days: Days) -> Span {
    let start = |day: Date| -> Option<Timestamp> {
        day.to_zoned(reader.zone.clone()).ok().map(|start| start.timestamp().as_millisecond())
    };
    // A day too far away to be a moment excludes nothing on its side.
    Span { from: days.from.and_then(start), before: days.before.and_then(start) }
}
