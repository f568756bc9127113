//! What a model is sent is masked; what comes back of it is put right for the colleague, who sees it all anyway.

use zg_text::Hidden;

const STARS: &str = "***";

/// What was hidden from a model in what it was given.
#[derive(Debug, Clone, Default)]
pub struct Veil(Vec<Hidden>);

impl Veil {
    /// Words as a model may have them.
    pub fn hide(&mut self, words: &str) -> String {
        let (masked, hidden) = zg_text::veil(words);
        self.0.extend(hidden);
        masked.into_owned()
    }

    /// Puts back what stands in the same place as before. Where two things look alike when hidden nobody can tell which
    /// is meant, and both stay hidden.
    pub fn lift(&self, words: &str) -> String {
        let mut lifted = words.to_owned();
        for hidden in &self.0 {
            if self.0.iter().all(|other| other.shown != hidden.shown || other.was == hidden.was) {
                lifted = lifted.replace(&hidden.shown, &hidden.was);
            }
        }
        lifted
    }
}

/// Whether something in a text is still hidden.
pub fn hides(words: &str) -> bool {
    words.contains(STARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_words_come_back_whole() {
        let mut veil = Veil::default();
        let sent = veil.hide("退货请联系 13800138000 或 mei.lin@shop.cn");
        assert_eq!(sent, "退货请联系 138******00 或 m***@shop.cn");
        let answered = "Please call 138******00 or write to m***@shop.cn.";
        assert_eq!(veil.lift(answered), "Please call 13800138000 or write to mei.lin@shop.cn.");
    }

    #[test]
    fn what_looks_alike_stays_hidden() {
        let mut veil = Veil::default();
        let sent = veil.hide("13800138000 或 13811111100");
        assert_eq!(veil.lift(&sent), sent);
        assert!(hides(&sent) && !hides("满 300 * 2"));
    }
}
