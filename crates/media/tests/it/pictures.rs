//! Photographs and scans as pictures of a page.

use image::ImageFormat;
use wayleave_media::{Encoding, FileType, Region, RenderError, RenderSpec, render_image, thumbnail};

use crate::sample::{file, picture, pixels};

/// A JPEG whose camera was held upright: its pixels lie on their side, and a tag says so.
fn sideways_jpeg() -> Vec<u8> {
    let plain = picture(80, 40, ImageFormat::Jpeg);
    let exif: &[u8] = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, exif, &plain[2..]].concat()
}

fn is_red(pixel: image::Rgb<u8>) -> bool {
    pixel[0] > 200 && pixel[2] < 60
}

#[test]
fn every_format_is_drawn_at_the_width_asked_for() {
    let formats = [
        (ImageFormat::Png, FileType::Png),
        (ImageFormat::Jpeg, FileType::Jpeg),
        (ImageFormat::Tiff, FileType::Tiff),
        (ImageFormat::WebP, FileType::Webp),
        (ImageFormat::Gif, FileType::Gif),
        (ImageFormat::Bmp, FileType::Bmp),
    ];
    for (format, file_type) in formats {
        let page = render_image(&file(picture(80, 40, format)), file_type, &RenderSpec::width(40)).unwrap();
        assert_eq!((page.width, page.height), (40, 20), "{format:?}");
        let image = pixels(&page);
        assert!(is_red(*image.get_pixel(5, 10)), "{format:?}");
        assert!(!is_red(*image.get_pixel(35, 10)), "{format:?}");
    }
}

#[test]
fn a_small_picture_is_not_enlarged() {
    let page =
        render_image(&file(picture(80, 40, ImageFormat::Png)), FileType::Png, &RenderSpec::width(4000))
            .unwrap();
    assert_eq!((page.width, page.height), (80, 40));
}

#[test]
fn a_region_of_a_picture_is_that_region() {
    let right = RenderSpec::width(40).region(Region::new(0.5, 0.0, 1.0, 1.0).unwrap());
    let page = render_image(&file(picture(80, 40, ImageFormat::Png)), FileType::Png, &right).unwrap();
    assert_eq!((page.width, page.height), (40, 40));
    assert!(pixels(&page).pixels().all(|pixel| !is_red(*pixel)));
}

#[test]
fn a_picture_is_turned_the_way_its_camera_was_held() {
    let page = render_image(&file(sideways_jpeg()), FileType::Jpeg, &RenderSpec::width(40)).unwrap();
    assert_eq!((page.width, page.height), (40, 80));
    let image = pixels(&page);
    assert!(is_red(*image.get_pixel(20, 10)));
    assert!(!is_red(*image.get_pixel(20, 70)));
    let small = thumbnail(&file(sideways_jpeg()), FileType::Jpeg, 40).unwrap();
    assert_eq!((small.width, small.height), (20, 40));
}

#[test]
fn a_photograph_leaves_as_a_jpeg_and_a_drawing_as_a_png() {
    let noise = image::RgbImage::from_fn(64, 64, |x, y| {
        let value = (x * 7919 + y * 104_729 + x * y * 31) as u8;
        image::Rgb([value, value.wrapping_mul(3), value.wrapping_add(77)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    noise.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let photo = render_image(&file(bytes.into_inner()), FileType::Png, &RenderSpec::width(64)).unwrap();
    assert_eq!(photo.encoding, Encoding::Jpeg);
    let flat = render_image(&file(picture(64, 64, ImageFormat::Png)), FileType::Png, &RenderSpec::width(64))
        .unwrap();
    assert_eq!(flat.encoding, Encoding::Png);
}

#[test]
fn a_cut_off_or_lying_picture_is_refused_with_a_reason() {
    let mut bytes = picture(80, 40, ImageFormat::Png);
    bytes.truncate(40);
    let error = render_image(&file(bytes), FileType::Png, &RenderSpec::width(40)).unwrap_err();
    assert_eq!(error.to_string(), "this picture cannot be shown: it is damaged or cut off");
    // A header that announces 60000 by 60000 pixels over no data at all.
    let mut bomb = picture(4, 4, ImageFormat::Bmp);
    bomb[18..22].copy_from_slice(&50_000_u32.to_le_bytes());
    bomb[22..26].copy_from_slice(&50_000_u32.to_le_bytes());
    let error = render_image(&file(bomb), FileType::Bmp, &RenderSpec::width(40)).unwrap_err();
    assert_eq!(error, RenderError::Picture("it is too large to unpack".to_owned()));
    let error = render_image(&file(Vec::new()), FileType::Pdf, &RenderSpec::width(40)).unwrap_err();
    assert_eq!(error.to_string(), "a PDF has no preview");
}
