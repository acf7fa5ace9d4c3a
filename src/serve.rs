//! Serves the site that the [`Preview`] holds, and tells open pages when it is replaced.
//!
//! A preview server for the people who write the site, not a server for the public. It knows
//! nothing about building: the caller puts each new build into the [`Preview`].
#![allow(clippy::disallowed_methods, reason = "this is the edge that talks to browsers")]

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

mod answer;
mod head;
mod http;
mod live;
mod pool;
mod preview;
#[cfg(test)]
mod tests;
mod worker;

use pool::ConnectionPool;
pub use preview::{Explain, OnProblem, Preview, PreviewSite};

/// How many connections and how much time clients may use. The limits on the size of a request
/// are in `head`.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// How many connections may be open, besides event streams. A browser opens six.
    connections: usize,
    /// How many event streams may be open: one for each visible page.
    streams: usize,
    /// How many requests a connection may make before others have their turn.
    requests: usize,
    /// How long a client may take to send the head of a request.
    head_timeout: Duration,
    /// How long a connection may be idle between two requests.
    idle_timeout: Duration,
    /// How long a write may block because the client does not read.
    write_timeout: Duration,
    /// How long a connection must have waited for its client before it may be closed to make room
    /// for another.
    eviction_delay: Duration,
    /// How often an event stream checks that its client is still connected.
    poll_interval: Duration,
    /// How often an event stream sends a comment to keep the connection alive.
    heartbeat_interval: Duration,
}

/// Systems allow a program at least 256 open files by default. Connections and event streams
/// together use half of them; the rest is left to the build, which runs at the same time.
const LIMITS: Limits = Limits {
    connections: 64,
    streams: 64,
    requests: 100,
    head_timeout: Duration::from_secs(10),
    idle_timeout: Duration::from_secs(15),
    write_timeout: Duration::from_secs(10),
    eviction_delay: Duration::from_millis(100),
    poll_interval: Duration::from_secs(1),
    heartbeat_interval: Duration::from_secs(15),
};

/// Where the server listens.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The local address to listen on. On a loopback address (`127.0.0.1`, the default), requests
    /// for other host names are refused.
    pub bind: IpAddr,
    /// The port; 0 takes any that is free.
    pub port: u16,
}

/// A server that runs on its own threads until it is stopped or dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts to serve the preview. A port that is in use is an error of kind `AddrInUse`.
    pub fn start(preview: Arc<Preview>, options: Options) -> io::Result<Self> {
        Self::start_with(preview, options, LIMITS)
    }

    fn start_with(preview: Arc<Preview>, options: Options, limits: Limits) -> io::Result<Self> {
        let listener = TcpListener::bind((options.bind, options.port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            preview,
            hosts: address.ip().is_loopback().then(|| own_names(address.ip())),
            limits,
            closed: AtomicBool::new(false),
            connections: ConnectionPool::new(limits.connections, limits.eviction_delay),
            streams: ConnectionPool::new(limits.streams, limits.eviction_delay),
        });
        let for_listener = shared.clone();
        let accepting = thread::Builder::new()
            .name("serve".into())
            .spawn(move || pool::accept(&for_listener, &listener))?;
        Ok(Self { address, shared, accepting: Some(accepting) })
    }

    /// The address at which the server listens, with the port it got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening and ends the event streams.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        self.shared.preview.notify();
        self.shared.connections.close_all();
        // `accept` blocks until somebody connects, so the server connects to itself. If the system
        // refuses that, the thread ends together with the program.
        let woken = TcpStream::connect_timeout(&reachable(self.address), CONNECT_TIMEOUT).is_ok();
        if let Some(accepting) = self.accepting.take().filter(|_| woken) {
            // A thread that panicked has ended, too.
            let _ = accepting.join();
        }
    }
}

/// How long the server tries to connect to itself.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// The address at which the server can reach itself. An unspecified address (`0.0.0.0`) can be
/// listened on, but not connected to.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// What the threads of one server share.
struct Shared {
    preview: Arc<Preview>,
    /// The host names that requests may name; `None` allows any.
    hosts: Option<Vec<String>>,
    limits: Limits,
    closed: AtomicBool,
    /// Connections that request and are answered.
    connections: Arc<ConnectionPool>,
    /// Event streams, which stay open for as long as their page does.
    streams: Arc<ConnectionPool>,
}

impl Shared {
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }
}

/// Takes a lock even if a thread panicked while it held it: every change under a lock here is a
/// single step, so the data is never half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The host names that a browser on this machine may use for a loopback address. Another site can
/// point its own name at this address (DNS rebinding), but it cannot use these names.
fn own_names(ip: IpAddr) -> Vec<String> {
    let bound = SocketAddr::new(ip, 0).to_string();
    let bound = bound.strip_suffix(":0").unwrap_or(&bound);
    ["localhost", "127.0.0.1", "[::1]", bound].map(str::to_owned).to_vec()
}
