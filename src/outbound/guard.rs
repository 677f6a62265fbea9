//! The guard against server-side request forgery: a client that an operator's mistake, a hostile
//! name server or another server's answer cannot turn against the machines around this one.
//!
//! Names are resolved by ourselves and a private address is dropped before it is connected to, so
//! that a name which changes its address between a check and its use gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Method, RequestBuilder};
use url::{Host, Url};

use super::{OutboundError, builder};

/// A client that connects to public addresses only, by https, unless private ones are allowed.
#[derive(Debug, Clone)]
pub struct Guarded {
    client: reqwest::Client,
    allow_private: bool,
}

impl Guarded {
    /// A client; `allow_private` also admits private addresses and plain http.
    pub fn new(allow_private: bool) -> Result<Self, reqwest::Error> {
        let mut builder = builder().no_proxy();
        if !allow_private {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        Ok(Self {
            client: builder.build()?,
            allow_private,
        })
    }

    /// Begins a request.
    pub fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, OutboundError> {
        check(&url, self.allow_private)?;
        Ok(self.client.request(method, url))
    }
}

/// Whether an address may be asked, as far as its text tells.
pub fn check(url: &Url, allow_private: bool) -> Result<(), OutboundError> {
    let refused = |reason| Err(OutboundError::Refused(reason));
    if !url.username().is_empty() || url.password().is_some() {
        return refused("an address with a user name in it is not asked");
    }
    match (url.scheme(), allow_private) {
        ("https", _) | ("http", true) => {}
        ("http", false) => return refused("only https is spoken, unless outbound.allow_private"),
        _ => return refused("only https is spoken"),
    }
    let public = match url.host() {
        // The client asks its resolver for names only.
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        Some(Host::Domain(_)) => true,
        None => return refused("the address names no host"),
    };
    if public || allow_private {
        Ok(())
    } else {
        refused(PRIVATE)
    }
}

const PRIVATE: &str = "the address is in a private network; outbound.allow_private admits those";

/// Resolves names to public addresses.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await?
                .filter(|address| is_public(address.ip()))
                .collect();
            if found.is_empty() {
                return Err(OutboundError::Refused(PRIVATE).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public Internet (RFC 6890 and its registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        // Shared by carriers, protocol assignments, 6to4 relays, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    // This network, multicast, reserved and broadcast.
    !special && a != 0 && a < 224
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // IPv4 written as IPv6, and translated by NAT64 and 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0x2002, high, low, ..] => embedded(high, low),
        // Protocol assignments with Teredo, documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // Everything global lies in 2000::/3.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_asked() {
        for private in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://0/",
            "https://10.0.0.1/",
            "https://172.31.255.255/",
            "https://192.168.1.1:8443/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://198.18.0.1/",
            "https://192.0.0.192/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::]/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::10.0.0.1]/",
            "https://[2002:7f00:1::]/",
            "https://[2001:0:4136:e378::]/",
            "https://[fc00::1]/",
            "https://[fd12:3456::1]/",
            "https://[fe80::1]/",
            "https://[fec0::1]/",
            "https://[ff02::1]/",
            "http://example.org/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "https://user@example.org/",
            "https://user:password@example.org/",
            "https://example.org@127.0.0.1/",
            "https://①②⑦.0.0.1/",
        ] {
            let url = Url::parse(private).unwrap();
            assert!(check(&url, false).is_err(), "{private}");
        }
        for public in [
            "https://example.org/xapi/",
            "https://93.184.216.34/",
            "https://[2606:2800:220:1::]/",
            "https://[::ffff:93.184.216.34]/",
        ] {
            assert!(
                check(&Url::parse(public).unwrap(), false).is_ok(),
                "{public}"
            );
        }
        assert!(check(&Url::parse("http://127.0.0.1/").unwrap(), true).is_ok());
        assert!(check(&Url::parse("file:///etc/passwd").unwrap(), true).is_err());
    }

    #[tokio::test]
    async fn a_name_of_a_private_address_is_not_connected_to() {
        let trap = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = trap.local_addr().unwrap().port();
        let client = Guarded::new(false).unwrap();
        let url = Url::parse(&format!("https://localhost:{port}/")).unwrap();
        assert!(
            client
                .request(Method::GET, url)
                .unwrap()
                .send()
                .await
                .is_err()
        );
        let connected = futures_util::FutureExt::now_or_never(trap.accept());
        assert!(connected.is_none(), "the trap was connected to");
    }
}
