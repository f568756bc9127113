//! Which addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use crate::network::Network;

/// IPv4 that is not for the public network: IANA's special-purpose registry, multicast and reserved space,
/// and the one public address at which a cloud answers its machines.
const NOT_PUBLIC_V4: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// Of IPv6 only this is given out for the public network …
const GIVEN_OUT_V6: &str = "2000::/3";
/// … and within it not these: protocol assignments with Teredo, documentation.
const NOT_PUBLIC_V6: &[&str] = &["2001::/23", "2001:db8::/32", "3fff::/20"];

static V4: LazyLock<Vec<Network>> = LazyLock::new(|| networks(NOT_PUBLIC_V4));
static V6: LazyLock<Vec<Network>> = LazyLock::new(|| networks(NOT_PUBLIC_V6));
static PUBLIC_V6: LazyLock<Vec<Network>> = LazyLock::new(|| networks(&[GIVEN_OUT_V6]));

fn networks(texts: &[&str]) -> Vec<Network> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

/// Whether a connection may go to an address: it is public, or it is in a network that was allowed.
pub fn may_reach(address: IpAddr, allowed: &[Network]) -> bool {
    // An IPv6 address that carries an IPv4 one leads to that one.
    let leads_to = match address {
        IpAddr::V6(v6) => carried(v6).map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    };
    is_public(leads_to) || allowed.iter().any(|network| network.contains(leads_to))
}

fn is_public(address: IpAddr) -> bool {
    let is_in = |networks: &[Network]| networks.iter().any(|network| network.contains(address));
    match address {
        IpAddr::V4(_) => !is_in(&V4),
        IpAddr::V6(_) => is_in(&PUBLIC_V6) && !is_in(&V6),
    }
}

/// The IPv4 address inside one of IPv6: mapped, compatible, translated (NAT64) or tunnelled (6to4).
fn carried(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let bits = v6.to_bits();
    let last = Ipv4Addr::from_bits(u32::try_from(bits & u128::from(u32::MAX)).unwrap_or_default());
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(last),
        [0, 0, 0, 0, 0, 0, ..] if bits > 1 => Some(last),
        [0x2002, high, low, ..] => Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        may_reach(address.parse().expect(address), &[])
    }

    #[test]
    fn every_line_of_the_tables_is_a_network() {
        assert_eq!((V4.len(), V6.len(), PUBLIC_V6.len()), (NOT_PUBLIC_V4.len(), NOT_PUBLIC_V6.len(), 1));
    }

    #[test]
    fn public_addresses_are_reached() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "93.184.215.14",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2400:3200::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn addresses_that_are_not_public_are_refused() {
        for address in [
            // This machine, its network, nothing at all.
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "127.255.255.254",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.100.100.200",
            // Clouds tell their machines secrets here.
            "169.254.169.254",
            "169.254.170.2",
            "168.63.129.16",
            "fd00:ec2::254",
            // Documentation, measuring, multicast, reserved, everybody.
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            // IPv6 of the same kinds.
            "::",
            "::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "5f00::1",
            "64:ff9b:1::1",
            // IPv4 in the clothes of IPv6.
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::1",
            "2002:a00:1::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn the_config_lets_single_networks_in() {
        let allowed = networks(&["10.1.0.0/16", "fd12::/16"]);
        let reaches = |address: &str| may_reach(address.parse().expect(address), &allowed);
        assert!(reaches("10.1.2.3") && reaches("::ffff:10.1.2.3") && reaches("fd12::1"));
        assert!(!reaches("10.2.0.1") && !reaches("127.0.0.1") && !reaches("fd13::1"));
    }
}
