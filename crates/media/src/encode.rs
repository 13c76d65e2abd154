//! Pixels to the bytes a browser gets.
//!
//! Promises: the encoding is chosen by what is in the picture, the same pixels always give the same bytes.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::RenderError;

/// How the bytes of a rendered page are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Lossless, for line drawings.
    Png,
    /// Lossy, for photographs and scans.
    Jpeg,
}

impl Encoding {
    /// The media type to serve it with.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A page as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedPage {
    /// The encoded picture.
    pub bytes: Vec<u8>,
    /// How it is encoded.
    pub encoding: Encoding,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Opaque pixels on their way out: four bytes each, the last of them ignored.
pub(crate) struct Canvas {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// Photographs and scans only. An A1 floor plan 3000 pixels wide came to 670 kB as JPEG of this quality, with
/// smears round every letter; to 660 kB as the quick PNG below, to 250 kB where the sheet has no colour, and
/// to 455 kB as the slow PNG, which costs a second more for a page that is looked at once. Without a filter
/// per line the quick PNG is twelve times larger.
const JPEG_QUALITY: u8 = 85;

/// Below this share of pixels that equal their left neighbour, a picture is a photograph or a scan.
const FLAT_SHARE: f64 = 0.5;

impl Canvas {
    /// Encodes as PNG or JPEG, whichever suits the picture.
    pub fn encode(self) -> Result<RenderedPage, RenderError> {
        let encoding = if self.is_flat() { Encoding::Png } else { Encoding::Jpeg };
        let grey = self.is_grey();
        let (width, height) = (self.width, self.height);
        let pixels = if grey { squeeze::<1>(self.rgba) } else { squeeze::<3>(self.rgba) };
        let color = if grey { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
        let mut bytes = Vec::with_capacity(pixels.len() / 8);
        let written = match encoding {
            Encoding::Png => {
                PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
                    .write_image(&pixels, width, height, color)
            }
            Encoding::Jpeg => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
                .write_image(&pixels, width, height, color),
        };
        written.map_err(|_| RenderError::Picture("the page image could not be written".to_owned()))?;
        Ok(RenderedPage { bytes, encoding, width, height })
    }

    fn is_grey(&self) -> bool {
        self.rgba.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2])
    }

    fn is_flat(&self) -> bool {
        let pixels = self.rgba.len() / 4;
        let equal = self.rgba.chunks_exact(4).zip(self.rgba.chunks_exact(4).skip(1));
        let equal = equal.filter(|(left, right)| left[..3] == right[..3]).count();
        equal as f64 >= pixels as f64 * FLAT_SHARE
    }
}

/// Keeps the first `N` of every four bytes, in place: a second buffer of forty megapixels would hurt.
fn squeeze<const N: usize>(mut rgba: Vec<u8>) -> Vec<u8> {
    let pixels = rgba.len() / 4;
    for pixel in 0..pixels {
        rgba.copy_within(pixel * 4..pixel * 4 + N, pixel * N);
    }
    rgba.truncate(pixels * N);
    rgba
}
