//! Asks other sites whether addresses lead anywhere. Nothing but `plenary links --check` uses it: no build
//! and no check of a site ever opens a connection.
//!
//! Hosts are asked side by side, each for one address at a time with a pause between two. An address is
//! asked for with HEAD, and with GET where HEAD does not do. Redirects are followed here, step by step, so
//! that every step is held against the same rules.
#![allow(clippy::disallowed_methods, reason = "this is the edge that waits for other computers")]

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::{Host, Url};

use crate::links::{Fault, Outcome};

/// How many addresses one link may lead through.
const MOST_REDIRECTS: usize = 10;

/// How many hosts are asked at once.
const AT_ONCE: usize = 16;

/// How others are asked.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How long a host may take for one answer.
    pub timeout: Duration,
    /// How long one host is left alone between two addresses.
    pub pause: Duration,
    /// Whether addresses of this computer and of private networks are asked, too.
    pub allows_private: bool,
    /// Who asks, for the logs of others.
    pub user_agent: String,
}

/// Asks for every address; `step` is told how many of how many are done.
pub fn ask(
    addresses: &[String],
    manners: &Manners,
    step: &(dyn Fn(usize, usize) + Sync),
) -> BTreeMap<String, Outcome> {
    let asker = Asker::new(manners);
    let (queue, done) = (Mutex::new(by_host(addresses)), AtomicUsize::new(0));
    let out = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(of_host) = locked(&queue).pop_front() {
            for address in of_host {
                let outcome = asker.outcome(address);
                locked(&out).insert(address.clone(), outcome);
                step(done.fetch_add(1, Ordering::Relaxed) + 1, addresses.len());
            }
        }
    };
    std::thread::scope(|threads| {
        (0..AT_ONCE.min(addresses.len())).for_each(|_| drop(threads.spawn(work)));
    });
    out.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The addresses of each host; the host with the most comes first, since it takes longest.
fn by_host(addresses: &[String]) -> VecDeque<Vec<&String>> {
    let mut hosts: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for address in addresses {
        let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
        hosts.entry(host.unwrap_or_default()).or_default().push(address);
    }
    let mut hosts: Vec<_> = hosts.into_values().collect();
    hosts.sort_by_key(|of_host| std::cmp::Reverse(of_host.len()));
    hosts.into()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What one address answered.
struct Answer {
    status: u16,
    /// Where it leads, if it leads on.
    location: Option<String>,
}

struct Asker<'m> {
    agent: Agent,
    manners: &'m Manners,
    /// When each host was last asked; whoever asks it holds the lock meanwhile.
    turns: Mutex<BTreeMap<String, Turn>>,
}

type Turn = Arc<Mutex<Option<Instant>>>;

impl<'m> Asker<'m> {
    fn new(manners: &'m Manners) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(manners.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .user_agent(&manners.user_agent)
            .build();
        let resolver = Public { all: manners.allows_private, inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent, manners, turns: Mutex::default() }
    }

    /// What comes of an address, wherever it leads.
    fn outcome(&self, address: &str) -> Outcome {
        self.followed(address).unwrap_or_else(Outcome::Fault)
    }

    fn followed(&self, address: &str) -> Result<Outcome, Fault> {
        let first = Url::parse(address).map_err(|_| Fault::BadAddress)?;
        let (mut at, mut for_good) = (first.clone(), true);
        let mut moved: Option<Url> = None;
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.answer(&at)?;
            let Some(location) = answer.location else {
                let works = (200..300).contains(&answer.status);
                let moved = moved.filter(|to| works && *to != first);
                return Ok(moved
                    .map_or(Outcome::Answer(answer.status), |to| Outcome::Moved(to.to_string())));
            };
            at = at.join(&location).map_err(|_| Fault::BadAnswer)?;
            at.set_fragment(None);
            // What is elsewhere only for now keeps its address, and so does all behind it.
            for_good &= matches!(answer.status, 301 | 308);
            if for_good {
                moved = Some(at.clone());
            }
        }
        Err(Fault::TooManyRedirects)
    }

    /// What one address answers. Some hosts know no HEAD, or answer it otherwise than GET.
    fn answer(&self, url: &Url) -> Result<Answer, Fault> {
        if !["http", "https"].contains(&url.scheme()) {
            return Err(Fault::BadAddress);
        }
        if !self.manners.allows_private && names_private(url) {
            return Err(Fault::PrivateAddress);
        }
        let host = url.host_str().unwrap_or_default();
        match self.in_turn(host, || self.agent.head(url.as_str()).call()) {
            Ok(answer) if answer.status < 400 || answer.status == 429 => Ok(answer),
            Ok(_) | Err(Fault::BadAnswer) => {
                self.in_turn(host, || self.agent.get(url.as_str()).call())
            }
            Err(fault) => Err(fault),
        }
    }

    /// Asks a host when nobody else does, and not right after it was asked.
    fn in_turn(
        &self,
        host: &str,
        ask: impl FnOnce() -> Result<ureq::http::Response<ureq::Body>, Error>,
    ) -> Result<Answer, Fault> {
        let turn = locked(&self.turns).entry(host.to_owned()).or_default().clone();
        let mut last = locked(&turn);
        if let Some(last) = *last {
            std::thread::sleep(self.manners.pause.saturating_sub(last.elapsed()));
        }
        let answer = ask();
        *last = Some(Instant::now());
        let answer = answer.map_err(|error| fault(&error))?;
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").and_then(|to| to.to_str().ok());
        let leads_on = matches!(status, 301 | 302 | 303 | 307 | 308);
        Ok(Answer { status, location: location.filter(|_| leads_on).map(str::to_owned) })
    }
}

/// What an error means for a link.
fn fault(error: &Error) -> Fault {
    use std::io::ErrorKind;
    match error {
        Error::HostNotFound => Fault::NoHost,
        Error::Timeout(_) => Fault::Timeout,
        Error::Tls(_) | Error::Rustls(_) => Fault::BadCertificate,
        Error::BadUri(_) | Error::Http(_) => Fault::BadAddress,
        Error::Other(other) if other.is::<NotPublic>() => Fault::PrivateAddress,
        Error::ConnectionFailed | Error::ConnectProxyFailed(_) => Fault::NoConnection,
        Error::Io(error) => match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Fault::Timeout,
            // There is a connection, but what comes over it cannot be read or trusted.
            ErrorKind::InvalidData if error.to_string().contains("certificate") => {
                Fault::BadCertificate
            }
            ErrorKind::InvalidData
            | ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Fault::BadAnswer,
            _ => Fault::NoConnection,
        },
        _ => Fault::BadAnswer,
    }
}

/// Finds hosts, and of their addresses only those that are on the Internet.
#[derive(Debug)]
struct Public {
    all: bool,
    inner: DefaultResolver,
}

/// None of the addresses of a host is on the Internet.
#[derive(Debug)]
struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address of a private network")
    }
}

impl std::error::Error for NotPublic {}

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })?;
        // Where a proxy is set, it is the host that is looked for, and mostly a private one.
        if self.all || config.proxy().is_some() {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| !is_private(address.ip())) {
            public.push(*address);
        }
        match public.is_empty() {
            true => Err(Error::Other(Box::new(NotPublic))),
            false => Ok(public),
        }
    }
}

/// Whether an address names this computer or one of a private network, without looking for it.
fn names_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_private(ip.into()),
        Some(Host::Ipv6(ip)) => is_private(ip.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
        None => true,
    }
}

/// Whether an address is not one of the Internet (the registries of RFC 6890).
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let shared = |[a, b, c, _]: [u8; 4]| match (a, b) {
        (0 | 240.., _) => true,
        (100, 64..=127) | (198, 18 | 19) => true,
        (192, 0) => c == 0,
        _ => false,
    };
    ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_multicast()
        || shared(ip.octets())
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let [first, second, .., high, low] = ip.segments();
    let within = Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    let holds_v4 = ip.to_ipv4_mapped().is_some() || (first, second) == (0x64, 0xff9b);
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
        || holds_v4 && is_private_v4(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_told_from_those_of_the_internet() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
        ] {
            assert!(is_private(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "93.184.216.34",
            "172.32.0.1",
            "192.0.78.9",
            "100.128.0.1",
            "2606:4700::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(!is_private(ip.parse().unwrap()), "{ip}");
        }
        for (url, private) in [
            ("http://localhost:80/", true),
            ("http://a.localhost./", true),
            ("http://0x7f.1/", true),
            ("http://2130706433/", true),
            ("http://[::1]/", true),
            ("https://www.un.org/", false),
        ] {
            assert_eq!(names_private(&Url::parse(url).unwrap()), private, "{url}");
        }
    }

    #[test]
    fn the_host_with_the_most_addresses_is_asked_first() {
        let addresses = ["https://a.example/1", "https://b.example/", "https://a.example/2"];
        let addresses = addresses.map(str::to_owned);
        let hosts: Vec<usize> = by_host(&addresses).iter().map(Vec::len).collect();
        assert_eq!(hosts, [2, 1]);
    }
}
