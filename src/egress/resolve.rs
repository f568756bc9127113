//! From a URL to addresses that may be reached.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::Failure;
use super::address::may_reach;
use crate::network::Network;

/// Who knows the address of a name.
#[derive(Debug, Clone)]
pub enum Names {
    System,
    /// What a test says.
    #[cfg(test)]
    Known(std::collections::HashMap<String, Vec<IpAddr>>),
}

impl Names {
    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, Failure> {
        match self {
            Self::System => {
                // The port is the URL's; here it only completes what the system is asked.
                let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| Failure::UnknownName)?;
                Ok(found.map(|address| address.ip()).collect())
            }
            #[cfg(test)]
            Self::Known(names) => names.get(name).cloned().ok_or(Failure::UnknownName),
        }
    }
}

/// The addresses of a URL's host. One that may not be reached spoils all: such a name means to lead astray.
pub async fn checked(url: &Url, names: &Names, allowed: &[Network]) -> Result<Vec<SocketAddr>, Failure> {
    let port = url.port_or_known_default().ok_or(Failure::InvalidUrl)?;
    let addresses = match url.host().ok_or(Failure::InvalidUrl)? {
        Host::Ipv4(address) => vec![IpAddr::V4(address)],
        Host::Ipv6(address) => vec![IpAddr::V6(address)],
        Host::Domain(name) => names.look_up(name).await?,
    };
    if addresses.is_empty() {
        return Err(Failure::UnknownName);
    }
    if !addresses.iter().all(|address| may_reach(*address, allowed)) {
        return Err(Failure::NotPublic);
    }
    let is_ours = |address: &IpAddr| allowed.iter().any(|network| network.contains(*address));
    if url.scheme() == "http" && !addresses.iter().all(is_ours) {
        return Err(Failure::Unencrypted);
    }
    Ok(addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}
