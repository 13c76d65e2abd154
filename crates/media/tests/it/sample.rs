//! Files for the tests, made from nothing.

use std::sync::Arc;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, TextStr};
use wayleave_media::{FileBytes, RenderedPage};

/// One page: its size in points before turning, how it is turned, and the black rectangle on it.
#[derive(Clone, Copy)]
pub struct Sheet {
    pub size: (f32, f32),
    pub rotate: i32,
    pub black: (f32, f32, f32, f32),
}

/// A landscape page with a black rectangle in its lower left quarter.
pub const PLAIN: Sheet = Sheet { size: (400.0, 300.0), rotate: 0, black: (0.0, 0.0, 200.0, 150.0) };

pub fn pdf(sheets: &[Sheet]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let page_ref = |index: usize| Ref::new(10 + 2 * index as i32);
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info).title(TextStr("Level 2 – Général"));
    pdf.pages(tree).kids((0..sheets.len()).map(page_ref)).count(sheets.len() as i32);
    for (index, sheet) in sheets.iter().enumerate() {
        let id = page_ref(index);
        let contents = Ref::new(id.get() + 1);
        let mut page = pdf.page(id);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, sheet.size.0, sheet.size.1));
        page.rotate(sheet.rotate).contents(contents).resources();
        page.finish();
        let (x, y, width, height) = sheet.black;
        let mut content = Content::new();
        content.set_fill_gray(0.0).rect(x, y, width, height).fill_nonzero();
        pdf.stream(contents, &content.finish());
    }
    pdf.finish()
}

/// Pages with text in Helvetica, which the file names and does not hold.
pub fn written(pages: &[&dyn Fn(&mut Content)]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let page_ref = |index: usize| Ref::new(10 + 2 * index as i32);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..pages.len()).map(page_ref)).count(pages.len() as i32);
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    for (index, write) in pages.iter().enumerate() {
        let id = page_ref(index);
        let contents = Ref::new(id.get() + 1);
        let mut page = pdf.page(id);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, 400.0, 300.0)).contents(contents);
        page.resources().fonts().pair(Name(b"F1"), font);
        page.finish();
        let mut content = Content::new();
        write(&mut content);
        pdf.stream(contents, &content.finish());
    }
    pdf.finish()
}

/// The same file behind two passwords; the user's may be empty.
pub fn encrypted(user_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(&[PLAIN, PLAIN])).unwrap();
    document.trailer.set(
        "ID",
        lopdf::Object::Array(vec![
            lopdf::Object::string_literal(*b"0123456789abcdef"),
            lopdf::Object::string_literal(*b"0123456789abcdef"),
        ]),
    );
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let version = EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
        file_encryption_key: &[7; 32],
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password,
        permissions: Permissions::all(),
    };
    document.encrypt(&EncryptionState::try_from(version).unwrap()).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub fn file(bytes: impl Into<Vec<u8>>) -> FileBytes {
    FileBytes::from(bytes.into())
}

/// A picture that is red on its left half and blue on its right.
pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let paint = |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) };
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, paint)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn pixels(page: &RenderedPage) -> RgbImage {
    let image = image::load_from_memory(&page.bytes).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), (page.width, page.height));
    image
}

/// Whether the pixel at these shares of width and height is dark.
pub fn is_dark(image: &RgbImage, x: f64, y: f64) -> bool {
    let column = (f64::from(image.width()) * x) as u32;
    let row = (f64::from(image.height()) * y) as u32;
    image.get_pixel(column, row).0.iter().all(|channel| *channel < 60)
}
