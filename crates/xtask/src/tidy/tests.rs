//! Each check is shown a file that breaks it and one that does not.

use super::{Check, File, Finding, Tree, crates, documents, sources, waived};

fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
    Tree { files: files.iter().map(file).collect() }
}

/// The places that a check finds, as `path:line`.
fn places(check: Check, files: &[(&str, &str)]) -> Vec<String> {
    check(&tree(files)).iter().map(|finding| format!("{}:{}", finding.path, finding.line)).collect()
}

#[test]
fn a_file_without_an_opening_comment_is_found() {
    let files = [("crates/a/src/lib.rs", "//! Fine.\n"), ("crates/a/src/b.rs", "use x;\n//! Late.\n")];
    assert_eq!(places(sources::opens_with_docs, &files), ["crates/a/src/b.rs:1"]);
}

#[test]
fn a_long_file_is_found_and_its_tests_do_not_count() {
    let long = "x\n".repeat(801);
    let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "x\n".repeat(700), "x\n".repeat(700));
    let script = "x\n".repeat(601);
    let files = [
        ("crates/a/src/long.rs", long.as_str()),
        ("crates/a/src/tested.rs", tested.as_str()),
        ("crates/a/tests/it/long.rs", long.as_str()),
        ("web/src/api/schema.gen.ts", long.as_str()),
        ("web/src/ui/Long.tsx", script.as_str()),
    ];
    assert_eq!(places(sources::is_short_enough, &files), ["crates/a/src/long.rs:0", "web/src/ui/Long.tsx:0"]);
}

#[test]
fn a_module_named_after_nothing_is_found() {
    let files = [
        ("crates/a/src/utils.rs", ""),
        ("crates/a/src/common/mod.rs", ""),
        ("web/src/lib/helpers.ts", ""),
        ("web/src/lib/bytes.ts", ""),
    ];
    assert_eq!(places(sources::has_a_good_name, &files).len(), 3);
}

#[test]
fn an_engine_named_outside_its_place_is_found() {
    let code = concat!("if db.is_", "sqlite() {}\n");
    let files = [
        ("crates/app/src/register/store.rs", code),
        ("crates/db/src/dialect.rs", code),
        ("crates/access/src/sql/sqlite.rs", code),
        ("crates/app/tests/it/plans.rs", code),
        ("crates/app/src/x.rs", concat!("// Not even when it is_", "sqlite.\n")),
    ];
    let found = places(sources::leaves_engines_to_the_database_crate, &files);
    assert_eq!(found, ["crates/app/src/register/store.rs:1"]);
}

#[test]
fn the_database_library_named_outside_its_place_is_found() {
    let code = concat!("fn f(row: sq", "lx::Row) {}\n");
    let files = [("crates/app/src/register/store.rs", code), ("crates/db/src/lib.rs", code)];
    let found = places(sources::leaves_sqlx_to_the_database_crate, &files);
    assert_eq!(found, ["crates/app/src/register/store.rs:1"]);
}

#[test]
fn a_model_that_knows_the_wire_is_found() {
    let code = "//! Rules.\nuse serde::Serialize;\n";
    let files = [("crates/app/src/register/model.rs", code), ("crates/app/src/register/view.rs", code)];
    assert_eq!(places(sources::keeps_models_pure, &files), ["crates/app/src/register/model.rs:2"]);
}

#[test]
fn a_loose_end_is_found_in_code_and_comments() {
    let files = [
        ("crates/a/src/a.rs", concat!("// TO", "DO: later\n")),
        ("web/src/b.ts", concat!("x() // FIX", "ME\n")),
        ("crates/a/src/c.rs", concat!("fn f() { to", "do!() }\n")),
        ("crates/a/src/d.rs", "let todoist = \"MASTODONTS\";\n"),
    ];
    assert_eq!(places(sources::has_no_loose_ends, &files).len(), 3);
}

#[test]
fn a_dishonest_test_is_found_and_product_code_may_wait() {
    let ignored = concat!("#[test]\n#[", "ignore]\nfn f() {}\n");
    let waiting = concat!("std::thread::", "sleep(x);\n");
    let inline = format!("{waiting}#[cfg(test)]\nmod tests {{\n{waiting}}}\n");
    let files = [
        ("crates/a/tests/it/a.rs", ignored),
        ("crates/a/src/b.rs", inline.as_str()),
        ("e2e/c.spec.ts", concat!("await page.waitFor", "Timeout(5)\n")),
        ("crates/a/src/d.rs", waiting),
    ];
    let found = places(sources::has_only_honest_tests, &files);
    assert_eq!(found, ["crates/a/tests/it/a.rs:2", "crates/a/src/b.rs:4", "e2e/c.spec.ts:1"]);
}

#[test]
fn a_pending_snapshot_is_found() {
    let files = [("crates/a/tests/it/snapshots/x.snap.new", "")];
    assert_eq!(places(sources::has_no_pending_snapshot, &files).len(), 1);
}

#[test]
fn a_migration_for_one_engine_only_is_found() {
    let files = [
        ("crates/db/migrations/postgres/202611210900_people.sql", ""),
        ("crates/db/migrations/postgres/202611211000_audit.sql", ""),
        ("crates/db/migrations/sqlite/202611210900_people.sql", ""),
        ("crates/db/migrations/sqlite/2_more.sql", ""),
        ("crates/db/migrations/postgres/2_more.sql", ""),
    ];
    let found = places(sources::has_the_same_migrations_for_both_engines, &files);
    assert_eq!(found.len(), 3);
    assert!(found.contains(&"crates/db/migrations/sqlite/202611211000_audit.sql:0".to_owned()));
}

#[test]
fn a_crate_that_knows_too_much_is_found() {
    let fine = "[dependencies]\nwayleave-base.workspace = true\nsqlx.workspace = true\n";
    let upward = "[dependencies]\nwayleave-app = { path = \"../app\" }\n";
    let only_tests = "[dependencies]\nwayleave-base.workspace = true\n[dev-dependencies]\nwayleave-testkit.workspace = true\n";
    let files = [
        ("crates/access/Cargo.toml", upward),
        ("crates/app/Cargo.toml", only_tests),
        ("crates/db/Cargo.toml", fine),
        ("crates/extra/Cargo.toml", fine),
        ("crates/jobs/Cargo.toml", only_tests),
        ("crates/web/Cargo.toml", "[build-dependencies.wayleave-base]\nworkspace = true\n"),
    ];
    let found = places(crates::depend_one_way, &files);
    let expected = ["access", "extra", "jobs", "web"].map(|name| format!("crates/{name}/Cargo.toml:0"));
    assert_eq!(found, expected);
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let files = [
        (
            "Cargo.toml",
            "[workspace.dependencies]\nwayleave-db = { path = \"x\" }\nserde = \"1\"\nrand = \"0.9\"\n",
        ),
        ("docs/dependencies.md", "- `serde`: so.\n- `@scope/*`: so.\n"),
        (
            "web/package.json",
            r#"{"dependencies": {"@scope/a": "1", "react": "1"}, "devDependencies": {"vite": "1"}}"#,
        ),
    ];
    let messages: Vec<String> =
        crates::are_few_and_explained(&tree(&files)).into_iter().map(|finding| finding.message).collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
    for name in ["rand", "react", "vite"] {
        assert!(messages.iter().any(|message| message.contains(name)), "{name}");
    }
}

#[test]
fn too_many_dependencies_are_found() {
    let names: String =
        (0..=crates::RUST_PACKAGES).map(|number| format!("package{number} = \"1\"\n")).collect();
    let product = format!("[dependencies]\n{names}");
    let tests = format!("[dev-dependencies]\n{names}");
    assert_eq!(
        places(crates::are_few_and_explained, &[("crates/app/Cargo.toml", &product)]),
        ["Cargo.toml:0"]
    );
    assert!(places(crates::are_few_and_explained, &[("crates/app/Cargo.toml", &tests)]).is_empty());
}

#[test]
fn a_dead_link_is_found_and_code_is_left_alone() {
    let text = "[a](glossary.md#x) [b](nowhere.md)\n`[c](gone.md)`\n```\n[d](gone.md)\n```\n[e](https://example.org)\n";
    assert_eq!(places(documents::have_living_links, &[("docs/x.md", text)]), ["docs/x.md:1"]);
}

#[test]
fn a_long_map_is_found() {
    let text = "x\n".repeat(301);
    assert_eq!(places(documents::are_short_enough, &[("ARCHITECTURE.md", &text)]), ["ARCHITECTURE.md:0"]);
}

#[test]
fn a_missing_page_is_found() {
    assert!(places(documents::are_there, &[]).contains(&"docs/glossary.md:0".to_owned()));
}

#[test]
fn a_decision_in_another_shape_is_found() {
    let good = "# T\n## Status\n## Context\n## Decision\n## Consequences\n## Alternatives\n";
    let files = [("docs/adr/0001-a.md", good), ("docs/adr/0003-b.md", good), ("docs/adr/0004-c.md", "# T\n")];
    assert_eq!(places(documents::record_decisions_alike, &files).len(), 3);
}

#[test]
fn a_waiver_takes_one_finding_out_and_must_be_needed() {
    let finding = |path: &str| Finding::at("name", path, 0, "x");
    let left = waived(vec![finding("a.rs"), finding("b.rs")], "# c\nname a.rs it is the word of the trade\n");
    assert!(left.contains(&finding("b.rs")));
    assert!(!left.contains(&finding("a.rs")));
    let left = waived(Vec::new(), "name a.rs no longer needed\n");
    assert!(left.iter().any(|finding| finding.message.contains("remove the waiver")), "{left:?}");
    let left = waived(Vec::new(), "name a.rs\n");
    assert!(left.iter().any(|finding| finding.message.contains("check path reason")), "{left:?}");
}
