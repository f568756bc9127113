//! Signing in at the shop's OpenID provider: authorization code with PKCE, state and nonce.
//!
//! Invariants (S3): whoever comes back began in the same browser, a few minutes ago and once; an ID token counts only
//! with a signature of a key that the provider publishes now, its issuer, our client, our nonce and a running time; an
//! account is known by issuer and subject, and an address counts only when the provider vouches for it.

mod account;
mod actions;
mod attempt;
mod discovery;
mod id_token;
mod model;
mod routes;
mod store;
mod token_endpoint;
mod trouble;

pub use actions::accounts::{account_of, unlink_colleague};
pub use actions::sign_in_page::{ProviderButton, button_of, check_password_may, password_may};
pub use actions::sweep::delete_expired;
pub use model::OidcAccount;
pub use routes::router;
