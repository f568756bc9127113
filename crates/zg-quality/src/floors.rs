//! The least that figures must reach. A floor is raised when the engine gets better and never lowered to pass.

use serde::Deserialize;

use crate::figures::Figures;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    #[serde(rename = "floor")]
    floors: Vec<Floor>,
}

/// What the mean over the draws must reach.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    dataset: String,
    metric: String,
    /// Whether with the sentence encoder or without.
    encoder: bool,
    least: Option<f64>,
    most: Option<f64>,
}

impl Floors {
    /// Those of this project.
    pub fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../floors.toml"))
    }

    /// One line for every figure on the wrong side of its floor.
    pub fn missed(&self, figures: &Figures, encoder: bool) -> Vec<String> {
        let mut missed = Vec::new();
        for floor in self.floors.iter().filter(|floor| floor.encoder == encoder) {
            let measured = figures.all().iter();
            for figure in measured.filter(|one| one.dataset == floor.dataset && one.metric == floor.metric) {
                let mean = figure.mean();
                if floor.least.is_some_and(|least| mean < least) || floor.most.is_some_and(|most| mean > most) {
                    missed.push(format!("{} {}: {mean:.4}", floor.dataset, floor.metric));
                }
            }
        }
        missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_below_its_floor_is_named() {
        let floors: Floors = toml::from_str(
            "[[floor]]\ndataset = \"a\"\nmetric = \"r@1\"\nencoder = false\nleast = 0.5\n\
             [[floor]]\ndataset = \"a\"\nmetric = \"loss\"\nencoder = false\nmost = 0.1",
        )
        .expect("valid");
        let mut figures = Figures::default();
        figures.add("a", "r@1", 0.4);
        figures.add("a", "loss", 0.2);
        assert_eq!(floors.missed(&figures, false), ["a r@1: 0.4000", "a loss: 0.2000"]);
        assert!(floors.missed(&figures, true).is_empty(), "the encoder has floors of its own");
        figures.add("a", "r@1", 0.7);
        assert_eq!(floors.missed(&figures, false), ["a loss: 0.2000"], "the mean counts");
    }

    #[test]
    fn the_floors_can_be_read() {
        assert!(!Floors::read().expect("valid").floors.is_empty());
    }
}
