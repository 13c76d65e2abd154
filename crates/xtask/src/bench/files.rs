//! `cargo xtask bench files`: files over HTTP beside nginx with the same bytes, memory, the start, and the size of the
//! browser app's first load.

use std::fs::{self, File};
use std::io::{BufReader, Seek as _, SeekFrom, Write as _, sink};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::runtime::Runtime;
use wayleave_access::Status;
use wayleave_access::ledger::bulk::{self, BulkDocument, BulkRevision};
use wayleave_base::ProjectId;
use wayleave_db::{Db, DbConfig, row, sql};

use super::client::Client;
use super::load::{Loader, SLUG};
use super::nginx::Nginx;
use super::session;
use super::world::{Size, World};
use super::{FilesOptions, report};
use crate::drawings::dice::Dice;
use crate::server::Running;
use crate::{cluster, distribute, shell, tools, webapp, workspace};

const MIB: u64 = 1 << 20;
/// What is sent: name, size, and how often it is fetched. The type policy takes archives, of which it reads the beginning.
const FILES: [(&str, u64, usize); 2] = [("small.zip", MIB, 400), ("large.zip", 1024 * MIB, 5)];
/// How an archive begins.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Measures.
pub fn run(options: &FilesOptions) -> Result<()> {
    tools::ensure(&[tools::Tool::Nginx, tools::Tool::Node])?;
    report::ensure_free_disk(5.0)?;
    webapp::install(&workspace::web())?;
    webapp::build()?;
    let machine = report::machine()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = Place::create()?;
    for (name, size, _) in FILES {
        write_noise(&place.folder.join(name), size)?;
    }
    let db = runtime.block_on(Db::open(&DbConfig::Sqlite(place.folder.join("data/wayleave.db"))))?;
    let world = runtime.block_on(found(&db))?;
    let (server, start) = start(&place.folder)?;
    let bench = Bench { runtime: &runtime, db, world, server, folder: place.folder.clone() };
    let text = bench.measure(&machine, start)?;
    report::publish("files", &text, options.dry)
}

/// An organisation with an administrator and projects, and nothing in them.
async fn found(db: &Db) -> Result<(World, Loader)> {
    let mut loader = Loader::begin(db.clone()).await?;
    let mut world = World::empty(Size::of(0.01));
    super::people::make_staff(&mut loader, &mut world).await?;
    super::places::make_projects(&mut loader, &mut world).await?;
    let mut tx = db.begin().await?;
    bulk::reindex(&mut tx).await?;
    tx.commit().await?;
    Ok((world, loader))
}

/// Starts the server; returns it with the milliseconds until its first 200.
fn start(folder: &Path) -> Result<(Running, f64)> {
    let (binary, port) = (workspace::server_binary("release"), cluster::free_port()?);
    let mut times = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let running = Running::start_with(&binary, folder, port, &[("WAYLEAVE_LOG", "warn")])?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        drop(running);
    }
    let running = Running::start_with(&binary, folder, port, &[("WAYLEAVE_LOG", "warn")])?;
    Ok((running, median(times)))
}

struct Bench<'a> {
    runtime: &'a Runtime,
    db: Db,
    world: (World, Loader),
    server: Running,
    folder: PathBuf,
}

row! {
    struct Stored { blob_hash: String, media_type: String }
}
row! {
    struct Ids { document: String, revision: String, project: String }
}

impl Bench<'_> {
    fn measure(&self, machine: &str, start: f64) -> Result<String> {
        let process = self.server.process();
        let idle = report::memory_of(process, "VmRSS")?;
        let cookie =
            self.runtime.block_on(session::open(&self.db, self.world.1.organisation, "admin"))?.cookie;
        let mut text = format!("Command: `cargo xtask bench files`.\n{machine}\n\n");
        let mut uploads = Vec::new();
        let mut addresses = Vec::new();
        for (name, size, _) in FILES {
            let upload = self.upload(&cookie, name, size)?;
            uploads.push((size, upload.seconds, report::memory_of(process, "VmHWM")? - idle));
            addresses.push(self.runtime.block_on(self.register(&upload.id, name, size))?);
        }
        text.push_str("Median MiB/s over one connection, the same bytes, page cache warm:\n\n");
        text.push_str("| File | Wayleave | nginx, sendfile off | ratio | nginx, sendfile on | ratio |\n|---|---|---|---|---|---|\n");
        for ((name, size, repeat), address) in FILES.iter().zip(&addresses) {
            let ours = rate(self.server.port(), &cookie, address, *size, *repeat)?;
            let nginx = Nginx::start(&self.folder)?;
            let file = format!("/{name}");
            let off = rate(nginx.without_sendfile, "", &file, *size, *repeat)?;
            let on = rate(nginx.with_sendfile, "", &file, *size, *repeat)?;
            text.push_str(&format!(
                "| {} MiB | {ours:.0} | {off:.0} | {:.2} | {on:.0} | {:.2} |\n",
                size / MIB,
                ours / off,
                ours / on
            ));
        }
        text.push('\n');
        for (size, seconds, peak) in uploads {
            text.push_str(&format!(
                "- Upload of {} MiB: {:.0} MiB/s until it is durable, peak memory {peak:.0} MiB over idle.\n",
                size / MIB,
                (size / MIB) as f64 / seconds
            ));
        }
        text.push_str(&format!("- Idle memory: {idle:.0} MiB.\n"));
        text.push_str(&format!("- Start to the first 200: {start:.0} ms (median of five).\n"));
        let (files, bytes) = first_load()?;
        text.push_str(&format!(
            "- First load of the browser app: {:.0} kB gzipped in {files} files (the page and what it names).\n",
            bytes as f64 / 1000.0
        ));
        Ok(text)
    }

    fn upload(&self, cookie: &str, name: &str, size: u64) -> Result<Upload> {
        let project = self.runtime.block_on(self.project())?;
        let path = format!("/api/v1/organisations/{SLUG}/projects/{project}/uploads?filename={name}");
        let mut file = BufReader::with_capacity(256 * 1024, File::open(self.folder.join(name))?);
        let mut client = Client::connect(self.server.port(), cookie)?;
        let started = Instant::now();
        let (status, body) = client.post(&path, size, &mut file)?;
        let seconds = started.elapsed().as_secs_f64();
        let said = String::from_utf8_lossy(&body).into_owned();
        ensure!(status == 201, "the upload of {name} is answered with {status}: {said}");
        let answer: Value = serde_json::from_str(&said).context("the answer to an upload is no JSON")?;
        let id = answer["id"].as_str().context("the answer to an upload has no id")?.to_owned();
        Ok(Upload { id, seconds })
    }

    async fn project(&self) -> Result<String> {
        let mut tx = self.db.read_in(self.world.1.organisation).await?;
        let project =
            sql("select '' as document, '' as revision, public_id as project from project where id = $1");
        Ok(tx.one::<Ids>(project.bind(self.first())).await?.project)
    }

    fn first(&self) -> ProjectId {
        self.world.0.projects[0].id
    }

    /// Makes a document of an upload and returns the address of its file.
    async fn register(&self, upload: &str, name: &str, size: u64) -> Result<String> {
        let loader = &self.world.1;
        let mut tx = self.db.begin_in(loader.organisation).await?;
        let stored = sql("select blob_hash, media_type from upload where public_id = $1").bind(upload);
        let stored: Stored = tx.one(stored).await?;
        tx.rollback().await?;
        let document = document(self.first(), &self.world.0, stored, name, size);
        let mut loader = loader.again();
        let (mut tx, stamp) = loader.batch("documents", 1).await?;
        let made = bulk::documents(&mut tx, &loader.ids, &stamp, &[document]).await?;
        let address = sql("select d.public_id as document, r.public_id as revision, p.public_id as project
             from document d join revision r on r.document_id = d.id join project p on p.id = d.project_id where d.id = $1");
        let ids: Ids = tx.one(address.bind(made[0].0)).await?;
        tx.commit().await?;
        Ok(format!(
            "/api/v1/organisations/{SLUG}/projects/{}/documents/{}/revisions/{}/file",
            ids.project, ids.document, ids.revision
        ))
    }
}

struct Upload {
    id: String,
    seconds: f64,
}

fn document(project: ProjectId, world: &World, stored: Stored, name: &str, size: u64) -> BulkDocument {
    let revision = BulkRevision {
        code: "P01".to_owned(),
        blob_hash: stored.blob_hash,
        filename: name.to_owned(),
        size: size as i64,
        media_type: stored.media_type,
        pages: (0, "[]".to_owned()),
        received_from: None,
        uploaded_at: world.now,
    };
    BulkDocument {
        project,
        folder: None,
        number: (name.to_uppercase(), name.to_owned()),
        title: (name.to_owned(), name.to_owned()),
        document_type: "DRG".to_owned(),
        discipline: "arc".to_owned(),
        status: Status::Approved,
        restricted: false,
        owner: world.admin,
        created_at: world.now,
        revisions: vec![revision],
    }
}

/// The median rate of some downloads in MiB/s, after one that warms up.
fn rate(port: u16, cookie: &str, path: &str, size: u64, repeat: usize) -> Result<f64> {
    let mut client = Client::connect(port, cookie)?;
    let mut rates = Vec::with_capacity(repeat);
    for at in 0..=repeat {
        let started = Instant::now();
        let (status, bytes) = client.get_into(path, &mut sink())?;
        ensure!(status == 200 && bytes == size, "{path} is answered with {status} and {bytes} bytes");
        if at > 0 {
            rates.push((size / MIB) as f64 / started.elapsed().as_secs_f64());
        }
    }
    Ok(median(rates))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Bytes that do not shrink, behind the beginning of an archive.
fn write_noise(path: &Path, size: u64) -> Result<()> {
    let mut dice = Dice::new(6, "noise");
    let mut file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    let mut block = Vec::with_capacity(MIB as usize);
    for _ in 0..size / MIB {
        block.clear();
        while block.len() < MIB as usize {
            block.extend_from_slice(&dice.next().to_le_bytes());
        }
        file.write_all(&block)?;
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(ARCHIVE)?;
    Ok(())
}

/// How many files the built page and what it names are, and their size after gzip.
fn first_load() -> Result<(usize, u64)> {
    let folder = workspace::web_dist();
    let page = fs::read_to_string(folder.join("index.html"))?;
    let mut files = vec![folder.join("index.html")];
    files.extend(distribute::assets_of(&page).into_iter().map(|asset| folder.join(asset)));
    let mut total = 0;
    for file in &files {
        let mut command = shell::program("gzip");
        command.args(["--best", "--stdout"]).arg(file).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().context("cannot start gzip")?;
        let mut output = child.stdout.take().context("gzip has no output")?;
        total += std::io::copy(&mut output, &mut sink())?;
        ensure!(child.wait()?.success(), "gzip could not shrink {}", file.display());
    }
    Ok((files.len(), total))
}

/// The folder of this measurement, which goes with the value.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn create() -> Result<Place> {
        let folder = workspace::target().join("bench/files");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(folder.join("data"))
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Place { folder })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What stays behind lies in the target folder and is removed at the next start.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
