//! The house style, enforced by `cargo test`.

use xtask::tidy;

#[test]
fn the_house_style_holds() {
    let findings = tidy::all().expect("the files can be read");
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "places that break the house style: {}\n{}", lines.len(), lines.join("\n"));
}
