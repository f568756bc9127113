//! Product pictures, drawn: a soft ground in the product's colours and a shape on it.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::demo::content::{Content, Picture, Product};

static PICTURES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let art: HashMap<String, String> = toml::from_str(include_str!("art.toml")).unwrap_or_default();
    let products = Content::load().map(|content| content.products).unwrap_or_default();
    products.iter().filter_map(|product| Some((product.id.clone(), drawn(product, art.get(&product.id)?)))).collect()
});

/// The picture of a product as SVG.
pub fn of_product(id: &str) -> Option<&'static str> {
    PICTURES.get(id).map(String::as_str)
}

fn drawn(product: &Product, art: &str) -> String {
    let Picture { from, to } = &product.picture;
    let (main, light, dark) = (mixed(to, "#ffffff", 0.08), mixed(from, "#ffffff", 0.55), mixed(to, "#1b2226", 0.45));
    let shape = art.trim().replace("{main}", &main).replace("{light}", &light).replace("{dark}", &dark);
    // A little of the darker colour keeps white goods from melting into their ground.
    let (ground, glow) =
        (mixed(&mixed(from, to, 0.34), "#ffffff", 0.35), mixed(&mixed(from, to, 0.16), "#ffffff", 0.5));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240"><defs><radialGradient id="g" cx=".42" cy=".34" r=".85"><stop offset="0" stop-color="{glow}"/><stop offset="1" stop-color="{ground}"/></radialGradient></defs><rect width="240" height="240" fill="url(#g)"/><ellipse cx="120" cy="203" rx="72" ry="9" fill="{dark}" opacity=".16"/><g stroke-linejoin="round" stroke-linecap="round">{shape}</g></svg>"#
    )
}

/// A colour with a share of another.
fn mixed(hex: &str, other: &str, share: f64) -> String {
    let channels = |hex: &str| hex::decode(hex.trim_start_matches('#')).unwrap_or_else(|_| vec![128; 3]);
    let (a, b) = (channels(hex), channels(other));
    let mix = |(a, b): (&u8, &u8)| (f64::from(*a) * (1.0 - share) + f64::from(*b) * share).round() as u8;
    format!("#{}", hex::encode(a.iter().zip(&b).map(mix).collect::<Vec<u8>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_product_has_its_picture() {
        for product in Content::load().expect("content").products {
            let svg = of_product(&product.id).unwrap_or_else(|| panic!("no picture of {}", product.id));
            assert!(svg.starts_with("<svg") && !svg.contains('{'), "{}", product.id);
        }
    }

    #[test]
    fn colours_mix() {
        assert_eq!(mixed("#000000", "#ffffff", 0.5), "#808080");
    }
}
