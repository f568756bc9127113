//! Pictures: measured before they are decoded, and made small for lists and threads.
//!
//! Invariant: nothing is decoded whose header asks for more than the limits; call these off the async threads.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::error::{Error, Result};

const MAX_SIDE: u32 = 16_384;
const MAX_PIXELS: u64 = 40_000_000;
const MAX_ALLOC_BYTES: u64 = 256 * 1024 * 1024;
const THUMB_SIDE: u32 = 480;
const THUMB_JPEG_QUALITY: u8 = 82;
/// A picture this light needs no smaller copy.
const LIGHT_BYTES: usize = 48 * 1024;

#[derive(Debug)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub thumb: Option<Bytes>,
}

/// Reads a picture as it is meant to be looked at (turned by its own orientation mark).
pub fn read(bytes: &[u8], format: ImageFormat) -> Result<Picture> {
    let (width, height) = reader(bytes, format).into_dimensions().map_err(refusal)?;
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::invalid("file", "image_too_large"));
    }
    let mut decoder = reader(bytes, format).into_decoder().map_err(refusal)?;
    let orientation = decoder.orientation().map_err(refusal)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    let is_small = image.width().max(image.height()) <= THUMB_SIDE && bytes.len() <= LIGHT_BYTES;
    let thumb = if is_small {
        image.apply_orientation(orientation);
        None
    } else {
        let mut small = image.resize(THUMB_SIDE.min(width), THUMB_SIDE.min(height), FilterType::Triangle);
        small.apply_orientation(orientation);
        image.apply_orientation(orientation);
        Some(encode(&small)?)
    };
    Ok(Picture { width: image.width(), height: image.height(), thumb })
}

fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC_BYTES);
    reader.limits(limits);
    reader
}

fn refusal(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => Error::invalid("file", "image_too_large"),
        _ => Error::Unsupported("unsupported_file"),
    }
}

/// JPEG is lighter; what is see-through stays so as WebP.
fn encode(image: &DynamicImage) -> Result<Bytes> {
    let mut out = Vec::new();
    let encoded = if image.color().has_alpha() {
        DynamicImage::ImageRgba8(image.to_rgba8()).write_to(&mut Cursor::new(&mut out), ImageFormat::WebP)
    } else {
        image.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, THUMB_JPEG_QUALITY))
    };
    encoded.map_err(|error| Error::Internal(error.into()))?;
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, RgbaImage};

    use super::*;

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut out = Vec::new();
        image.write_to(&mut Cursor::new(&mut out), ImageFormat::Png).expect("encoded");
        out
    }

    #[test]
    fn a_large_picture_gets_a_small_copy() {
        let image = RgbImage::from_fn(1600, 900, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
        let picture = read(&png(&image.into()), ImageFormat::Png).expect("a picture");
        assert_eq!((picture.width, picture.height), (1600, 900));
        let thumb = picture.thumb.expect("a thumbnail");
        let small = image::load_from_memory_with_format(&thumb, ImageFormat::Jpeg).expect("a jpeg");
        assert_eq!((small.width(), small.height()), (480, 270));
    }

    #[test]
    fn a_see_through_picture_stays_so_and_a_small_one_is_left_alone() {
        let clear = png(&RgbaImage::new(800, 800).into());
        let thumb = read(&clear, ImageFormat::Png).expect("a picture").thumb.expect("a thumbnail");
        assert_eq!(image::guess_format(&thumb).expect("a type"), ImageFormat::WebP);
        let small = png(&RgbImage::new(40, 40).into());
        assert!(read(&small, ImageFormat::Png).expect("a picture").thumb.is_none());
    }

    #[test]
    fn bombs_and_broken_pictures_are_refused() {
        // A few bytes that would unfold to 400 MB.
        let mut bomb = Vec::new();
        RgbaImage::new(1, 1).write_to(&mut Cursor::new(&mut bomb), ImageFormat::Gif).expect("encoded");
        bomb[6..10].copy_from_slice(&[0x10, 0x27, 0x10, 0x27]);
        let refused = read(&bomb, ImageFormat::Gif).expect_err("10 000 x 10 000");
        assert_eq!(refused.to_string(), "invalid file: image_too_large");

        let mut wide = png(&RgbImage::new(2, 2).into());
        wide[16..20].copy_from_slice(&1_000_000_u32.to_be_bytes());
        assert!(read(&wide, ImageFormat::Png).is_err(), "a header that lies");

        let broken = read(b"\x89PNG\r\n\x1a\nnot a picture", ImageFormat::Png).expect_err("not a picture");
        assert_eq!(broken.code(), "unsupported_file");
    }
}
