//! A QR code as a path of squares, for the page to draw in its own colours.

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use utoipa::ToSchema;

/// A square picture of dark modules on a light ground; readers want four light modules around it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Qr {
    /// Modules a side.
    pub size: i32,
    /// The dark ones, as the `d` of an SVG path.
    pub path: String,
}

/// None for a text too long for any picture.
pub fn draw(text: &str) -> Option<Qr> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let dark = (x..size).take_while(|x| code.get_module(*x, y)).count();
            if dark > 0 {
                path.push_str(&format!("M{x} {y}h{dark}v1h-{dark}z"));
            }
            x += i32::try_from(dark).unwrap_or(size).max(1);
        }
    }
    Some(Qr { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_covers_the_dark_modules_and_no_others() {
        let code = QrCode::encode_text("otpauth://totp/x", QrCodeEcc::Medium).expect("a code");
        let Qr { size, path } = draw("otpauth://totp/x").expect("a picture");
        assert_eq!(size, code.size());
        let dark: usize = path
            .split('M')
            .skip(1)
            .map(|run| run.split(['h', 'v']).nth(1).expect("a width").parse::<usize>().expect("a number"))
            .sum();
        let wanted = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
        assert_eq!(dark, wanted.count());
        // The corner mark that every QR code begins with.
        assert!(path.starts_with("M0 0h7v1h-7z"), "{path}");
    }

    #[test]
    fn what_does_not_fit_has_no_picture() {
        assert_eq!(draw(&"x".repeat(4000)), None);
    }
}
