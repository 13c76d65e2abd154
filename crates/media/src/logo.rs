//! An organisation's logo: decoded, brought to a sensible size and encoded anew as a PNG that keeps its transparent parts.
//!
//! Promises: nothing of the file but its pixels survives; a picture that would take much memory unpacked is refused before
//! it is unpacked.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::belt::guarded;
use crate::{FileBytes, RenderError};

/// The least width of a logo, in pixels.
const LEAST_WIDTH: u32 = 200;
/// The least height of a logo, in pixels.
const LEAST_HEIGHT: u32 = 50;
/// No screen or mail shows a logo larger than this.
const KEPT: (u32, u32) = (1_200, 600);
/// No logo is drawn longer than this.
const LONGEST: u32 = 6_000;
/// The most memory a logo may take unpacked.
const MOST: u64 = 160 * 1024 * 1024;

/// Makes a logo of a PNG of at least 200 × 50 pixels.
pub fn logo(file: &FileBytes) -> Result<Vec<u8>, RenderError> {
    guarded(|| {
        let image = decode(file)?;
        if image.width() < LEAST_WIDTH || image.height() < LEAST_HEIGHT {
            return Err(refused("it must be at least 200 × 50 pixels"));
        }
        let (width, height) = KEPT;
        let image = if image.width() > width || image.height() > height {
            image.resize(width, height, FilterType::Lanczos3)
        } else {
            image
        };
        let mut png = Vec::new();
        DynamicImage::from(image.into_rgba8())
            .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
            .map_err(|_| refused("it could not be encoded"))?;
        Ok(png)
    })?
}

fn decode(file: &FileBytes) -> Result<DynamicImage, RenderError> {
    if !file.as_ref().starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(refused("it is no PNG"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST);
    let mut reader = ImageReader::with_format(Cursor::new(file.as_ref()), ImageFormat::Png);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
    if decoder.total_bytes() > MOST {
        return Err(refused("it is too large to unpack"));
    }
    DynamicImage::from_decoder(decoder).map_err(|error| unreadable(&error))
}

fn unreadable(error: &image::ImageError) -> RenderError {
    refused(match error {
        image::ImageError::Limits(_) => "it is too large to unpack",
        _ => "it is damaged or cut off",
    })
}

fn refused(why: &str) -> RenderError {
    RenderError::Picture(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> FileBytes {
        let image = image::RgbaImage::from_pixel(width, height, image::Rgba([20, 40, 60, 128]));
        let mut bytes = Vec::new();
        DynamicImage::from(image).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("encodes");
        FileBytes::from(bytes)
    }

    #[test]
    fn a_logo_keeps_its_transparency_and_is_made_smaller() {
        let made = logo(&png(2_400, 600)).expect("a logo");
        let image = image::load_from_memory(&made).expect("a PNG").into_rgba8();
        assert_eq!(image.dimensions(), (1_200, 300));
        assert_eq!(image.get_pixel(5, 5)[3], 128);
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        assert!(logo(&png(199, 50)).is_err());
        assert!(logo(&png(200, 49)).is_err());
        assert!(logo(&png(6_001, 50)).is_err());
        assert!(logo(&FileBytes::from(b"\x89PNG\r\n\x1a\nnot really".to_vec())).is_err());
        assert!(logo(&FileBytes::from(b"<svg onload='x'/>".to_vec())).is_err());
    }
}
