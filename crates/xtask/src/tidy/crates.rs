//! Checks over manifests: which crate may know which, how many foreign packages there are, and why each is there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{File, Finding, Tree};

/// The most foreign packages of the shipped crates.
pub const RUST_PACKAGES: usize = 55;
const NPM_PACKAGES: usize = 30;
/// Crates that are not shipped; what only they need does not count.
const UNSHIPPED: &[&str] = &["testkit", "xtask"];

const REASONS: &str = "docs/dependencies.md";

/// Which of our crates a crate may name in its dependencies, and which more in its tests.
///
/// A crate that is not here needs a decision record before it needs a line.
const GRAPH: &[(&str, &[&str], &[&str])] = &[
    ("base", &[], &[]),
    ("db", &["base"], &[]),
    ("blob", &["base"], &[]),
    ("mail", &["base"], &[]),
    ("media", &["base"], &[]),
    ("query", &[], &[]),
    ("proof", &[], &[]),
    ("seal", &[], &["media"]),
    ("verify", &["proof"], &[]),
    ("access", &["base", "db", "query"], &[]),
    ("jobs", &["base", "db"], &[]),
    (
        "app",
        &["base", "db", "blob", "mail", "media", "query", "proof", "seal", "access", "jobs"],
        &["testkit"],
    ),
    ("testkit", &["base", "db", "blob", "mail", "media", "query", "access", "jobs", "app"], &[]),
    ("web", &[], &[]),
    (
        "server",
        &["base", "db", "blob", "mail", "media", "query", "access", "jobs", "app", "web"],
        &["testkit"],
    ),
    ("xtask", &["base", "db", "access"], &[]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Product,
    Tests,
    Workspace,
    Other,
}

/// Our crates know each other one way only.
pub fn depend_one_way(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, name) in manifests(tree) {
        let Some((_, product, tests)) = GRAPH.iter().find(|(known, ..)| *known == name) else {
            let message = "a new crate needs a decision record and a line in the graph of allowed crates";
            findings.push(Finding::of("graph", file, 0, message));
            continue;
        };
        for (section, dependency) in dependencies(&file.text) {
            let Some(dependency) = dependency.strip_prefix("wayleave-") else { continue };
            let allowed = product.contains(&dependency)
                || (section == Section::Tests && (tests.contains(&dependency) || dependency == name));
            if !allowed {
                let message = format!("{name} may not know {dependency}");
                findings.push(Finding::of("graph", file, 0, message));
            }
        }
    }
    findings
}

/// There are few direct dependencies, and each has its reason in the documentation.
pub fn are_few_and_explained(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let reasons = tree.get(REASONS).map_or("", |file| file.text.as_str());
    let mut used = BTreeSet::new();
    for (file, _) in manifests(tree).filter(|(_, name)| !UNSHIPPED.contains(name)) {
        let product = |(section, _): &(Section, String)| *section == Section::Product;
        let names = dependencies(&file.text).into_iter().filter(product).map(|(_, name)| name);
        used.extend(names.filter(|name| !name.starts_with("wayleave-")));
    }
    limit(&mut findings, "Cargo.toml", used.len(), RUST_PACKAGES);
    if let Some(file) = tree.get("Cargo.toml") {
        let offered =
            dependencies(&file.text).into_iter().filter(|(section, _)| *section == Section::Workspace);
        let foreign = offered.map(|(_, name)| name).filter(|name| !name.starts_with("wayleave-"));
        explain(&mut findings, &file.path, foreign, reasons);
    }
    for path in ["web/package.json", "e2e/package.json"] {
        let Some(file) = tree.get(path) else { continue };
        let runtime = npm_packages(file, "dependencies");
        limit(&mut findings, path, runtime.len(), NPM_PACKAGES);
        explain(&mut findings, path, runtime.into_iter(), reasons);
        explain(&mut findings, path, npm_packages(file, "devDependencies").into_iter(), reasons);
    }
    findings
}

fn limit(findings: &mut Vec<Finding>, path: &str, count: usize, most: usize) {
    if count > most {
        let message = format!("{count} direct dependencies, and {most} are the most");
        findings.push(Finding::at("dependency", path, 0, message));
    }
}

fn explain(findings: &mut Vec<Finding>, path: &str, names: impl Iterator<Item = String>, reasons: &str) {
    for name in names {
        let family = name.split_once('/').map(|(scope, _)| format!("`{scope}/*`"));
        let said =
            reasons.contains(&format!("`{name}`")) || family.is_some_and(|family| reasons.contains(&family));
        if !said {
            let message = format!("say in {REASONS} why {name} and not another");
            findings.push(Finding::at("dependency", path, 0, message));
        }
    }
}

/// The manifests of our crates, with the crates' short names.
fn manifests(tree: &Tree) -> impl Iterator<Item = (&File, &str)> {
    tree.files.iter().filter_map(|file| {
        let name = file.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        (!name.contains('/')).then_some((file, name))
    })
}

/// The names in the dependency sections of a manifest, each with the kind of its section.
fn dependencies(manifest: &str) -> Vec<(Section, String)> {
    let mut section = Section::Other;
    let mut found = Vec::new();
    for line in manifest.lines() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            section = section_of(header);
            // `[dependencies.name]` opens a table for one dependency.
            if section == Section::Other
                && let Some((parent, name)) = header.rsplit_once('.')
                && section_of(parent) != Section::Other
            {
                found.push((section_of(parent), name.to_owned()));
            }
        } else if section != Section::Other
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once('=')
        {
            let name = name.trim().trim_end_matches(".workspace").trim_matches('"');
            found.push((section, name.to_owned()));
        }
    }
    found
}

fn section_of(header: &str) -> Section {
    if header == "workspace.dependencies" {
        return Section::Workspace;
    }
    let header = if header.starts_with("target.") { header.rsplit('.').next() } else { Some(header) };
    match header {
        Some("dependencies" | "build-dependencies") => Section::Product,
        Some("dev-dependencies") => Section::Tests,
        _ => Section::Other,
    }
}

fn npm_packages(file: &File, section: &str) -> Vec<String> {
    let manifest: Value = serde_json::from_str(&file.text).unwrap_or_default();
    manifest[section].as_object().map(|names| names.keys().cloned().collect()).unwrap_or_default()
}
