//! What an agent is shown as the reason: the words a question and a phrasing have in common.

use zg_text::{Piece, pieces, search_words};

use super::normal;

/// The words of the question that stand in the phrasing too, in the order of the question and each once; of words inside
/// each other the longest.
pub fn shared_words(question: &str, phrasing: &str) -> Vec<String> {
    let (question, phrasing) = (normal(question), normal(phrasing));
    let held = words(&phrasing);
    let mut shared: Vec<&str> = Vec::new();
    for word in words(&question).into_iter().filter(|word| held.contains(word)) {
        if shared.iter().any(|known| known.contains(word)) {
            continue;
        }
        shared.retain(|known| !word.contains(known));
        shared.push(word);
    }
    shared.into_iter().map(str::to_owned).collect()
}

/// Words of spaced scripts, and those of at least two characters of others.
fn words(normal: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in pieces(normal) {
        match piece {
            Piece::Run(run) => found.extend(search_words(run).filter(|word| word.chars().nth(1).is_some())),
            Piece::Word { text, .. } => found.push(text),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_say_is_shown_once() {
        assert_eq!(shared_words("請問運動鞋什麼時候發貨？發貨快嗎", "运动鞋今天发货吗"), ["运动鞋", "发货"]);
        assert_eq!(shared_words("Where is my order?", "my ORDER is late"), ["is", "my", "order"]);
        assert!(shared_words("", "发货").is_empty());
        assert!(shared_words("退货", "发货").is_empty());
    }
}
