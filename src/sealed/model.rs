//! A secret in the clear and the same sealed; neither prints.

/// What a sealed value begins with: the version of its format.
pub(super) const VERSION: &str = "zg1.";

/// A secret in the clear. It prints as stars; [`Secret::expose`] is where it leaves its shell.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// A secret as a column holds it: `zg1.`, the id of its key, a dot, nonce and ciphertext in base64url.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Sealed(pub(super) String);

impl Sealed {
    pub(super) fn new(key_id: &str, body: &str) -> Self {
        Self(format!("{VERSION}{key_id}.{body}"))
    }

    /// The id of the key and the body; none for what is not sealed.
    pub(super) fn parts(&self) -> Option<(&str, &str)> {
        self.0.strip_prefix(VERSION)?.split_once('.')
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(***)")
    }
}
