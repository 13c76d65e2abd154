//! `cargo xtask demo`: a Wayleave with life in it, seeded through its public API, served on this machine.
//!
//! The demo lives in `target/demo/`, which bears a marker file; a second run serves what is there, and `--fresh` deletes
//! only a folder with the marker. `--check` walks the product's main path over HTTP in a folder of its own.

pub(crate) mod caller;
pub(crate) mod cast;
mod check;
mod elapsed;
pub(crate) mod folder;
pub(crate) mod host;
mod mailbox;
mod papers;
mod progress;
mod seed;
mod works;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::cluster::{self, Cluster};
use crate::{server, shell, tools, webapp, workspace};
use folder::Folder;
use host::{Host, Site};
use mailbox::Mailbox;
use progress::Steps;
use seed::Notes;

/// Where the demo is served unless another port is named.
const PORT: u16 = 8080;

/// What to do.
#[derive(Args)]
pub struct Options {
    /// Deletes the demo's folder first, if it bears the demo's marker.
    #[arg(long)]
    fresh: bool,
    /// Keeps the data in a PostgreSQL of its own, which is gone afterwards.
    #[arg(long)]
    postgres: bool,
    /// Walks the product's main path over HTTP, fails at the first wrong answer, and tells the times.
    #[arg(long)]
    check: bool,
    /// The port to serve on: 8080 unless named; a free one for --check.
    #[arg(long)]
    port: Option<u16>,
    /// Ends when everything is in place.
    #[arg(long)]
    no_serve: bool,
}

/// Builds the product, fills it with life or takes the one that is there, and serves it.
pub fn run(options: &Options) -> Result<()> {
    let mut needed = Vec::new();
    if !options.check {
        needed.push(tools::Tool::Node);
    }
    if options.postgres {
        needed.push(tools::Tool::Postgres);
    }
    tools::ensure(&needed)?;
    let port = match (options.port, options.check) {
        (Some(port), _) => port,
        (None, true) => cluster::free_port()?,
        (None, false) => PORT,
    };
    // Said before the long build, not after it.
    host::require_free(port)?;
    if !options.check {
        shell::note("building the browser app");
        webapp::install(&workspace::web())?;
        webapp::build()?;
    }
    shell::note("building the server");
    server::build()?;
    let cluster = options.postgres.then(|| Cluster::start(&cluster::Options::default())).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = if options.check {
        runtime.block_on(check_journey(port, cluster.as_ref()))
    } else {
        runtime.block_on(demonstrate(options, port, cluster.as_ref()))
    };
    drop(cluster);
    result
}

async fn check_journey(port: u16, cluster: Option<&Cluster>) -> Result<()> {
    let path = workspace::target().join("demo-check");
    Folder::delete(&path)?;
    let folder = Folder::open(&path)?;
    let site = Site::new(&folder, port, database(cluster)?);
    unless_interrupted(check::walk(&site, &folder)).await
}

async fn demonstrate(options: &Options, port: u16, cluster: Option<&Cluster>) -> Result<()> {
    let folder = prepare(options)?;
    let site = Site::new(&folder, port, database(cluster)?);
    let (mut host, notes) = match folder.finished() {
        Some(bytes) => {
            shell::note(&format!("serving the demo in {}", folder.path().display()));
            let notes = serde_json::from_slice(&bytes)
                .context("the demo's notes cannot be read; start anew with --fresh")?;
            (site.serve().await?, notes)
        }
        None => unless_interrupted(raise(&site, &folder)).await?,
    };
    shell::say(&signs(&site.base(), &notes));
    if options.no_serve {
        return host.stop().await;
    }
    shell::note(&format!("the server's log is {}; Ctrl-C stops it", folder.log().display()));
    host.wait().await
}

/// The demo's folder: what is there, unless it is to be fresh or was left half-way.
fn prepare(options: &Options) -> Result<Folder> {
    let name = if options.postgres { "demo-postgres" } else { "demo" };
    let path = workspace::target().join(name);
    // A PostgreSQL that ended took its data with it.
    if options.fresh || options.postgres {
        Folder::delete(&path)?;
    }
    let folder = Folder::open(&path)?;
    if folder.is_used() && folder.finished().is_none() {
        shell::note("the last run did not finish; starting anew");
        Folder::delete(&path)?;
        return Folder::open(&path);
    }
    Ok(folder)
}

/// A finished demo in this folder, made if it is not there; no server runs on it.
pub(crate) async fn raised(path: &Path) -> Result<Folder> {
    let folder = Folder::open(path)?;
    if folder.finished().is_some() {
        return Ok(folder);
    }
    Folder::delete(path)?;
    let folder = Folder::open(path)?;
    let site = Site::new(&folder, cluster::free_port()?, None);
    let (mut host, _) = unless_interrupted(raise(&site, &folder)).await?;
    host.stop().await?;
    Ok(folder)
}

/// Makes a demo from nothing.
async fn raise(site: &Site, folder: &Folder) -> Result<(Host, Notes)> {
    let (name, slug) = cast::ORGANISATION;
    let token = site.create_organisation(name, slug, &cast::PEOPLE[0].email())?;
    let host = site.serve().await?;
    let mut steps = Steps::new(seed::STEPS);
    let elapsed = elapsed::Elapsed::open(&site.rows()).await?;
    let notes = seed::seed((&site.base(), &elapsed), Mailbox::new(&folder.mail()), &token, &mut steps)
        .await
        .with_context(|| format!("the server's log is {}", folder.log().display()))?;
    folder.finish(&serde_json::to_vec_pretty(&notes)?)?;
    shell::note(&steps.table());
    Ok((host, notes))
}

/// Ctrl-C drops the work, and with it the server that it started.
async fn unless_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        result = work => result,
        _ = tokio::signal::ctrl_c() => bail!("stopped by Ctrl-C before the end"),
    }
}

fn database(cluster: Option<&Cluster>) -> Result<Option<String>> {
    let Some(cluster) = cluster else { return Ok(None) };
    cluster.create_database("wayleave_demo")?;
    Ok(Some(cluster.url_of("wayleave_demo")))
}

/// The table of sign-ins, the links and the address.
fn signs(base: &str, notes: &Notes) -> String {
    let mut lines =
        vec![String::new(), format!("{}: {}", cast::ORGANISATION.0, notes.summary), String::new()];
    let rows: Vec<(&str, String)> = cast::KINDS
        .iter()
        .filter_map(|(kind, key)| cast::find(key).map(|person| (*kind, person.email())))
        .collect();
    let width = rows.iter().map(|(kind, _)| kind.chars().count()).max().unwrap_or(0);
    lines.push(format!("  {:width$}  sign in as (password of everybody: {})", "who", cast::PASSWORD));
    lines.extend(rows.iter().map(|(kind, email)| format!("  {kind:width$}  {email}")));
    lines.push(String::new());
    for link in &notes.links {
        let password = link.password.as_ref().map(|word| format!(", password: {word}")).unwrap_or_default();
        lines.push(format!("  guest link ({}{password})\n    {base}{}", link.label, link.path));
    }
    lines.push(format!("\n  open {base}"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_a_sign_in_for_each_kind_and_the_links() {
        let link = seed::guests::Link {
            label: "Council".to_owned(),
            path: "/g/wlg_x".to_owned(),
            password: Some("low tide".to_owned()),
        };
        let notes = Notes { links: vec![link], summary: "300 documents".to_owned() };
        let text = signs("http://localhost:8080", &notes);
        assert!(text.contains("imogen.achterberg@fairlead.example") && text.contains(cast::PASSWORD));
        assert!(text.contains("http://localhost:8080/g/wlg_x") && text.contains("low tide"));
        assert_eq!(text.matches(".example").count(), cast::KINDS.len());
    }
}
