//! Pages of PDFs as pictures.

use pdf_writer::{Finish as _, Name, Pdf, Rect, Ref};
use wayleave_media::{
    Encoding, FileType, MAX_PIXELS, MAX_WIDTH, PdfError, Region, RenderError, RenderSpec, render_pdf_page,
    thumbnail,
};

use crate::sample::{PLAIN, Sheet, encrypted, file, is_dark, pdf, pixels};

#[test]
fn a_black_rectangle_is_where_the_page_has_it() {
    let page = render_pdf_page(&file(pdf(&[PLAIN])), 0, &RenderSpec::width(200)).unwrap();
    assert_eq!((page.width, page.height, page.encoding), (200, 150, Encoding::Png));
    let image = pixels(&page);
    assert!(is_dark(&image, 0.25, 0.75), "lower left");
    assert!(!is_dark(&image, 0.75, 0.75), "lower right");
    assert!(!is_dark(&image, 0.25, 0.25), "upper left");
    assert!(!is_dark(&image, 0.75, 0.25), "upper right");
}

#[test]
fn a_turned_page_is_shown_turned() {
    let page =
        render_pdf_page(&file(pdf(&[Sheet { rotate: 90, ..PLAIN }])), 0, &RenderSpec::width(150)).unwrap();
    assert_eq!((page.width, page.height), (150, 200));
    let image = pixels(&page);
    assert!(is_dark(&image, 0.25, 0.25), "the lower left went to the upper left");
    assert!(!is_dark(&image, 0.25, 0.75));
}

#[test]
fn a_region_shows_that_part_alone() {
    let sheets = file(pdf(&[PLAIN]));
    let corner = |x0, y0| {
        let spec = RenderSpec::width(100).region(Region::new(x0, y0, x0 + 0.5, y0 + 0.5).unwrap());
        pixels(&render_pdf_page(&sheets, 0, &spec).unwrap())
    };
    let lower_left = corner(0.0, 0.5);
    assert_eq!(lower_left.dimensions(), (100, 75));
    assert!(is_dark(&lower_left, 0.05, 0.05) && is_dark(&lower_left, 0.95, 0.95));
    let upper_right = corner(0.5, 0.0);
    assert!(!is_dark(&upper_right, 0.05, 0.05) && !is_dark(&upper_right, 0.95, 0.95));
    let deep = RenderSpec::width(100).region(Region::new(0.499, 0.499, 0.501, 0.501).unwrap());
    let deep = pixels(&render_pdf_page(&sheets, 0, &deep).unwrap());
    assert!(is_dark(&deep, 0.25, 0.75) && !is_dark(&deep, 0.75, 0.75) && !is_dark(&deep, 0.25, 0.25));
}

#[test]
fn a_region_off_the_page_or_without_size_cannot_be_asked_for() {
    assert_eq!(Region::new(0.5, 0.0, 0.5, 1.0), None);
    assert_eq!(Region::new(0.8, 0.0, 0.2, 1.0), None);
    assert_eq!(Region::new(-0.1, 0.0, 1.0, 1.0), None);
    assert_eq!(Region::new(f64::NAN, 0.0, 1.0, 1.0), None);
}

#[test]
fn an_a0_sheet_is_drawn_at_three_thousand_pixels() {
    let a0 = Sheet { size: (3370.4, 2383.9), rotate: 0, black: (0.0, 0.0, 1685.2, 1191.9) };
    let page = render_pdf_page(&file(pdf(&[a0])), 0, &RenderSpec::width(3000)).unwrap();
    assert_eq!((page.width, page.height), (3000, 2122));
    assert!(is_dark(&pixels(&page), 0.25, 0.75));
}

#[test]
fn limits_hold_for_any_shape_of_page() {
    for size in [(3.0, 14_000.0), (14_000.0, 3.0), (14_000.0, 14_000.0)] {
        let sheet = Sheet { size, rotate: 0, black: (0.0, 0.0, 1.0, 1.0) };
        let spec = RenderSpec { max_pixels: 1_000_000, ..RenderSpec::width(MAX_WIDTH) };
        let page = render_pdf_page(&file(pdf(&[sheet])), 0, &spec).unwrap();
        assert!(page.width <= MAX_WIDTH);
        assert!(
            u64::from(page.width) * u64::from(page.height) <= 1_010_000,
            "{}x{}",
            page.width,
            page.height
        );
    }
    const { assert!(MAX_PIXELS == 40_000_000) };
}

#[test]
fn senseless_requests_are_refused_with_a_reason() {
    let sheets = file(pdf(&[PLAIN]));
    let error = render_pdf_page(&sheets, 1, &RenderSpec::width(100)).unwrap_err();
    assert_eq!(error.to_string(), "there is no page 2: the document has 1");
    for width in [0, MAX_WIDTH + 1] {
        let error = render_pdf_page(&sheets, 0, &RenderSpec::width(width)).unwrap_err();
        assert!(matches!(error, RenderError::Spec(_)), "{error}");
    }
}

#[test]
fn a_locked_or_broken_file_has_no_pages_to_draw() {
    let locked = render_pdf_page(&file(encrypted("secret")), 0, &RenderSpec::width(100));
    assert_eq!(locked, Err(RenderError::Pdf(PdfError::Encrypted)));
    let broken = render_pdf_page(&file(b"nothing".to_vec()), 0, &RenderSpec::width(100));
    assert!(matches!(broken, Err(RenderError::Pdf(PdfError::Broken(_)))));
    let open = render_pdf_page(&file(encrypted("")), 1, &RenderSpec::width(100)).unwrap();
    assert!(is_dark(&pixels(&open), 0.25, 0.75));
}

/// A page with one object on it, which the caller writes.
fn page_with(object: impl FnOnce(&mut Pdf, Ref)) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, page_id, contents, id) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page_id]).count(1);
    let mut page = pdf.page(page_id);
    page.parent(tree).media_box(Rect::new(0.0, 0.0, 100.0, 100.0)).contents(contents);
    page.resources().x_objects().pair(Name(b"X"), id);
    page.finish();
    pdf.stream(contents, b"q 100 0 0 100 0 0 cm /X Do Q");
    object(&mut pdf, id);
    pdf.finish()
}

#[test]
fn a_page_that_announces_a_gigantic_scan_is_refused_before_it_is_unpacked() {
    let bomb = page_with(|pdf, id| {
        let mut scan = pdf.image_xobject(id, &[0; 16]);
        scan.width(40_000).height(40_000).bits_per_component(8).color_space().device_rgb();
    });
    let error = render_pdf_page(&file(bomb), 0, &RenderSpec::width(100)).unwrap_err();
    assert_eq!(error.to_string(), "this picture cannot be shown: the page holds a scan too large to unpack");
}

#[test]
fn a_form_that_draws_itself_ends() {
    let endless = page_with(|pdf, id| {
        let mut form = pdf.form_xobject(id, b"0 0 1 1 re f q 0.9 0 0 0.9 0 0 cm /X Do Q");
        form.bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        form.resources().x_objects().pair(Name(b"X"), id);
    });
    let page = render_pdf_page(&file(endless), 0, &RenderSpec::width(100)).unwrap();
    assert!(is_dark(&pixels(&page), 0.5, 0.5));
}

#[test]
fn a_thumbnail_fits_its_square() {
    let portrait = Sheet { rotate: 90, ..PLAIN };
    let page = thumbnail(&file(pdf(&[PLAIN])), FileType::Pdf, 120).unwrap();
    assert_eq!((page.width, page.height), (120, 90));
    let page = thumbnail(&file(pdf(&[portrait])), FileType::Pdf, 120).unwrap();
    assert_eq!((page.width, page.height), (90, 120));
    let error = thumbnail(&file(b"PK".to_vec()), FileType::Zip, 120).unwrap_err();
    assert_eq!(error.to_string(), "a ZIP has no preview");
}
