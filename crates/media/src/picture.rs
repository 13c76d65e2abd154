//! Photographs and scans as page images: turned upright, cut to the region, made smaller, stamped.
//!
//! Promises: never enlarges; a picture that would take more than [`MAX_DECODED`] bytes unpacked is refused
//! before it is unpacked; transparent parts come out white, as on paper; nothing of the file but its pixels
//! survives, so neither place nor camera leaks.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::belt::guarded;
use crate::encode::Canvas;
use crate::stamp::View;
use crate::{FileBytes, FileType, RenderError, RenderSpec, RenderedPage};

/// The most memory a picture may take unpacked.
pub(crate) const MAX_DECODED: u64 = 512 * 1024 * 1024;

/// No camera or scanner makes pictures longer than this.
const MAX_NATIVE_SIDE: u32 = 60_000;

/// Draws a photograph or scan; files with several pictures show the first.
pub fn render_image(
    file: &FileBytes,
    file_type: FileType,
    spec: &RenderSpec,
) -> Result<RenderedPage, RenderError> {
    guarded(|| {
        let image = upright(file, file_type)?;
        let (mut canvas, view) = fit(image, spec)?;
        if let Some(stamp) = &spec.stamp {
            stamp.draw(&mut canvas, view);
        }
        canvas.encode()
    })?
}

/// Width and height as shown, read from the header alone.
pub(crate) fn shown_size(file: &FileBytes, file_type: FileType) -> Result<(f64, f64), RenderError> {
    guarded(|| {
        let mut decoder = decoder(file, file_type)?;
        let (width, height) = decoder.dimensions();
        let turned = matches!(
            decoder.orientation(),
            Ok(Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH)
        );
        let (width, height) = if turned { (height, width) } else { (width, height) };
        Ok((f64::from(width), f64::from(height)))
    })?
}

fn decoder(file: &FileBytes, file_type: FileType) -> Result<impl ImageDecoder + '_, RenderError> {
    let format = match file_type {
        FileType::Png => ImageFormat::Png,
        FileType::Jpeg => ImageFormat::Jpeg,
        FileType::Tiff => ImageFormat::Tiff,
        FileType::Webp => ImageFormat::WebP,
        FileType::Gif => ImageFormat::Gif,
        FileType::Bmp => ImageFormat::Bmp,
        other => return Err(RenderError::NoPreview(other.label())),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_NATIVE_SIDE);
    limits.max_image_height = Some(MAX_NATIVE_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    let mut reader = ImageReader::with_format(Cursor::new(file.as_ref()), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
    // Decoders that cannot bound themselves are bounded here, from the size they announce.
    if decoder.total_bytes() > MAX_DECODED {
        return Err(RenderError::Picture("it is too large to unpack".to_owned()));
    }
    Ok(decoder)
}

fn upright(file: &FileBytes, file_type: FileType) -> Result<DynamicImage, RenderError> {
    let mut decoder = decoder(file, file_type)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| unreadable(&error))?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn unreadable(error: &image::ImageError) -> RenderError {
    let why = match error {
        image::ImageError::Limits(_) => "it is too large to unpack",
        image::ImageError::Unsupported(_) => "it uses a variant of its format that is not supported",
        _ => "it is damaged or cut off",
    };
    RenderError::Picture(why.to_owned())
}

fn fit(image: DynamicImage, spec: &RenderSpec) -> Result<(Canvas, View), RenderError> {
    let (native_width, native_height) = (f64::from(image.width()), f64::from(image.height()));
    let scale = spec.scale(native_width, native_height)?.min(1.0);
    let region = spec.region;
    let (left, top) = (region.left() * native_width, region.top() * native_height);
    let (cut_width, cut_height) = (region.width() * native_width, region.height() * native_height);
    let width = (cut_width * scale).round().max(1.0) as u32;
    let height = (cut_height * scale).round().max(1.0) as u32;
    let view = View { left: left * scale, top: top * scale, full_width: native_width * scale };
    let mut source = image.into_rgba8();
    onto_white(&mut source);
    let failed = |_| RenderError::Picture("it could not be made smaller".to_owned());
    let source = Image::from_vec_u8(source.width(), source.height(), source.into_raw(), PixelType::U8x4)
        .map_err(|_| RenderError::Picture("it has no pixels".to_owned()))?;
    let mut target = Image::new(width, height, PixelType::U8x4);
    let options = ResizeOptions::new().crop(left, top, cut_width, cut_height).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(failed)?;
    Ok((Canvas { width, height, rgba: target.into_vec() }, view))
}

fn onto_white(image: &mut image::RgbaImage) {
    for pixel in image.pixels_mut() {
        let alpha = u32::from(pixel[3]);
        if alpha < 255 {
            for channel in &mut pixel.0[..3] {
                // At most 255 by construction: a weighted mean of two bytes.
                *channel = ((u32::from(*channel) * alpha + 255 * (255 - alpha)) / 255) as u8;
            }
            pixel[3] = 255;
        }
    }
}
