//! What can go wrong between a model and us, by a code that pages explain.

use crate::egress::Failure;

/// More of what a server says about itself helps nobody.
const MAX_DETAIL_CHARS: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    NoAnswer(Failure),
    /// It sends on to another address.
    Redirected,
    KeyRefused(String),
    /// There is no such address, or no such model at it.
    NotFound(String),
    /// It takes no more requests for now.
    Busy(String),
    Refused(String),
    Failed(String),
    /// What came is not of the chat completions protocol.
    NotChat,
    /// Nothing that can be shown came.
    Silent,
    /// It was to choose, and chose nothing that there is.
    NoChoice,
}

impl Trouble {
    /// Of a status that is no success, with what was said of it.
    pub fn of_status(status: u16, said: &str) -> Self {
        let said = shortened(said);
        match status {
            300..=399 => Self::Redirected,
            401 | 403 => Self::KeyRefused(said),
            404 => Self::NotFound(said),
            429 => Self::Busy(said),
            500.. => Self::Failed(format!("{status} {said}")),
            _ => Self::Refused(format!("{status} {said}")),
        }
    }

    /// Of a failure that it tells in the middle of an answer.
    pub fn failed_on_the_way(said: &str) -> Self {
        Self::Failed(shortened(said))
    }

    /// Stable; clients translate it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAnswer(failure) => failure.code(),
            Self::Redirected => "redirected",
            Self::KeyRefused(_) => "key_refused",
            Self::NotFound(_) => "model_not_found",
            Self::Busy(_) => "model_busy",
            Self::Refused(_) => "model_refused",
            Self::Failed(_) => "model_failed",
            Self::NotChat => "not_chat",
            Self::Silent => "silent",
            Self::NoChoice => "no_choice",
        }
    }

    /// What was found instead, for the one who has to mend it.
    pub fn detail(&self) -> Option<String> {
        let said = match self {
            Self::KeyRefused(said)
            | Self::NotFound(said)
            | Self::Busy(said)
            | Self::Refused(said)
            | Self::Failed(said) => said.trim(),
            Self::NoAnswer(_) | Self::Redirected | Self::NotChat | Self::Silent | Self::NoChoice => return None,
        };
        (!said.is_empty()).then(|| said.to_owned())
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooManyRedirects => Self::Redirected,
            other => Self::NoAnswer(other),
        }
    }
}

/// One line, as plain as text can be.
fn shortened(said: &str) -> String {
    let visible: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_DETAIL_CHARS).collect()
}
