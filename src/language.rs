//! The languages in which the server itself speaks to buyers.

/// One of the languages that every buyer is spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Simplified,
    Traditional,
    English,
}

impl Language {
    pub fn of(locale: &str) -> Self {
        match locale {
            "zh-Hant" => Self::Traditional,
            "en" => Self::English,
            _ => Self::Simplified,
        }
    }

    pub fn locale(self) -> &'static str {
        self.pick(["zh-CN", "zh-Hant", "en"])
    }

    /// The words of this language among those of all: simplified, traditional, English.
    pub fn pick(self, [simplified, traditional, english]: [&'static str; 3]) -> &'static str {
        match self {
            Self::Simplified => simplified,
            Self::Traditional => traditional,
            Self::English => english,
        }
    }

    /// Two sentences after each other.
    pub fn joined(self, first: &str, second: &str) -> String {
        let space = if self == Self::English { " " } else { "" };
        format!("{first}{space}{second}")
    }
}
