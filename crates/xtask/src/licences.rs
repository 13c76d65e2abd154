//! `cargo xtask licences`: everything that is built in bears a licence we accept, and no known hole.
//!
//! Cargo tells the licences of the Rust packages, the lock file those of the npm packages.
//! The advisory database cannot be fetched by an offline build, so the advisories that concern this
//! lock file are a list in this crate, refreshed by hand at each release.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::tidy::Finding;
use crate::{shell, workspace};

/// Licences under which anything may be built in.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "bzip2-1.0.6",
];

/// Licences that are accepted for one package each, with the reason.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("webpki-roots", "CDLA-Permissive-2.0", "a list of certificates, and data may be passed on freely")];

/// Packages that must not come in by any way, with the reason.
const REFUSED: &[(&str, &str)] = &[
    ("aws-lc-sys", "ring is the one cryptography library in C"),
    ("native-tls", "rustls is the one implementation of TLS"),
    ("openssl-sys", "rustls is the one implementation of TLS"),
    ("pq-sys", "the PostgreSQL client is written in Rust"),
];

/// Known holes: package, first version without the hole (or `-`), name of the advisory, what it means for us.
const ADVISORIES: &str = include_str!("../advisories.txt");

/// A package that is built in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Package {
    name: String,
    version: String,
    licence: Option<String>,
}

/// Prints what is wrong, and fails if anything is.
pub fn run() -> Result<()> {
    let findings = findings()?;
    for finding in &findings {
        shell::say(&finding.to_string());
    }
    ensure!(findings.is_empty(), "{} packages may not be built in", findings.len());
    shell::note("every package bears a licence we accept, and none has a hole we know of");
    Ok(())
}

/// Every package that may not be built in.
pub fn findings() -> Result<Vec<Finding>> {
    let rust = rust_packages()?;
    let mut findings = judge("Cargo.lock", &rust);
    findings.extend(refused(&rust));
    findings.extend(holes(&rust, ADVISORIES)?);
    let lock = workspace::web().join("package-lock.json");
    if lock.is_file() {
        let text = fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        findings.extend(judge("web/package-lock.json", &npm_packages(&text)?));
    }
    Ok(findings)
}

fn judge(path: &str, packages: &[Package]) -> Vec<Finding> {
    let bad = packages.iter().filter(|package| !is_accepted(package));
    bad.map(|package| {
        let licence = package.licence.as_deref().unwrap_or("no licence at all");
        finding(path, format!("{} {} bears {licence}", package.name, package.version))
    })
    .collect()
}

fn refused(packages: &[Package]) -> Vec<Finding> {
    let reason = |package: &Package| REFUSED.iter().find(|(name, _)| *name == package.name);
    packages
        .iter()
        .filter_map(|package| {
            reason(package).map(|(name, why)| finding("Cargo.lock", format!("{name}: {why}")))
        })
        .collect()
}

fn holes(packages: &[Package], advisories: &str) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for line in advisories.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let [name, patched, advisory, meaning] = words[..] else {
            anyhow::bail!("an advisory is `package version name meaning`, not {line:?}");
        };
        for package in packages.iter().filter(|package| package.name == name) {
            if patched == "-" || numbers(&package.version) < numbers(patched) {
                let message = format!("{name} {} has {advisory}: {meaning}", package.version);
                found.push(finding("Cargo.lock", message));
            }
        }
    }
    Ok(found)
}

fn finding(path: &str, message: String) -> Finding {
    Finding { check: "licence", path: path.to_owned(), line: 0, message }
}

/// The packages of the lock file that are compiled for Linux, tests and build scripts included.
fn rust_packages() -> Result<Vec<Package>> {
    let host = shell::read(shell::program("rustc").args(["--print", "host-tuple"]))?;
    let arguments = ["metadata", "--format-version", "1", "--filter-platform", host.trim()];
    let metadata: Value = serde_json::from_str(&shell::read(&mut shell::cargo(&arguments))?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().map(rust_package).collect())
}

fn rust_package(package: &Value) -> Package {
    let text = |name: &str| package[name].as_str().map(str::to_owned);
    Package {
        name: text("name").unwrap_or_default(),
        version: text("version").unwrap_or_default(),
        licence: text("license"),
    }
}

/// The packages of an npm lock file that reach the browser.
fn npm_packages(lock: &str) -> Result<Vec<Package>> {
    let lock: Value = serde_json::from_str(lock)?;
    let packages = lock["packages"].as_object().context("package-lock.json lists no packages")?;
    let shipped = packages.iter().filter(|(path, package)| {
        !path.is_empty() && package["dev"] != true && package["devOptional"] != true
    });
    let named = shipped.map(|(path, package)| Package {
        name: path.rsplit("node_modules/").next().unwrap_or(path).to_owned(),
        version: package["version"].as_str().unwrap_or_default().to_owned(),
        licence: package["license"].as_str().map(str::to_owned),
    });
    Ok(named.collect())
}

fn is_accepted(package: &Package) -> bool {
    let Some(licence) = &package.licence else { return false };
    let accepts = |name: &str| {
        ACCEPTED.contains(&name)
            || EXCEPTIONS.iter().any(|(exception, licence, _)| *exception == package.name && *licence == name)
    };
    // Older manifests write a slash for `OR`.
    let expression = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = expression.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, &accepts) && rest.is_empty()
}

/// `a OR b`: one of them suffices.
fn either(words: &mut &[&str], accepts: &impl Fn(&str) -> bool) -> bool {
    let mut accepted = both(words, accepts);
    while let Some(("OR", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        accepted |= both(words, accepts);
    }
    accepted
}

/// `a AND b`: each must do.
fn both(words: &mut &[&str], accepts: &impl Fn(&str) -> bool) -> bool {
    let mut accepted = single(words, accepts);
    while let Some(("AND", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        accepted &= single(words, accepts);
    }
    accepted
}

/// A licence, a licence with an exception, or an expression in parentheses.
fn single(words: &mut &[&str], accepts: &impl Fn(&str) -> bool) -> bool {
    match **words {
        ["(", ref rest @ ..] => {
            *words = rest;
            let accepted = either(words, accepts);
            if let Some((&")", rest)) = words.split_first() {
                *words = rest;
            }
            accepted
        }
        [name, "WITH", exception, ref rest @ ..] => {
            *words = rest;
            accepts(&format!("{name} WITH {exception}"))
        }
        [name, ref rest @ ..] => {
            *words = rest;
            accepts(name)
        }
        [] => false,
    }
}

/// The numbers of a version; what follows a hyphen or plus does not count.
fn numbers(version: &str) -> Vec<u64> {
    let plain = version.split(['-', '+']).next().unwrap_or(version);
    plain.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, licence: &str) -> Package {
        let licence = Some(licence.to_owned()).filter(|text| !text.is_empty());
        Package { name: name.to_owned(), version: version.to_owned(), licence }
    }

    fn accepted(licence: &str) -> bool {
        is_accepted(&package("some", "1.0.0", licence))
    }

    #[test]
    fn expressions_of_licences_are_weighed() {
        for licence in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Unicode-3.0"] {
            assert!(accepted(licence), "{licence}");
        }
        assert!(accepted("Apache-2.0 WITH LLVM-exception OR GPL-3.0"));
        for licence in
            ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND AGPL-3.0", "", "GPL-2.0 WITH x", "MIT )"]
        {
            assert!(!accepted(licence), "{licence}");
        }
    }

    #[test]
    fn an_exception_holds_for_its_package_only() {
        assert!(is_accepted(&package("webpki-roots", "1.0.0", "CDLA-Permissive-2.0")));
        assert!(!accepted("CDLA-Permissive-2.0"));
    }

    #[test]
    fn a_hole_is_found_below_the_patched_version() {
        let packages = [package("xml", "0.9.0", "MIT"), package("xml", "0.10.1", "MIT")];
        let found = holes(&packages, "# list\nxml 0.10.0 ADVISORY-1 it eats memory\n")
            .expect("the list is well formed");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("xml 0.9.0 has ADVISORY-1"), "{}", found[0]);
        assert_eq!(holes(&packages, "xml - ADVISORY-2 never mended").expect("well formed").len(), 2);
    }

    #[test]
    fn only_what_reaches_the_browser_is_judged() {
        let lock = r#"{"packages": {"": {}, "node_modules/a": {"version": "1.0.0", "license": "MIT"},
            "node_modules/a/node_modules/@b/c": {"version": "2.0.0", "license": "GPL-3.0"},
            "node_modules/d": {"version": "3.0.0", "license": "GPL-3.0", "dev": true}}}"#;
        let packages = npm_packages(lock).expect("the lock file is well formed");
        let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["a", "@b/c"]);
        assert_eq!(judge("lock", &packages).len(), 1);
    }

    #[test]
    fn a_refused_package_is_named_with_the_reason() {
        let found = refused(&[package("openssl-sys", "0.9.0", "MIT")]);
        assert!(found[0].message.contains("rustls"), "{}", found[0]);
    }
}
