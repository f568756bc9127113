//! A start: words for the situations of every shop, in three languages, written for this project.

use super::clean;
use super::model::Settings;
use crate::error::Result;

/// What a new shop begins with: nothing that could surprise anybody.
pub fn starter() -> Result<Settings> {
    let settings = toml::from_str(include_str!("starter.toml")).map_err(anyhow::Error::from)?;
    clean::check(settings, &Default::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automatic_messages::AutomaticKind;

    #[test]
    fn every_kind_has_words_in_every_language() {
        let settings = starter().expect("settings that can be stored");
        for kind in AutomaticKind::ALL {
            let message = settings.messages.iter().find(|message| message.kind == kind).expect("every kind");
            assert!(!message.texts.is_empty(), "{kind:?} has no words");
            // Threads that last for days stay alive, and one key solves, unless the shop wants it otherwise.
            let is_asked_for = matches!(kind, AutomaticKind::Closing | AutomaticKind::IdleClosing);
            assert_eq!(message.on, !is_asked_for, "{kind:?}");
            for text in &message.texts {
                assert!(
                    text.words.zh_cn.is_some() && text.words.zh_hant.is_some() && text.words.en.is_some(),
                    "{text:?}"
                );
            }
        }
    }
}
