//! The programs that the commands need beside cargo: found, installed where we may, else named with the exact command.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{cluster, shell, workspace};

/// A program that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `rustfmt` and `clippy` of the pinned toolchain.
    Components,
    /// Node.js and npm, new enough for Vite.
    Node,
    /// PostgreSQL's server programs.
    Postgres,
    /// The browser that the end-to-end tests drive, and a font for it.
    Chromium,
    /// Python with `venv`, for the S3 server of the file tests.
    Python,
    /// Programs that check signatures: `openssl`, and `pdfsig` of poppler.
    Signatures,
    /// nginx, beside which downloads are measured.
    Nginx,
}

impl Tool {
    /// All of them, in the order in which they are looked for.
    pub const ALL: [Tool; 7] = [
        Tool::Components,
        Tool::Node,
        Tool::Postgres,
        Tool::Chromium,
        Tool::Python,
        Tool::Signatures,
        Tool::Nginx,
    ];

    /// The tool's name for people.
    pub fn name(self) -> &'static str {
        match self {
            Tool::Components => "rustfmt and clippy",
            Tool::Node => "Node.js 20.19 or newer with npm",
            Tool::Postgres => "PostgreSQL's server",
            Tool::Chromium => "Chromium",
            Tool::Python => "Python with venv",
            Tool::Signatures => "openssl and pdfsig",
            Tool::Nginx => "nginx",
        }
    }

    /// Whether it is there.
    pub fn present(self) -> bool {
        match self {
            Tool::Components => {
                shell::answers("cargo", &["fmt", "--version"])
                    && shell::answers("cargo", &["clippy", "--version"])
            }
            Tool::Node => node_is_new_enough() && shell::answers("npm", &["--version"]),
            Tool::Postgres => cluster::tools_folder().is_some() && shell::find("psql").is_some(),
            Tool::Chromium => {
                workspace::chromium().is_file() && shell::find("fc-list").is_some_and(has_fonts)
            }
            Tool::Python => shell::answers("python3", &["-c", "import venv, ensurepip"]),
            Tool::Signatures => shell::answers("openssl", &["version"]) && shell::answers("pdfsig", &["-v"]),
            Tool::Nginx => shell::answers("nginx", &["-v"]),
        }
    }

    /// The Debian packages that bring it; none if Debian's version would not do.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Tool::Components | Tool::Node => &[],
            Tool::Postgres => &["postgresql"],
            Tool::Chromium => &["chromium", "fontconfig", "fonts-liberation"],
            Tool::Python => &["python3-venv"],
            Tool::Signatures => &["openssl", "poppler-utils"],
            Tool::Nginx => &["nginx-light"],
        }
    }

    /// What to type to get it where Debian's packages do not help.
    fn advice(self) -> &'static str {
        match self {
            Tool::Components => "rustup component add rustfmt clippy",
            Tool::Node => "install Node.js 20.19 or newer from https://nodejs.org, which brings npm",
            Tool::Postgres | Tool::Chromium | Tool::Python | Tool::Signatures | Tool::Nginx => "",
        }
    }
}

/// Installs whatever any command needs.
pub fn ensure_all() -> Result<()> {
    ensure(&Tool::ALL)?;
    shell::note("everything that the commands need is installed");
    Ok(())
}

/// Makes sure that some tools are there: installs them through Debian's packages where we may, else names the command.
pub fn ensure(tools: &[Tool]) -> Result<()> {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !tool.present()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|tool| tool.name()).collect();
    shell::note(&format!("missing: {}", names.join(", ")));
    let packages: Vec<&str> = missing.iter().flat_map(|tool| tool.packages()).copied().collect();
    if !packages.is_empty() {
        install(&packages)?;
    }
    if missing.contains(&Tool::Components) && shell::find("rustup").is_some() {
        shell::run(shell::program("rustup").args(["component", "add", "rustfmt", "clippy"]))?;
    }
    let still: Vec<Tool> = missing.into_iter().filter(|tool| !tool.present()).collect();
    match still.first() {
        None => Ok(()),
        Some(tool) if tool.advice().is_empty() => {
            bail!("{} is still missing after `{}`", tool.name(), by_hand(&packages))
        }
        Some(tool) => bail!("{} is missing: {}", tool.name(), tool.advice()),
    }
}

fn install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| -> Result<Option<Command>> {
        let mut command = if shell::read(shell::program("id").arg("-u"))?.trim() == "0" {
            shell::program("apt-get")
        } else if shell::answers("sudo", &["-n", "true"]) {
            let mut sudo = shell::program("sudo");
            sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
            sudo
        } else {
            return Ok(None);
        };
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        Ok(Some(command))
    };
    if shell::find("apt-get").is_none() {
        bail!("this is no Debian: install what corresponds to these packages: {}", packages.join(" "));
    }
    let Some(mut update) = apt(&["update", "-q"])? else {
        bail!("may not install packages here; run: {}", by_hand(packages));
    };
    shell::run(&mut update)?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    let mut install = apt(&arguments)?.context("the right to install packages was lost half-way")?;
    shell::run(&mut install).with_context(|| format!("install by hand: {}", by_hand(packages)))
}

fn by_hand(packages: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {}", packages.join(" "))
}

fn node_is_new_enough() -> bool {
    let version = shell::read(shell::program("node").arg("--version")).unwrap_or_default();
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    (major, minor) >= (20, 19)
}

fn has_fonts(list: std::path::PathBuf) -> bool {
    shell::read(&mut shell::program(list)).is_ok_and(|fonts| !fonts.trim().is_empty())
}
