//! A picture as it stands on a printed page: unpacked, brought to the size that printers show, with what is transparent
//! kept.

use image::imageops::FilterType;
use image::{GenericImageView, ImageFormat};
use lopdf::{Document, ObjectId, Stream, dictionary};

/// What a printer shows of a picture of some centimetres.
const KEPT: (u32, u32) = (640, 240);

/// A picture that can be placed on pages.
#[derive(Clone, Debug)]
pub struct Emblem {
    width: u32,
    height: u32,
    /// Red, green and blue of each pixel.
    colours: Vec<u8>,
    /// How much of each pixel covers the paper.
    cover: Vec<u8>,
}

impl Emblem {
    /// A picture of a PNG, such as [`crate::logo()`] makes; nothing where it is none.
    #[must_use]
    pub fn of_png(png: &[u8]) -> Option<Self> {
        let image = image::load_from_memory_with_format(png, ImageFormat::Png).ok()?;
        let image = match image.dimensions() {
            (width, height) if width > KEPT.0 || height > KEPT.1 => {
                image.resize(KEPT.0, KEPT.1, FilterType::Lanczos3)
            }
            _ => image,
        };
        let image = image.into_rgba8();
        let (width, height) = image.dimensions();
        let colours = image.pixels().flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        let cover = image.pixels().map(|pixel| pixel[3]).collect();
        (width > 0 && height > 0).then_some(Self { width, height, colours, cover })
    }

    /// The largest size of its own shape within a frame.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a picture has some hundred pixels")]
    pub fn within(&self, (width, height): (f32, f32)) -> (f32, f32) {
        let (own_width, own_height) = (self.width as f32, self.height as f32);
        let scale = (width / own_width).min(height / own_height);
        (own_width * scale, own_height * scale)
    }

    /// Its objects in a file.
    pub(crate) fn embed(self, document: &mut Document) -> Result<ObjectId, lopdf::Error> {
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        let of = |space: &str| {
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
                "ColorSpace" => space, "BitsPerComponent" => 8,
            }
        };
        let mut cover = Stream::new(of("DeviceGray"), self.cover);
        cover.compress()?;
        let mut colours = of("DeviceRGB");
        colours.set("SMask", document.add_object(cover));
        let mut colours = Stream::new(colours, self.colours);
        colours.compress()?;
        Ok(document.add_object(colours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emblem_keeps_its_shape_and_what_is_no_picture_is_none() {
        let image = image::RgbaImage::from_pixel(1_200, 300, image::Rgba([20, 40, 60, 128]));
        let mut png = Vec::new();
        image::DynamicImage::from(image)
            .write_to(&mut std::io::Cursor::new(&mut png), ImageFormat::Png)
            .expect("encodes");
        let emblem = Emblem::of_png(&png).expect("a picture");
        assert_eq!((emblem.width, emblem.height), (640, 160));
        assert_eq!((emblem.colours.len(), emblem.cover.len()), (640 * 160 * 3, 640 * 160));
        assert_eq!((&emblem.colours[..3], emblem.cover[0]), (&[20, 40, 60][..], 128));
        assert_eq!(emblem.within((200.0, 40.0)), (160.0, 40.0));
        assert_eq!(emblem.within((80.0, 40.0)), (80.0, 20.0));
        assert!(Emblem::of_png(b"\x89PNG\r\n\x1a\nnot really").is_none());
    }
}
