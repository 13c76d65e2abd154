//! The page of figures: each measurement owns the lines between two markers of `docs/benchmarks.md`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{shell, workspace};

fn page() -> PathBuf {
    workspace::root().join("docs/benchmarks.md")
}

/// Prints a section, and puts it into the page unless it is dry.
pub fn publish(name: &str, text: &str, dry: bool) -> Result<()> {
    shell::say(text);
    if dry {
        return Ok(());
    }
    let page = page();
    let before = fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let after = replaced(&before, name, text)
        .with_context(|| format!("{} has no markers for {name}", page.display()))?;
    fs::write(&page, after).with_context(|| format!("cannot write {}", page.display()))
}

fn replaced(page: &str, name: &str, text: &str) -> Option<String> {
    let (open, close) = (format!("<!-- bench:{name} -->"), format!("<!-- /bench:{name} -->"));
    let (head, rest) = page.split_once(&open)?;
    let (_, tail) = rest.split_once(&close)?;
    Some(format!("{head}{open}\n\n{}\n\n{close}{tail}", text.trim()))
}

/// The machine in a sentence, and how busy it was at the start.
pub fn machine() -> Result<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").context("cannot read the size of memory")?;
    let total = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib: f64 =
        total.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").context("cannot read the load")?;
    let load = load.split_whitespace().next().unwrap_or_default();
    Ok(format!(
        "Machine: {cores} cores, {:.0} GiB, Linux; client, server and database on the same machine; \
         load average {load} when it began.",
        (kib / 1024.0 / 1024.0).ceil()
    ))
}

/// A value of `/proc/<process>/status` in MiB, such as `VmHWM`.
pub fn memory_of(process: u32, name: &str) -> Result<f64> {
    let file = format!("/proc/{process}/status");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kib: f64 = value
        .and_then(|value| value.trim().trim_end_matches(" kB").parse().ok())
        .with_context(|| format!("{file} has no {name}"))?;
    Ok(kib / 1024.0)
}

/// Fails with a sentence if the target folder's disk has less than so many GiB to spare.
pub fn ensure_free_disk(needed: f64) -> Result<()> {
    let folder = workspace::target();
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let mut command = shell::program("df");
    command.args(["--output=avail", "-B1"]).arg(&folder);
    let said = shell::read(&mut command)?;
    let free: f64 = said.lines().last().and_then(|line| line.trim().parse().ok()).unwrap_or_default();
    let free = free / f64::from(1 << 30);
    shell::note(&format!("  free disk: {free:.0} GiB, needed: {needed:.1} GiB"));
    anyhow::ensure!(
        free >= needed,
        "the disk of {} has {free:.1} GiB to spare, and this measurement may need {needed:.1} GiB; \
         free some or measure at a smaller --scale",
        folder.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_replaces_what_stood_between_its_markers_alone() {
        let page = "a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb <!-- bench:y -->z<!-- /bench:y -->\n";
        let after = replaced(page, "x", "new\n").expect("the markers are there");
        assert_eq!(
            after,
            "a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nb <!-- bench:y -->z<!-- /bench:y -->\n"
        );
        assert!(replaced(page, "z", "").is_none());
    }
}
