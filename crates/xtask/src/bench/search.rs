//! `cargo xtask bench search`: what the search box costs among a million documents: the first page, the count, and the
//! numbers of the filters, as the browser app asks for them.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::client::Client;
use super::register::{self, Bench, Wanted};
use super::session;
use super::timing::Samples;
use super::world::{CONTROLLER, MEMBER, PROJECTS};
use super::{Engines, SearchOptions, report};
use crate::shell;

/// What is typed, and what it is called on the page.
const QUESTIONS: [(&str, &str); 14] = [
    ("a rare word", "chlorination"),
    ("a frequent word", "concrete"),
    ("the most frequent word", "level"),
    ("a beginning", "insul*"),
    ("a wildcard within", "s?ab"),
    ("a phrase", "\"fire door\""),
    ("a number", "number:ARC0-1000*"),
    ("a title and a code", "title:section discipline:arc"),
    ("text inside files", "content:\"retaining wall\""),
    ("a status and a word", "status:approved sprinkler"),
    ("days", "created:2026-03 pump"),
    ("days alone", "created:>=2026-09"),
    ("a field of one's own", "fire_rating:EI60 riser"),
    ("and, or, not", "(door OR window) AND title:plan AND NOT parapet"),
];
/// Who searches: from outside with some 200 documents of their own and 600 by groups, with 7,000, as staff, as control.
const WHO: [&str; 4] = ["typ", "mid", MEMBER, CONTROLLER];
/// How many rows a page has.
const PAGE: usize = 50;
/// How often each question is asked.
const REPEAT: usize = 60;
/// How long one question is asked at most.
const LONGEST: Duration = Duration::from_secs(20);
/// The size of the small world.
const SMALL: f64 = 0.002;

/// Measures one or both engines.
pub fn run(options: &SearchOptions) -> Result<()> {
    ensure!(options.scale > 0.0 && options.scale <= 2.0, "--scale lies above 0 and is at most 2");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (engine, name) in [(Engines::Sqlite, "SQLite"), (Engines::Postgres, "PostgreSQL")] {
        if options.engine != engine && options.engine != Engines::Both {
            continue;
        }
        let wanted = Wanted { engine, scale: options.scale, keep: options.keep, words: true };
        if options.load {
            register::make(&runtime, wanted)?;
            continue;
        }
        let machine = report::machine()?;
        let full = measure(&runtime, wanted)?;
        let small = measure(&runtime, Wanted { scale: SMALL, ..wanted })?;
        let text = section(name, &machine, options.scale, &full, &small);
        report::publish(&format!("search-{}", name.to_lowercase()), &text, options.dry)?;
    }
    Ok(())
}

/// What one question costs one person.
struct Asked {
    found: String,
    page: Vec<Duration>,
    count: Vec<Duration>,
    facets: Vec<Duration>,
    together: Vec<Duration>,
}

/// What one person meets, question by question.
struct Person {
    who: &'static str,
    asked: Vec<Asked>,
}

impl Person {
    fn all(&self, of: impl Fn(&Asked) -> &Vec<Duration>) -> Samples {
        Samples::new(self.asked.iter().flat_map(|asked| of(asked).iter().copied()).collect())
    }
}

/// What one world came to.
struct Measured {
    documents: i64,
    gigabytes: f64,
    load: f64,
    people: Vec<Person>,
}

fn measure(runtime: &Runtime, wanted: Wanted) -> Result<Measured> {
    let (place, db, (load, _)) = register::make(runtime, wanted)?;
    let server = place.serve()?;
    let bench = runtime.block_on(Bench::new(db, Some(server)))?;
    let mut people = Vec::new();
    for who in WHO {
        shell::note(&format!("  measuring {who}"));
        let session = runtime.block_on(session::open(&bench.db, bench.organisation, who))?;
        let mut client = Client::connect(bench.port(), &session.cookie)?;
        let mut asked = Vec::new();
        for (name, q) in QUESTIONS {
            asked.push(ask(&mut client, &bench.documents, q)?);
            if let Some(asked) = asked.last() {
                let cell = Samples::new(asked.together.clone()).cell();
                shell::note(&format!("    {name}: {} found, together {cell} ms", asked.found));
            }
        }
        people.push(Person { who, asked });
    }
    let (documents, _, bytes) = runtime.block_on(bench.sizes(&place))?;
    Ok(Measured { documents, gigabytes: bytes as f64 / 1e9, load, people })
}

/// Asks one question again and again: the page, then the count, then the numbers.
fn ask(client: &mut Client, documents: &str, q: &str) -> Result<Asked> {
    let q = encoded(q);
    let paths = [
        format!("{documents}?limit={PAGE}&q={q}"),
        format!("{documents}/count?q={q}"),
        format!("{documents}/facets?q={q}"),
    ];
    let mut asked = Asked {
        found: String::new(),
        page: Vec::new(),
        count: Vec::new(),
        facets: Vec::new(),
        together: Vec::new(),
    };
    let begun = Instant::now();
    for at in 0..=REPEAT {
        let mut times = [Duration::ZERO; 3];
        for (path, time) in paths.iter().zip(&mut times) {
            let started = Instant::now();
            let (status, body) = client.get(path)?;
            *time = started.elapsed();
            ensure!(status == 200, "{path} is answered with {status}: {}", String::from_utf8_lossy(&body));
            if path.contains("/count?") {
                asked.found = found(&body)?;
            }
        }
        // The first time warms what it reads.
        if at > 0 {
            asked.page.push(times[0]);
            asked.count.push(times[1]);
            asked.facets.push(times[2]);
            asked.together.push(times.iter().sum());
        }
        if at > 0 && begun.elapsed() > LONGEST {
            break;
        }
    }
    Ok(asked)
}

fn found(body: &[u8]) -> Result<String> {
    let count: Value = serde_json::from_slice(body).context("a count is no JSON")?;
    let more = if count["more"].as_bool() == Some(true) { "more than " } else { "" };
    Ok(format!("{more}{}", count["count"]))
}

/// A text as the value of a parameter.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// The section of the page.
fn section(name: &str, machine: &str, scale: f64, full: &Measured, small: &Measured) -> String {
    let mut text = format!(
        "Command: `cargo xtask bench search --scale {scale} --engine {}`.\n{machine}\n\n\
         - {} documents in {PROJECTS} projects, words included: loaded and indexed in {:.0} s; {:.2} GB.\n\n",
        if name == "SQLite" { "sqlite" } else { "postgres" },
        full.documents,
        full.load,
        full.gigabytes
    );
    text.push_str(&format!(
        "Milliseconds, p50 / p95 / p99, over all {} questions; *together* is page, count and numbers one after the other. \
         *Growth* is p50 of *together* here to that among {} documents.\n\n",
        QUESTIONS.len(),
        small.documents
    ));
    text.push_str("| Who | first page | count | numbers of the filters | together | growth |\n|---|---|---|---|---|---|\n");
    for (person, before) in full.people.iter().zip(&small.people) {
        let together = person.all(|asked| &asked.together);
        let small = before.all(|asked| &asked.together);
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {:.2} |\n",
            person.who,
            person.all(|asked| &asked.page).cell(),
            person.all(|asked| &asked.count).cell(),
            person.all(|asked| &asked.facets).cell(),
            together.cell(),
            together.percentile(50.0) / small.percentile(50.0).max(0.001),
        ));
    }
    text.push_str("\nEach question, *together*, p50 / p95 / p99, with how many documents it finds:\n\n| Question | typed |");
    text.push_str(&WHO.map(|who| format!(" {who} |")).concat());
    text.push_str(&format!("\n|---|---|{}\n", "---|".repeat(WHO.len())));
    for (at, (name, q)) in QUESTIONS.iter().enumerate() {
        text.push_str(&format!("| {name} | `{q}` |"));
        for person in &full.people {
            let asked = &person.asked[at];
            text.push_str(&format!(" {} ({}) |", Samples::new(asked.together.clone()).cell(), asked.found));
        }
        text.push('\n');
    }
    text
}
