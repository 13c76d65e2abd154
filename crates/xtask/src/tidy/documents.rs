//! Checks over documentation: links that lead somewhere, pages that get read, decisions recorded alike.

use std::path::Path;

use super::{File, Finding, Tree};
use crate::workspace;

/// The longest that a page may be; what is longer is not read.
const LONGEST: &[(&str, usize)] = &[("ARCHITECTURE.md", 300), ("CONTRIBUTING.md", 300)];

/// Pages that the code or the checks refer to.
const REQUIRED: &[&str] = &[
    "CONTRIBUTING.md",
    "docs/api-design.md",
    "docs/database.md",
    "docs/dependencies.md",
    "docs/glossary.md",
    "docs/logging.md",
    "docs/testing.md",
];

const DECISION_HEADINGS: &[&str] =
    &["## Status", "## Context", "## Decision", "## Consequences", "## Alternatives"];

/// Every relative link leads to a file.
pub fn have_living_links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.is("md")) {
        let folder = Path::new(&file.path).parent().unwrap_or_else(|| Path::new(""));
        for (line, target) in links(file) {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            if path.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !workspace::root().join(folder).join(path).exists() {
                findings.push(Finding::of("link", file, line, format!("{target} leads nowhere")));
            }
        }
    }
    findings
}

/// No page is longer than it will be read.
pub fn are_short_enough(tree: &Tree) -> Vec<Finding> {
    let too_long = |(path, most): &(&str, usize)| {
        let file = tree.get(path)?;
        let lines = file.text.lines().count();
        let message = format!("{lines} lines, and {most} are the most");
        (lines > *most).then(|| Finding::of("length", file, 0, message))
    };
    LONGEST.iter().filter_map(too_long).collect()
}

/// The pages that others refer to are there.
pub fn are_there(tree: &Tree) -> Vec<Finding> {
    let missing = REQUIRED.iter().filter(|path| tree.get(path).is_none());
    missing.map(|path| Finding::at("page", path, 0, "this page is missing")).collect()
}

/// Decision records are numbered without a gap and have the same headings.
pub fn record_decisions_alike(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let records = tree.files.iter().filter_map(|file| Some((file, file.path.strip_prefix("docs/adr/")?)));
    for (index, (file, name)) in records.filter(|(_, name)| name.ends_with(".md")).enumerate() {
        if !name.starts_with(&format!("{:04}-", index + 1)) {
            findings.push(Finding::of("decision", file, 0, format!("its number should be {:04}", index + 1)));
        }
        let headings: Vec<&str> = file.text.lines().filter(|line| line.starts_with("## ")).collect();
        if headings != DECISION_HEADINGS {
            let message = format!("its headings should be {}", DECISION_HEADINGS.join(", "));
            findings.push(Finding::of("decision", file, 0, message));
        }
    }
    findings
}

/// The targets of a page's links, with their lines; code is left out.
fn links(file: &File) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (index, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for (start, _) in line.match_indices("](") {
            // An odd number of back-ticks before it means that it stands in code.
            if line[..start].matches('`').count() % 2 == 1 && line[start..].contains('`') {
                continue;
            }
            let rest = &line[start + 2..];
            if let Some((target, _)) = rest.split_once(')') {
                found.push((index + 1, target.split(' ').next().unwrap_or(target)));
            }
        }
    }
    found
}
