//! The sheets made for demonstrations, which are the nearest thing here to what an office sends.

use crate::made::drawings::{Kind, Paper, ReportSpec, Revision, SheetSpec, report, sheet};
use wayleave_media::{Encoding, FileType, RenderSpec, TypePolicy, check, pdf_facts, render_pdf_page};

use crate::sample::{file, pixels};

fn spec(kind: Kind, paper: Paper) -> SheetSpec {
    let revision = |code: &str, date: &str| Revision {
        code: code.to_owned(),
        date: date.to_owned(),
        description: "Issued for review".to_owned(),
        drawn: "DR".to_owned(),
        checked: "BL".to_owned(),
        approved: "KM".to_owned(),
    };
    SheetSpec {
        kind,
        paper,
        seed: 42,
        client: "Harbour Development Trust".to_owned(),
        project: "Canal Road Research Building".to_owned(),
        originator: "Lindqvist Okafor".to_owned(),
        title: "Level 2".to_owned(),
        number: "CRB-LO-02-DR-A-0101".to_owned(),
        status: "S3 – For review".to_owned(),
        level: 2,
        revisions: vec![revision("P01", "2026-02-10"), revision("P02", "2026-03-21")],
        padding_mib: None,
    }
}

#[test]
fn every_kind_of_sheet_is_a_pdf_that_can_be_seen() {
    for (kind, paper) in Kind::ALL.into_iter().flat_map(|kind| [(kind, Paper::A1), (kind, Paper::A3)]) {
        let bytes = sheet(&spec(kind, paper));
        assert_eq!(check(&bytes[..1024], "sheet.pdf", &TypePolicy::AllowAll), Ok(FileType::Pdf));
        let bytes = file(bytes);
        let facts = pdf_facts(&bytes).unwrap();
        let wide = facts.pages[0].width / 72.0 * 25.4;
        let expected = if paper == Paper::A1 { 841.0 } else { 420.5 };
        assert!((wide - expected).abs() < 0.5, "{kind:?} {paper:?}: {wide} mm");
        assert!(!facts.repaired);
        assert_eq!(facts.title.as_deref(), Some("CRB-LO-02-DR-A-0101 Level 2"));
        let page = render_pdf_page(&bytes, 0, &RenderSpec::width(800)).unwrap();
        assert_eq!(page.encoding, Encoding::Png, "{kind:?}");
        let image = pixels(&page);
        let dark =
            image.pixels().filter(|pixel| pixel[0] < 160).count() as f64 / f64::from(800 * page.height);
        assert!((0.01..0.3).contains(&dark), "{kind:?}: {dark} of the sheet is ink");
    }
}

#[test]
fn a_file_of_more_than_a_hundred_megabytes_is_read_like_a_small_one() {
    let plain = spec(Kind::Detail, Paper::A1);
    let padded = sheet(&SheetSpec { padding_mib: Some(101), ..plain.clone() });
    assert!(padded.len() > 101 << 20);
    let (padded, plain) = (file(padded), file(sheet(&plain)));
    assert_eq!(pdf_facts(&padded), pdf_facts(&plain));
    let draw = |bytes| render_pdf_page(bytes, 0, &RenderSpec::width(400)).unwrap();
    assert_eq!(draw(&padded), draw(&plain));
}

#[test]
fn a_report_has_a_title_page_and_text_after_it() {
    let bytes = report(&ReportSpec {
        client: "Harbour Development Trust".to_owned(),
        project: "Canal Road Research Building".to_owned(),
        title: "Specification for internal partitions and doors".to_owned(),
        number: "CRB-LO-XX-SP-A-0010".to_owned(),
        revision: "P02".to_owned(),
        date: "21 March 2026".to_owned(),
        originator: "Lindqvist Okafor".to_owned(),
        seed: 3,
        sections: 12,
    });
    let facts = pdf_facts(&file(bytes)).unwrap();
    assert!((4..12).contains(&facts.page_count()), "{}", facts.page_count());
    assert!(facts.pages.iter().all(|page| page.height > page.width));
}
