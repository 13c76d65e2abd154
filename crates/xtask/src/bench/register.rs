//! `cargo xtask bench register`: the register under ten million grants, over HTTP and without it.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::Value;
use tokio::runtime::Runtime;
use wayleave_access::documents::{self, Filter, Position, Scope, Sort};
use wayleave_access::{OrganisationRole, Principal, ProjectFacts};
use wayleave_base::{Clock, OrganisationId, ProjectId, SubjectId};
use wayleave_db::{Db, DbConfig, Tx, row, sql};

use super::client::Client;
use super::load::{Loader, SLUG};
use super::session::{self, Session};
use super::timing::{Samples, over_http};
use super::world::{MEMBER, SPECIAL, Size, World};
use super::{Engines, RegisterOptions, report};
use crate::cluster::{self, Cluster};
use crate::drawings::dice::Dice;
use crate::server::Running;
use crate::{shell, tools, workspace};

/// The order of the list that is measured: newest first.
const NEWEST: (Sort, bool) = (Sort::Created, false);
/// How many rows a page has.
const PAGE: usize = 50;
/// How often each thing is repeated over one connection.
const REPEAT: usize = 1_000;
/// Who is measured over many connections as well.
const BUSY: [&str; 4] = ["typ", "heavy-uniform", "heavy-oldest", MEMBER];
/// How many connections those are.
const MANY: usize = 16;

/// Measures one or both engines.
pub fn run(options: &RegisterOptions) -> Result<()> {
    anyhow::ensure!(options.scale > 0.0 && options.scale <= 2.0, "--scale lies above 0 and is at most 2");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (engine, name) in [(Engines::Sqlite, "SQLite"), (Engines::Postgres, "PostgreSQL")] {
        if options.engine != engine && options.engine != Engines::Both {
            continue;
        }
        if options.statements {
            statements(&runtime, engine, options.scale, options.keep)?;
            continue;
        }
        let machine = report::machine()?;
        let full = measure(&runtime, engine, options.scale, options.keep)?;
        let tenth = measure(&runtime, engine, options.scale / 10.0, options.keep)?;
        let text = section(name, &machine, options.scale, &full, &tenth);
        // Figures of a smaller world are for the one who asked.
        let dry = options.dry || options.scale < 1.0;
        report::publish(&format!("register-{}", name.to_lowercase()), &text, dry)?;
    }
    Ok(())
}

/// What one person meets.
struct Row {
    who: &'static str,
    visible: String,
    page_statement: Samples,
    page: Samples,
    half: Samples,
    page_many: Option<Samples>,
    check_statement: Samples,
    check: Samples,
    check_many: Option<Samples>,
}

/// What one world came to.
struct Measured {
    documents: i64,
    grants: i64,
    load: f64,
    batches: i64,
    gigabytes: f64,
    rows: Vec<Row>,
}

/// Where a world lies.
pub struct Place {
    folder: PathBuf,
    config: DbConfig,
    /// It goes away when this is dropped.
    cluster: Option<Cluster>,
    keep: bool,
    /// Are its documents found by words?
    words: bool,
}

/// Which world is wanted.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// The engine it lies in.
    pub engine: Engines,
    /// Its size; 1.0 is a million documents.
    pub scale: f64,
    /// Is it to be taken up again by the next run?
    pub keep: bool,
    /// Are its documents to be found by words?
    pub words: bool,
}

impl Place {
    fn find(Wanted { engine, scale, keep, words }: Wanted) -> Result<Place> {
        let kind = if words { "-words" } else { "" };
        let name = format!("{engine:?}-{scale}{kind}").to_lowercase();
        let folder = workspace::target().join("bench").join(name);
        if !keep && folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(folder.join("data"))
            .with_context(|| format!("cannot create {}", folder.display()))?;
        if engine == Engines::Sqlite {
            let config = DbConfig::Sqlite(folder.join("data/wayleave.db"));
            return Ok(Place { folder, config, cluster: None, keep, words });
        }
        tools::ensure(&[tools::Tool::Postgres])?;
        let settings = ["shared_buffers = '1GB'", "maintenance_work_mem = '512MB'", "max_wal_size = '8GB'"];
        let settings = settings.iter().map(|&setting| setting.to_owned()).collect();
        let cluster = Cluster::start(&cluster::Options { durable: true, settings })?;
        cluster.create_database("bench")?;
        let config = DbConfig::Postgres(cluster.url_of("bench"));
        Ok(Place { folder, config, cluster: Some(cluster), keep: false, words })
    }

    /// Starts the release server on it.
    pub fn serve(&self) -> Result<Running> {
        let binary = workspace::server_binary("release");
        let address = self.cluster.as_ref().map(|cluster| cluster.url_of("bench")).unwrap_or_default();
        let variables = [("WAYLEAVE_DATABASE_URL", address.as_str()), ("WAYLEAVE_LOG", "warn")];
        Running::start_with(&binary, &self.folder, cluster::free_port()?, &variables)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.keep {
            // What stays behind lies in the target folder and is removed at the next start.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Makes a world in its place.
pub fn make(runtime: &Runtime, wanted: Wanted) -> Result<(Place, Db, (f64, i64))> {
    let Wanted { engine, scale, .. } = wanted;
    shell::note(&format!("{engine:?}, world of scale {scale}"));
    let per_scale = if engine == Engines::Sqlite { 14.0 } else { 24.0 };
    report::ensure_free_disk(1.0 + per_scale * scale)?;
    let place = Place::find(wanted)?;
    let db = runtime.block_on(Db::open(&place.config))?;
    let loaded = runtime.block_on(load(&place, &db, scale))?;
    Ok((place, db, loaded))
}

/// The statements alone, printed.
fn statements(runtime: &Runtime, engine: Engines, scale: f64, keep: bool) -> Result<()> {
    let (place, db, (seconds, batches)) = make(runtime, Wanted { engine, scale, keep, words: false })?;
    let bench = runtime.block_on(Bench::new(db, None))?;
    let (documents, grants, bytes) = runtime.block_on(bench.sizes(&place))?;
    shell::say(&format!(
        "{engine:?}: {documents} documents, {grants} grants, {seconds:.0} s, {batches} batches, {bytes} bytes"
    ));
    for who in SPECIAL.into_iter().chain([MEMBER]) {
        let session = runtime.block_on(session::open(&bench.db, bench.organisation, who))?;
        let seen = runtime.block_on(bench.without_http(session.subject))?;
        shell::say(&format!(
            "{who}: page {}, check {}, facts {}",
            seen.page.cell(),
            seen.check.cell(),
            seen.facts.cell()
        ));
    }
    Ok(())
}

fn measure(runtime: &Runtime, engine: Engines, scale: f64, keep: bool) -> Result<Measured> {
    let (place, db, (load, batches)) = make(runtime, Wanted { engine, scale, keep, words: false })?;
    let server = place.serve()?;
    let bench = runtime.block_on(Bench::new(db, Some(server)))?;
    let mut rows = Vec::new();
    for who in SPECIAL.into_iter().chain([MEMBER]) {
        shell::note(&format!("  measuring {who}"));
        rows.push(bench.person(runtime, who)?);
    }
    let (documents, grants, bytes) = runtime.block_on(bench.sizes(&place))?;
    Ok(Measured { documents, grants, load, batches, gigabytes: bytes as f64 / 1e9, rows })
}

/// Makes the world, unless it was kept; returns the seconds it took and the number of audit events.
async fn load(place: &Place, db: &Db, scale: f64) -> Result<(f64, i64)> {
    let ready = place.folder.join("ready.json");
    if let Ok(text) = fs::read(&ready) {
        let kept: Value = serde_json::from_slice(&text).context("ready.json of the kept world is damaged")?;
        shell::note("  the kept world is taken up");
        return Ok((
            kept["seconds"].as_f64().unwrap_or_default(),
            kept["batches"].as_i64().unwrap_or_default(),
        ));
    }
    let mut loader = Loader::begin(db.clone()).await?;
    World::make(&mut loader, Size::of(scale), place.words).await?;
    let (seconds, batches) = loader.finish().await?;
    if place.keep {
        fs::write(&ready, serde_json::json!({ "seconds": seconds, "batches": batches }).to_string())?;
    }
    Ok((seconds, batches as i64))
}

row! {
    struct Known { id: i64, public_id: String }
}

/// A loaded world with a server on it.
pub struct Bench {
    /// The database.
    pub db: Db,
    server: Option<Running>,
    /// The organisation.
    pub organisation: OrganisationId,
    project: ProjectId,
    /// The address of the first project's register.
    pub documents: String,
    newest: i64,
}

impl Bench {
    /// Takes a loaded world up.
    pub async fn new(db: Db, server: Option<Running>) -> Result<Bench> {
        let mut tx = db.read().await?;
        let organisation = tx.int(sql("select id as n from organisation where slug = $1").bind(SLUG)).await?;
        tx.enter(OrganisationId(organisation)).await?;
        let project: Known =
            tx.one(sql("select id, public_id from project where reference = 'B-000'")).await?;
        let newest = sql("select max(id) as n from document where project_id = $1").bind(project.id);
        let newest = tx.int(newest).await?;
        let documents = format!("/api/v1/organisations/{SLUG}/projects/{}/documents", project.public_id);
        let (organisation, project) = (OrganisationId(organisation), ProjectId(project.id));
        Ok(Bench { db, server, organisation, project, documents, newest })
    }

    /// Where the server listens.
    pub fn port(&self) -> u16 {
        self.server.as_ref().map_or(0, Running::port)
    }

    /// Everything about one person.
    fn person(&self, runtime: &Runtime, who: &'static str) -> Result<Row> {
        let Session { cookie, subject } =
            runtime.block_on(session::open(&self.db, self.organisation, who))?;
        let seen = runtime.block_on(self.without_http(subject))?;
        let port = self.port();
        let first = [format!("{}?limit={PAGE}", self.documents)];
        let page = over_http(port, &cookie, &first, 1, REPEAT)?;
        let (pages, half) = self.half_way(&cookie)?;
        let half = over_http(port, &cookie, &[half], 1, REPEAT)?;
        let checks: Vec<String> =
            seen.documents.iter().map(|id| format!("{}/{id}", self.documents)).collect();
        let check = over_http(port, &cookie, &checks, 1, REPEAT)?;
        let busy = BUSY.contains(&who);
        let many =
            |paths: &[String]| busy.then(|| over_http(port, &cookie, paths, MANY, 2 * REPEAT)).transpose();
        let (page_many, check_many) = (many(&first)?, many(&checks)?);
        Ok(Row {
            who,
            visible: format!("about {}", pages * 200),
            page_statement: seen.page,
            page,
            half,
            page_many,
            check_statement: seen.check,
            check,
            check_many,
        })
    }

    /// Walks the pages to their end; returns how many there are and the address of the middle one, short as the first.
    fn half_way(&self, cookie: &str) -> Result<(usize, String)> {
        let mut client = Client::connect(self.port(), cookie)?;
        let mut cursors = vec![String::new()];
        loop {
            let after = cursors.last().cloned().unwrap_or_default();
            let cursor = if after.is_empty() { String::new() } else { format!("&cursor={after}") };
            let (status, body) = client.get(&format!("{}?limit=200{cursor}", self.documents))?;
            anyhow::ensure!(status == 200, "page {} of the list is answered with {status}", cursors.len());
            let page: Value = serde_json::from_slice(&body).context("a page of the list is no JSON")?;
            match page["next"].as_str() {
                Some(next) => cursors.push(next.to_owned()),
                None => break,
            }
        }
        let middle = &cursors[cursors.len() / 2];
        let cursor = if middle.is_empty() { String::new() } else { format!("&cursor={middle}") };
        Ok((cursors.len(), format!("{}?limit={PAGE}{cursor}", self.documents)))
    }

    /// The statements alone, in this process, on an open transaction.
    async fn without_http(&self, subject: SubjectId) -> Result<Seen> {
        let mut tx = self.db.read_in(self.organisation).await?;
        let principal = Principal::Person { subject, role: OrganisationRole::Member };
        let now = Clock::system().now();
        let standing = ProjectFacts::load(&mut tx, self.organisation, self.project, &principal, now).await?;
        let scope = standing.context("a person of the world has no standing in its project")?.scope();
        let documents = self.some_documents(&mut tx, &scope).await?;
        let filter = Filter::default();
        let (mut page, mut check, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        for at in 0..REPEAT {
            let started = Instant::now();
            ProjectFacts::load(&mut tx, self.organisation, self.project, &principal, now).await?;
            facts.push(started.elapsed());
            let started = Instant::now();
            documents::list(&mut tx, &scope, &filter, NEWEST, None, PAGE).await?;
            page.push(started.elapsed());
            let started = Instant::now();
            documents::find(&mut tx, &scope, &documents[at % documents.len()]).await?;
            check.push(started.elapsed());
        }
        let (page, check, facts) = (Samples::new(page), Samples::new(check), Samples::new(facts));
        Ok(Seen { documents, page, check, facts })
    }

    /// Public ids of documents within reach, from all over the register.
    async fn some_documents(&self, tx: &mut Tx, scope: &Scope) -> Result<Vec<String>> {
        let mut dice = Dice::new(5, "checks");
        let mut found = Vec::new();
        for _ in 0..20 {
            let id = 1 + dice.below(self.newest as usize) as i64;
            let after = Position { text: String::new(), number: 0, id };
            let listed = documents::list(tx, scope, &Filter::default(), NEWEST, Some(&after), 25).await?;
            found.extend(listed.documents.into_iter().map(|visible| visible.document.public_id));
        }
        anyhow::ensure!(!found.is_empty(), "a person of the world sees nothing");
        Ok(found)
    }

    /// How many documents and grants there are, and how many bytes they take.
    pub async fn sizes(&self, place: &Place) -> Result<(i64, i64, i64)> {
        let mut tx = self.db.read_in(self.organisation).await?;
        let documents = tx.int(sql("select count(*) as n from document")).await?;
        let grants = tx.int(sql("select count(*) as n from access_grant")).await?;
        let bytes = match (&place.config, &place.cluster) {
            (DbConfig::Sqlite(file), _) => fs::metadata(file)?.len() as i64,
            (_, Some(cluster)) => cluster.administer("select pg_database_size('bench')")?.trim().parse()?,
            _ => 0,
        };
        Ok((documents, grants, bytes))
    }
}

/// What was seen without HTTP.
struct Seen {
    documents: Vec<String>,
    page: Samples,
    check: Samples,
    facts: Samples,
}

/// The section of the page.
fn section(name: &str, machine: &str, scale: f64, full: &Measured, tenth: &Measured) -> String {
    let mut text = format!(
        "Command: `cargo xtask bench register --scale {scale} --engine {}`.\n{machine}\n\n",
        name.to_lowercase()
    );
    for world in [full, tenth] {
        text.push_str(&format!(
            "- {} documents, {} grants: loaded and indexed in {:.0} s by {} batches, each with one audit event; {:.2} GB.\n",
            world.documents, world.grants, world.load, world.batches, world.gigabytes
        ));
    }
    text.push_str("\nMilliseconds, p50 / p95 / p99. *Statement* is the same list or get in process, without HTTP, session and facts; *ratio* is HTTP to statement at p50; *growth* is p50 of the whole world to p50 of a tenth of it.\n");
    text.push_str("\nFirst page of 50, newest first:\n\n");
    text.push_str("| Who | sees | statement | HTTP, 1 connection | ratio | HTTP, 16 connections | page half-way | growth |\n|---|---|---|---|---|---|---|---|\n");
    for (row, small) in full.rows.iter().zip(&tenth.rows) {
        let many = row.page_many.as_ref().map_or_else(|| "–".to_owned(), Samples::cell);
        text.push_str(&format!(
            "| {} | {} | {} | {} | {:.1} | {many} | {} | {:.2} |\n",
            row.who,
            row.visible,
            row.page_statement.cell(),
            row.page.cell(),
            quotient(&row.page, &row.page_statement),
            row.half.cell(),
            quotient(&row.page, &small.page),
        ));
    }
    text.push_str("\nOne document, drawn from the whole register (the check):\n\n");
    text.push_str("| Who | statement | HTTP, 1 connection | ratio | HTTP, 16 connections | growth |\n|---|---|---|---|---|---|\n");
    for (row, small) in full.rows.iter().zip(&tenth.rows) {
        let many = row.check_many.as_ref().map_or_else(|| "–".to_owned(), Samples::cell);
        text.push_str(&format!(
            "| {} | {} | {} | {:.1} | {many} | {:.2} |\n",
            row.who,
            row.check_statement.cell(),
            row.check.cell(),
            quotient(&row.check, &row.check_statement),
            quotient(&row.check, &small.check),
        ));
    }
    text
}

fn quotient(of: &Samples, by: &Samples) -> f64 {
    of.percentile(50.0) / by.percentile(50.0).max(0.001)
}
