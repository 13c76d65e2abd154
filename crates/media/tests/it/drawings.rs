//! Drawings in the exchange format: what is drawn, and what is given up.

use wayleave_media::{
    DrawingError, Encoding, FileBytes, RenderSpec, dxf_to_pdf, pdf_facts, pdf_text, render_pdf_page,
};

/// A file of these sections; values are given as they stand, a number and a value each.
fn dxf(sections: &[(&str, &[(i32, &str)])]) -> FileBytes {
    let mut text = String::from("999\nmade for a test\n");
    for (name, pairs) in sections {
        text.push_str(&format!("  0\nSECTION\n  2\n{name}\n"));
        for (code, value) in *pairs {
            text.push_str(&format!("{code:>3}\r\n{value}\r\n"));
        }
        text.push_str("  0\nENDSEC\n");
    }
    text.push_str("  0\nEOF\n");
    FileBytes::from(text.into_bytes())
}

const LINE: &[(i32, &str)] = &[(0, "LINE"), (8, "walls"), (10, "0"), (20, "0"), (11, "100"), (21, "50")];

fn drawn(entities: &[(i32, &str)]) -> Result<Vec<u8>, DrawingError> {
    dxf_to_pdf(&dxf(&[("ENTITIES", entities)]))
}

/// The darkness of the page at a share of its width and height from the top left.
fn dark(pdf: Vec<u8>, x: f64, y: f64) -> bool {
    let page = render_pdf_page(&FileBytes::from(pdf), 0, &RenderSpec::width(1200)).unwrap();
    assert_eq!(page.encoding, Encoding::Png);
    let image = image::load_from_memory(&page.bytes).unwrap().to_luma8();
    let (left, top) = (x * f64::from(image.width()), y * f64::from(image.height()));
    (-12..=12).any(|dx| {
        (-12..=12).any(|dy| {
            let (x, y) = (left as i64 + dx, top as i64 + dy);
            let inside = x >= 0 && y >= 0 && x < i64::from(image.width()) && y < i64::from(image.height());
            inside && image.get_pixel(x as u32, y as u32).0[0] < 200
        })
    })
}

#[test]
fn lines_and_circles_are_drawn_where_they_lie() {
    let facts = pdf_facts(&FileBytes::from(drawn(LINE).unwrap())).unwrap();
    assert_eq!(facts.page_count(), 1);
    let size = facts.pages[0];
    assert!(size.width > 2_300.0 && size.height > 1_150.0 && size.height < 1_300.0, "twice as wide as tall");
    let line = drawn(LINE).unwrap();
    assert!(dark(line.clone(), 0.5, 0.5) && !dark(line, 0.2, 0.2));
    let circle = [(0, "CIRCLE"), (10, "5"), (20, "5"), (40, "3")];
    let circle = drawn(&circle).unwrap();
    assert!(dark(circle.clone(), 0.5, 0.02) && dark(circle.clone(), 0.02, 0.5) && !dark(circle, 0.5, 0.5));
}

/// One of each kind that is drawn.
const KINDS: &[&[(i32, &str)]] = &[
    &[(0, "ARC"), (10, "0"), (20, "0"), (40, "9"), (50, "30"), (51, "300")],
    &[(0, "ELLIPSE"), (10, "0"), (20, "0"), (11, "9"), (21, "3"), (40, "0.4"), (41, "0"), (42, "6.28318")],
    &[
        (0, "LWPOLYLINE"),
        (70, "1"),
        (10, "0"),
        (20, "0"),
        (42, "0.5"),
        (10, "9"),
        (20, "0"),
        (10, "9"),
        (20, "9"),
    ],
    &[
        (0, "POLYLINE"),
        (66, "1"),
        (70, "0"),
        (0, "VERTEX"),
        (10, "0"),
        (20, "0"),
        (0, "VERTEX"),
        (10, "8"),
        (20, "9"),
        (0, "SEQEND"),
    ],
    &[
        (0, "SPLINE"),
        (70, "8"),
        (71, "3"),
        (40, "0"),
        (40, "0"),
        (40, "0"),
        (40, "0"),
        (40, "1"),
        (40, "1"),
        (40, "1"),
        (40, "1"),
        (10, "0"),
        (20, "0"),
        (10, "3"),
        (20, "9"),
        (10, "6"),
        (20, "-9"),
        (10, "9"),
        (20, "0"),
    ],
    &[(0, "SPLINE"), (71, "3"), (11, "0"), (21, "0"), (11, "5"), (21, "5"), (11, "9"), (21, "0")],
    &[(0, "SOLID"), (10, "0"), (20, "0"), (11, "9"), (21, "0"), (12, "0"), (22, "9"), (13, "9"), (23, "9")],
    &[(0, "3DFACE"), (10, "0"), (20, "0"), (11, "9"), (21, "0"), (12, "9"), (22, "9"), (13, "0"), (23, "9")],
    &[
        (0, "HATCH"),
        (70, "1"),
        (91, "1"),
        (92, "2"),
        (72, "0"),
        (73, "1"),
        (93, "3"),
        (10, "0"),
        (20, "0"),
        (10, "9"),
        (20, "0"),
        (10, "9"),
        (20, "9"),
        (97, "0"),
        (75, "1"),
    ],
    &[
        (0, "HATCH"),
        (70, "1"),
        (91, "1"),
        (92, "1"),
        (93, "2"),
        (72, "1"),
        (10, "0"),
        (20, "0"),
        (11, "9"),
        (21, "0"),
        (72, "2"),
        (10, "4.5"),
        (20, "0"),
        (40, "4.5"),
        (50, "0"),
        (51, "180"),
        (73, "1"),
        (97, "0"),
        (75, "1"),
    ],
    &[(0, "LEADER"), (10, "0"), (20, "0"), (10, "9"), (20, "9")],
    &[
        (0, "MTEXT"),
        (10, "0"),
        (20, "0"),
        (40, "2.5"),
        (71, "5"),
        (41, "40"),
        (1, r"{\fArial;Level} 2\PPlan"),
    ],
    &[
        (0, "TEXT"),
        (10, "0"),
        (20, "0"),
        (11, "5"),
        (21, "5"),
        (72, "4"),
        (40, "2.5"),
        (50, "45"),
        (1, "%%c20"),
    ],
];

#[test]
fn every_kind_of_curve_and_area_leaves_something() {
    for kind in KINDS {
        let file = FileBytes::from(drawn(kind).unwrap_or_else(|error| panic!("{kind:?}: {error}")));
        let page = render_pdf_page(&file, 0, &RenderSpec::width(300)).unwrap();
        let image = image::load_from_memory(&page.bytes).unwrap().to_luma8();
        assert!(image.pixels().any(|pixel| pixel.0[0] < 200), "{kind:?} leaves the sheet white");
    }
}

#[test]
fn text_of_a_drawing_is_text_of_the_page() {
    let text = [(0, "TEXT"), (10, "0"), (20, "0"), (40, "2.5"), (1, "Raum 12 %%p0.00")];
    let pdf = FileBytes::from(drawn(&text).unwrap());
    assert_eq!(pdf_text(&pdf, || true).unwrap().pages, ["Raum 12 ±0.00"]);
    let cyrillic = [(0, "TEXT"), (10, "0"), (20, "0"), (40, "2.5"), (1, "План этажа")];
    let pdf = drawn(&cyrillic).unwrap();
    assert!(
        (1..9).any(|at| dark(pdf.clone(), f64::from(at) / 10.0, 0.5)),
        "letters without a code are outlines"
    );
}

#[test]
fn blocks_are_drawn_where_they_are_inserted_and_in_their_layers_colour() {
    let blocks: &[(i32, &str)] = &[
        (0, "BLOCK"),
        (2, "door"),
        (10, "1"),
        (20, "0"),
        (0, "LINE"),
        (8, "0"),
        (10, "1"),
        (20, "0"),
        (11, "2"),
        (21, "0"),
        (0, "ENDBLK"),
    ];
    let entities: &[(i32, &str)] = &[
        (0, "INSERT"),
        (8, "doors"),
        (2, "door"),
        (10, "0"),
        (20, "0"),
        (41, "10"),
        (42, "10"),
        (70, "2"),
        (44, "90"),
        (0, "LINE"),
        (8, "0"),
        (10, "0"),
        (20, "50"),
        (11, "100"),
        (21, "50"),
    ];
    let layers: &[(i32, &str)] =
        &[(0, "TABLE"), (2, "LAYER"), (0, "LAYER"), (2, "doors"), (62, "1"), (70, "0")];
    let file = dxf(&[("TABLES", layers), ("BLOCKS", blocks), ("ENTITIES", entities)]);
    let pdf = dxf_to_pdf(&file).unwrap();
    let page = render_pdf_page(&FileBytes::from(pdf), 0, &RenderSpec::width(400)).unwrap();
    let image = image::load_from_memory(&page.bytes).unwrap().to_rgb8();
    let red = |share: f64| {
        let x = (share * f64::from(image.width())) as u32;
        (0..image.height()).any(|y| {
            let pixel = image.get_pixel(x, y).0;
            pixel[0] > 200 && pixel[1] < 160
        })
    };
    assert!(red(0.05) && red(0.95) && !red(0.5), "two doors with nothing between them");
}

#[test]
fn hidden_layers_and_layouts_are_not_drawn() {
    let off: &[(i32, &str)] = &[(0, "LAYER"), (2, "walls"), (62, "-7"), (70, "0")];
    assert_eq!(dxf_to_pdf(&dxf(&[("TABLES", off), ("ENTITIES", LINE)])), Err(DrawingError::Empty));
    let paper: Vec<(i32, &str)> = LINE.iter().copied().chain([(67, "1")]).collect();
    assert!(drawn(&paper).is_ok(), "a layout is drawn where there is no model");
}

#[test]
fn what_is_no_drawing_is_given_up_with_a_sentence() {
    let tried = |bytes: &[u8]| dxf_to_pdf(&FileBytes::from(bytes.to_vec()));
    assert_eq!(tried(b"AutoCAD Binary DXF\r\n\x1a\x00"), Err(DrawingError::Binary));
    for nonsense in [
        &b""[..],
        b"0",
        b"0\nSECTION",
        b"0\nSECTION\n2\nHEADER\n0\nENDSEC\n",
        b"\xff\xfe0\0\n\0",
        b"a\nb\nc\n",
    ] {
        assert_eq!(tried(nonsense), Err(DrawingError::Broken), "{nonsense:?}");
    }
    assert_eq!(drawn(&[]), Err(DrawingError::Empty));
    assert_eq!(drawn(&[(0, "LINE"), (10, "1e300"), (20, "nan"), (11, "inf")]), Err(DrawingError::Empty));
    assert_eq!(drawn(&[(0, "INSERT"), (2, "nothing of that name")]), Err(DrawingError::Empty));
}

#[test]
fn blocks_that_hold_each_other_a_thousand_times_are_given_up() {
    let mut blocks: Vec<(i32, String)> = Vec::new();
    for level in 0..15 {
        blocks.push((0, "BLOCK".to_owned()));
        blocks.push((2, format!("b{level}")));
        for _ in 0..10 {
            blocks.push((0, "INSERT".to_owned()));
            blocks.push((2, format!("b{}", level + 1)));
        }
        blocks.push((0, "ENDBLK".to_owned()));
    }
    blocks.extend([(0, "BLOCK"), (2, "b15")].map(|(code, value)| (code, value.to_owned())));
    blocks.extend(LINE.iter().map(|(code, value)| (*code, (*value).to_owned())));
    blocks.push((0, "ENDBLK".to_owned()));
    let blocks: Vec<(i32, &str)> = blocks.iter().map(|(code, value)| (*code, value.as_str())).collect();
    let one = [(0, "INSERT"), (2, "b0")];
    assert_eq!(dxf_to_pdf(&dxf(&[("BLOCKS", &blocks), ("ENTITIES", &one)])), Err(DrawingError::TooMuch));
    let own: &[(i32, &str)] = &[(0, "BLOCK"), (2, "self"), (0, "INSERT"), (2, "self"), (0, "ENDBLK")];
    let inserted = [(0, "INSERT"), (2, "self")];
    assert_eq!(dxf_to_pdf(&dxf(&[("BLOCKS", own), ("ENTITIES", &inserted)])), Err(DrawingError::Empty));
    let many = [(0, "INSERT"), (2, "b15"), (70, "10000"), (71, "10000"), (44, "1"), (45, "1")];
    assert_eq!(dxf_to_pdf(&dxf(&[("BLOCKS", &blocks), ("ENTITIES", &many)])), Err(DrawingError::TooMuch));
}

proptest::proptest! {
    #[test]
    fn no_file_brings_it_down(
        pairs in proptest::collection::vec((0..80_i32, "[A-Z0-9.%\\\\{}-]{0,8}"), 0..60),
        kind in proptest::sample::select(vec![
            "LINE", "ARC", "CIRCLE", "ELLIPSE", "LWPOLYLINE", "POLYLINE", "SPLINE", "SOLID", "HATCH", "TEXT", "MTEXT", "INSERT",
        ]),
        numbers in proptest::collection::vec((10..80_i32, -1e9..1e9_f64), 0..40),
    ) {
        let numbers: Vec<(i32, String)> = numbers.iter().map(|(code, number)| (*code, number.to_string())).collect();
        let numbers = numbers.iter().map(|(code, number)| (*code, number.as_str()));
        let pairs = pairs.iter().map(|(code, value)| (*code, value.as_str()));
        let entities: Vec<(i32, &str)> = [(0, kind)].into_iter().chain(numbers).chain(pairs).collect();
        if let Ok(pdf) = drawn(&entities) {
            proptest::prop_assert!(pdf_facts(&FileBytes::from(pdf)).is_ok());
        }
    }
}
