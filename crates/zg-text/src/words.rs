//! The words in a run of Chinese: for queries of the message search, and for the answer engine.

use std::ops::Range;
use std::sync::LazyLock;

use jieba_rs::Jieba;

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Up to here a run is one word or close to it, and is looked for as it stands.
const SHORT_RUN_CHARS: usize = 3;

/// Particles and pronouns that say nothing about what is looked for.
const FILLERS: &str = "的了吗呢吧啊呀哦嘛么哈我你您他她它们是有在就都也还和与给把被很请这那个";

/// Loads the dictionary now (about 0.1 s and 33 MB) rather than at the first longer Chinese query.
pub fn warm_up() {
    LazyLock::force(&DICTIONARY);
}

/// Words to look for, each as it stands in the run. Characters that are no word together with a neighbour are
/// kept side by side; lone fillers are dropped unless nothing else is left.
pub fn words(run: &str) -> Vec<&str> {
    if run.chars().nth(SHORT_RUN_CHARS).is_none() {
        return vec![run];
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut after_single = false;
    for cut in DICTIONARY.cut(run, false) {
        let is_single = cut.word.chars().nth(1).is_none();
        if is_single && FILLERS.contains(cut.word) {
            after_single = false;
            continue;
        }
        match found.last_mut() {
            Some(last) if is_single && after_single => last.end = cut.byte_end,
            _ => found.push(cut.byte_start..cut.byte_end),
        }
        after_single = is_single;
    }
    if found.is_empty() {
        return vec![run];
    }
    found.into_iter().map(|word| &run[word]).collect()
}

/// All words in a run: long ones, and the shorter ones inside them.
pub fn search_words(run: &str) -> impl Iterator<Item = &str> {
    DICTIONARY.cut_for_search(run, false).into_iter().map(|cut| cut.word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_becomes_its_words() {
        assert_eq!(words("羽绒服退货"), ["羽绒服", "退货"]);
        assert_eq!(words("我的羽绒服的尺码"), ["羽绒服", "尺码"]);
        assert_eq!(words("穿羽绒服"), ["穿", "羽绒服"]);
    }

    #[test]
    fn long_words_bring_their_parts() {
        let found: Vec<&str> = search_words("运动鞋尺码").collect();
        assert_eq!(found, ["运动", "运动鞋", "尺码"]);
    }

    #[test]
    fn short_runs_and_unknown_names_stay_together() {
        assert_eq!(words("买大了"), ["买大了"]);
        assert_eq!(words("在"), ["在"]);
        assert_eq!(words("彧翀彧翀"), ["彧翀彧翀"]);
        assert_eq!(words("的了吗呢"), ["的了吗呢"]);
    }
}
