//! A photo as buyers send it: the product's colours, out of focus.

use std::io::Cursor;

use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

use super::content::Picture;

const WIDTH: u32 = 960;
const HEIGHT: u32 = 720;

/// A JPEG.
pub fn photo(picture: &Picture) -> anyhow::Result<Vec<u8>> {
    let (from, to) = (colour(&picture.from)?, colour(&picture.to)?);
    let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (f64::from(x) / f64::from(WIDTH), f64::from(y) / f64::from(HEIGHT));
        let slope = (x * 0.6 + y * 0.8).clamp(0.0, 1.0);
        // A bright spot for the lamp, a dark one for the thing itself.
        let light = 46.0 * (-((x - 0.25).powi(2) + (y - 0.2).powi(2)) * 14.0).exp();
        let shade = 38.0 * (-((x - 0.58).powi(2) + (y - 0.56).powi(2)) * 22.0).exp();
        Rgb(std::array::from_fn(|channel| {
            let base = f64::from(from[channel]) * (1.0 - slope) + f64::from(to[channel]) * slope;
            (base + light - shade).clamp(0.0, 255.0) as u8
        }))
    });
    let mut out = Cursor::new(Vec::new());
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut out, 85)).context("encode a photo")?;
    Ok(out.into_inner())
}

fn colour(hex: &str) -> anyhow::Result<[u8; 3]> {
    let bytes = hex::decode(hex.trim_start_matches('#')).with_context(|| format!("{hex} is no colour"))?;
    bytes.try_into().ok().with_context(|| format!("{hex} is no colour"))
}
