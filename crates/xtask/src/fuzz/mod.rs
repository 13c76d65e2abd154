//! `cargo xtask fuzz`: a fuzzer that knows nothing of the product but its OpenAPI document attacks the real server, as
//! one kind of person after another.
//!
//! Each of them gets a fresh copy of the demo's world, so that what one breaks the next does not miss. The fuzzer is
//! Schemathesis; it looks for failures of the server, for answers that the document does not describe, for bad requests
//! that are taken and for things that are still there after they were deleted.

mod description;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use crate::demo::caller::{Caller, Content};
use crate::demo::folder::Folder;
use crate::demo::host::Site;
use crate::demo::{self, cast};
use crate::{cluster, server, shell, tools, workspace};
use description::Found;

/// The fuzzer, pinned: another release finds other things on another day.
const PACKAGE: &str = "schemathesis==4.32.5";
/// Somebody who signs in as nobody.
const ANONYMOUS: &str = "anonymous";
/// Those whose lists are read for ids: together they see all that there is.
const SEERS: [&str; 3] = ["imogen.achterberg", "marcus.oyelaran", "yusuf.demir"];

/// How long, and as whom.
#[derive(Args)]
pub struct Options {
    /// Seconds for each person; with 110 the whole takes half an hour.
    #[arg(long, default_value_t = 110)]
    seconds: u32,
    /// Only these of the demo's people, by the part of their address before the @; `anonymous` is nobody.
    #[arg(long)]
    person: Vec<String>,
    /// Where chance begins; the same number gives the same requests.
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Fuzzes as every person, then says as whom something was found.
pub fn run(options: &Options) -> Result<()> {
    tools::ensure(&[tools::Tool::Python])?;
    let fuzzer = install()?;
    shell::note("building the server");
    server::build()?;
    let people = people(&options.person)?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let world = demo::raised(&workspace::target().join("fuzz-world")).await?;
        let mut findings = Vec::new();
        for person in &people {
            shell::note(&format!("as {person}"));
            if !attack(&fuzzer, &world, person, options).await? {
                findings.push(*person);
            }
        }
        ensure!(findings.is_empty(), "something was found as {}", findings.join(", "));
        shell::say(&format!("nothing was found as {} people", people.len()));
        Ok(())
    })
}

fn people(wanted: &[String]) -> Result<Vec<&'static str>> {
    let all: Vec<&'static str> =
        cast::KINDS.iter().map(|(_, key)| *key).chain(std::iter::once(ANONYMOUS)).collect();
    if let Some(unknown) = wanted.iter().find(|name| !all.contains(&name.as_str())) {
        bail!("there is no {unknown}; choose of {}", all.join(", "));
    }
    Ok(all.into_iter().filter(|key| wanted.is_empty() || wanted.iter().any(|name| name == key)).collect())
}

/// Runs the fuzzer as one person; true if it found nothing.
async fn attack(fuzzer: &Path, world: &Folder, person: &str, options: &Options) -> Result<bool> {
    let path = workspace::target().join("fuzz");
    Folder::delete(&path)?;
    let folder = Folder::open(&path)?;
    shell::run(shell::program("cp").arg("-r").arg(world.data()).arg(folder.path()))?;
    let site = Site::new(&folder, cluster::free_port()?, None);
    let mut host = site.serve().await?;
    let base = site.base();
    let mut described = Caller::new(&base, "the fuzzer")?.get("/api/v1/openapi.json").await?;
    let found = everything(&base, &described).await?;
    description::prepare(&mut described, &found);
    let (document, config) = (path.join("openapi.json"), path.join("schemathesis.toml"));
    fs::write(&document, serde_json::to_vec(&described)?)?;
    // Whoever cannot sign in, being deactivated, attacks as nobody.
    let secret = sign_in(&base, person).await?.map(|(_, secret)| secret);
    fs::write(
        &config,
        secret.map(|key| format!("[auth.openapi.session]\napi_key = \"{key}\"\n")).unwrap_or_default(),
    )?;
    let mut command = shell::program(fuzzer);
    command.arg("--config-file").arg(&config).arg("run").arg(&document).current_dir(&path);
    command.args(["--url", &base, "--header", &format!("Origin: {base}")]);
    // What the document allows may still be refused by a rule that it cannot express: 422 is no finding there.
    command.args(["--checks", "all", "--exclude-checks", "positive_data_acceptance"]);
    command.args(["--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure", "--no-shrink"]);
    command.args(["--suppress-health-check", "all", "--warnings", "off", "--workers", "1"]);
    command.args(["--max-time", &options.seconds.to_string(), "--seed", &options.seed.to_string()]);
    let output = command.output().context("cannot start the fuzzer")?;
    host.stop().await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let log = fs::read_to_string(folder.log())?;
    let broken: Vec<&str> =
        log.lines().filter(|line| line.contains("panicked") || line.contains("status=500")).collect();
    if output.status.success() && broken.is_empty() {
        shell::note(said.lines().rfind(|line| line.contains("generated")).unwrap_or_default().trim());
        return Ok(true);
    }
    shell::say(&said);
    shell::say(&String::from_utf8_lossy(&output.stderr));
    broken.into_iter().for_each(shell::say);
    Ok(false)
}

/// A session and its secret; none for nobody and for whom the product refuses.
async fn sign_in(base: &str, person: &str) -> Result<Option<(Caller, String)>> {
    let Some(known) = cast::find(person) else { return Ok(None) };
    let caller = Caller::new(base, person)?;
    let body = json!({"email": known.email(), "password": cast::PASSWORD});
    let reply = caller.ask(Method::POST, "/api/v1/session", Content::Json(body)).await?;
    let secret = reply.header("set-cookie").split(['=', ';']).nth(1).map(str::to_owned);
    Ok(secret.map(|secret| (caller, secret)))
}

/// The ids of all that the people who see most can list.
async fn everything(base: &str, described: &Value) -> Result<Found> {
    let mut found = Found::default();
    for person in SEERS {
        let Some((caller, _)) = sign_in(base, person).await? else { bail!("{person} cannot sign in") };
        found.add(&caller.get("/api/v1/me").await?);
        // What is listed under an organisation names projects, what is listed under those names documents.
        for depth in 1..=3 {
            for path in found.places(described, depth) {
                let reply = caller.fetch(&path).await?;
                if reply.status == 200 && reply.header("content-type").contains("json") {
                    found.add(&reply.json()?);
                }
            }
        }
    }
    Ok(found)
}

/// The fuzzer's program, installed if it is missing.
fn install() -> Result<PathBuf> {
    let venv = workspace::target().join("tools/schemathesis");
    let program = venv.join("bin/st");
    if !program.exists() {
        shell::note("installing the fuzzer");
        shell::run(shell::program("python3").args(["-m", "venv"]).arg(&venv))?;
        let pip = venv.join("bin/pip");
        shell::run(shell::program(pip).args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))?;
    }
    Ok(program)
}
