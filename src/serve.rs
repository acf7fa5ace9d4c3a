//! Hands out the site that is on the shelf, and tells open pages when it is exchanged.
//!
//! A preview for the people who write the site, not a server for the public. It knows nothing
//! about building: somebody else puts what is to be shown on the [`Shelf`].
#![allow(clippy::disallowed_methods, reason = "this is the edge that talks to browsers")]

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

mod answer;
mod door;
mod head;
mod http;
mod live;
mod shelf;
#[cfg(test)]
mod tests;
mod visit;

use door::Places;
pub use shelf::{Explain, Notify, Shelf, Shown};

/// What visitors may take of the server: connections and time. How many bytes a request may have
/// stands in `head`.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// How many connections may be open, besides event streams. A browser opens six.
    places: usize,
    /// How many event streams may be open: one for each page that somebody looks at.
    streams: usize,
    /// How many requests a connection may make before others have their turn.
    requests: usize,
    /// How long a visitor may take to send the head of a request.
    head: Duration,
    /// How long a connection may rest between two requests.
    idle: Duration,
    /// How long a visitor may leave unread what is sent to it.
    patience: Duration,
    /// After how long a connection that waits for its visitor is ended for the sake of another.
    grace: Duration,
    /// How often an event stream looks whether its visitor is still there.
    glance: Duration,
    /// How often an event stream says that it is still there.
    beat: Duration,
}

/// Both kinds of connections together leave half of 256 open files, the least that systems allow
/// a program by default, to the build that goes on beside.
const LIMITS: Limits = Limits {
    places: 64,
    streams: 64,
    requests: 100,
    head: Duration::from_secs(10),
    idle: Duration::from_secs(15),
    patience: Duration::from_secs(10),
    grace: Duration::from_millis(100),
    glance: Duration::from_secs(1),
    beat: Duration::from_secs(15),
};

/// Where the server listens.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The address of this machine to listen at. With one that only this machine can reach
    /// (`127.0.0.1`, the usual choice), requests for other host names are refused.
    pub bind: IpAddr,
    /// The port; 0 takes any that is free.
    pub port: u16,
}

/// A server at work on its own threads, until it is stopped or dropped.
pub struct Server {
    address: SocketAddr,
    hall: Arc<Hall>,
    door: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts to hand out what is on the shelf. A port that is taken is an error of kind
    /// `AddrInUse`.
    pub fn start(shelf: Arc<Shelf>, options: Options) -> io::Result<Self> {
        Self::start_with(shelf, options, LIMITS)
    }

    fn start_with(shelf: Arc<Shelf>, options: Options, limits: Limits) -> io::Result<Self> {
        let listener = TcpListener::bind((options.bind, options.port))?;
        let address = listener.local_addr()?;
        let hall = Arc::new(Hall {
            shelf,
            hosts: address.ip().is_loopback().then(|| own_names(address.ip())),
            limits,
            closed: AtomicBool::new(false),
            places: Places::new(limits.places, limits.grace),
            streams: Places::new(limits.streams, limits.grace),
        });
        let at_door = hall.clone();
        let door = thread::Builder::new()
            .name("serve".into())
            .spawn(move || door::receive(&at_door, &listener))?;
        Ok(Self { address, hall, door: Some(door) })
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
        self.hall.closed.store(true, Ordering::SeqCst);
        self.hall.shelf.wake();
        self.hall.places.clear();
        // The door waits for a visitor, so there is one more. Where the system allows none, the
        // thread ends together with the program.
        let woken = TcpStream::connect_timeout(&reachable(self.address), KNOCK).is_ok();
        if let Some(door) = self.door.take().filter(|_| woken) {
            // A thread that panicked has nothing left to end.
            let _ = door.join();
        }
    }
}

/// How long the server tries to reach itself.
const KNOCK: Duration = Duration::from_secs(1);

/// The address at which the server reaches itself: "every address" is none that can be called.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// What the threads of one server share.
struct Hall {
    shelf: Arc<Shelf>,
    /// The host names that may be asked for; any where there is no list.
    hosts: Option<Vec<String>>,
    limits: Limits,
    closed: AtomicBool,
    /// Connections that ask and are answered.
    places: Arc<Places>,
    /// Event streams.
    streams: Arc<Places>,
}

impl Hall {
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }
}

/// Takes a lock even if a thread panicked while it held it: nothing here is ever half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The names under which a browser on this machine may ask for a server that only this machine
/// can reach. A page of another site can make its own name lead here, but it cannot take these.
fn own_names(ip: IpAddr) -> Vec<String> {
    let bound = SocketAddr::new(ip, 0).to_string();
    let bound = bound.strip_suffix(":0").unwrap_or(&bound);
    ["localhost", "127.0.0.1", "[::1]", bound].map(str::to_owned).to_vec()
}
