//! The name of whoever looks, on everything they see.

use image::{ImageFormat, RgbImage};
use wayleave_media::{FileType, Region, RenderSpec, Stamp, render_image, render_pdf_page};

use crate::sample::{PLAIN, Sheet, file, pdf, picture, pixels};

fn stamp() -> Stamp {
    Stamp::new(["Dana Reyes · dana@acme.example", "2026-11-21 14:03 UTC"])
}

/// A page that is all white or all black.
fn sheet(black: bool) -> Vec<u8> {
    let size = (800.0, 600.0);
    let side = if black { size } else { (0.0, 0.0) };
    pdf(&[Sheet { size, rotate: 0, black: (0.0, 0.0, side.0, side.1) }])
}

fn draw(bytes: Vec<u8>, spec: &RenderSpec) -> RgbImage {
    pixels(&render_pdf_page(&file(bytes), 0, spec).unwrap())
}

/// The share of pixels that differ noticeably within one cell of a grid over the picture.
fn changed(plain: &RgbImage, stamped: &RgbImage, cells: u32, column: u32, row: u32) -> f64 {
    let (width, height) = (plain.width() / cells, plain.height() / cells);
    let inside = plain.enumerate_pixels().filter(|(x, y, _)| x / width == column && y / height == row);
    let differing =
        inside.filter(|(x, y, pixel)| pixel[1].abs_diff(stamped.get_pixel(*x, *y)[1]) > 25).count();
    differing as f64 / f64::from(width * height)
}

#[test]
fn it_is_in_every_part_of_the_page_on_white_and_on_black() {
    for black in [false, true] {
        let plain = draw(sheet(black), &RenderSpec::width(1600));
        let stamped = draw(sheet(black), &RenderSpec::width(1600).stamped(stamp()));
        for (column, row) in (0..9).map(|cell| (cell % 3, cell / 3)) {
            let share = changed(&plain, &stamped, 3, column, row);
            assert!((0.01..0.4).contains(&share), "black {black}, cell {column}/{row}: {share}");
        }
    }
}

#[test]
fn it_is_on_a_thumbnail_and_on_a_photograph_too() {
    let plain = draw(sheet(false), &RenderSpec::width(300));
    let stamped = draw(sheet(false), &RenderSpec::width(300).stamped(stamp()));
    let red = file(picture(900, 600, ImageFormat::Png));
    let photo = |spec: &RenderSpec| pixels(&render_image(&red, FileType::Png, spec).unwrap());
    let (bare, marked) = (photo(&RenderSpec::width(900)), photo(&RenderSpec::width(900).stamped(stamp())));
    for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        assert!(changed(&plain, &stamped, 2, column, row) > 0.005);
        assert!(changed(&bare, &marked, 2, column, row) > 0.005);
    }
}

#[test]
fn neighbouring_regions_carry_one_pattern() {
    let whole = draw(sheet(false), &RenderSpec::width(1600).stamped(stamp()));
    let half = Region::new(0.5, 0.0, 1.0, 1.0).unwrap();
    let right = draw(sheet(false), &RenderSpec::width(800).region(half).stamped(stamp()));
    let cut = image::imageops::crop_imm(&whole, 800, 0, 800, 1200).to_image();
    assert_eq!(cut, right);
}

#[test]
fn names_differ_in_any_script_it_knows() {
    let pages: Vec<_> = ["Дана Рейес", "Δάνα Ρέγιες", "Dāna Reyeš", "Dana Reyes"]
        .map(|name| draw(sheet(false), &RenderSpec::width(600).stamped(Stamp::new([name]))))
        .into();
    for (index, page) in pages.iter().enumerate() {
        assert!(pages[..index].iter().all(|earlier| earlier != page));
    }
    // Letters it does not know become boxes: still a mark, still no panic.
    let plain = draw(sheet(false), &RenderSpec::width(600));
    assert_ne!(draw(sheet(false), &RenderSpec::width(600).stamped(Stamp::new(["山田"]))), plain);
}

#[test]
fn odd_lines_are_cleaned() {
    let long = "x".repeat(500);
    let stamp = Stamp::new(["", "  a\nb ", long.as_str(), "c", "d", "e"]);
    assert_eq!(stamp.lines().len(), 4);
    assert_eq!(stamp.lines()[0], "ab");
    assert_eq!(stamp.lines()[1].chars().count(), 90);
    let empty = RenderSpec::width(100).stamped(Stamp::new([""]));
    assert_eq!(draw(pdf(&[PLAIN]), &empty), draw(pdf(&[PLAIN]), &RenderSpec::width(100)));
}
