//! Hands out the site that is on the shelf, and tells open pages when it is exchanged.
//!
//! A preview for the people who write the site, not a server for the public. It knows nothing
//! about building: somebody else puts what is to be shown on the [`Shelf`].
#![allow(clippy::disallowed_methods, reason = "this is the edge that talks to browsers")]

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

mod answer;
mod http;
mod live;
mod shelf;
#[cfg(test)]
mod tests;
mod usher;

pub use shelf::{Explain, Notify, Shelf, Shown};

/// How long a visitor may leave what is sent to it unread before the server gives it up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often an event stream says that it is still there; a visitor who left is noticed then.
const BEAT: Duration = Duration::from_secs(15);

/// How long the server waits before it listens again after the system refused it a connection.
const RECOVERY: Duration = Duration::from_millis(100);

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
    /// Dropping it sends the usher home.
    closing: Option<mpsc::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts to hand out what is on the shelf. A port that is taken is an error of kind
    /// `AddrInUse`.
    pub fn start(shelf: Arc<Shelf>, options: Options) -> io::Result<Self> {
        Self::start_with(shelf, options, BEAT)
    }

    fn start_with(shelf: Arc<Shelf>, options: Options, beat: Duration) -> io::Result<Self> {
        let listener = listen(options)?;
        let address = listener.local_addr()?;
        let hall = Arc::new(Hall {
            shelf,
            hosts: address.ip().is_loopback().then(|| own_names(address.ip())),
            beat,
            door: Mutex::new(open(&listener)?),
            closed: AtomicBool::new(false),
            streams: AtomicUsize::new(0),
            last_visit: Mutex::new(Instant::now()),
        });
        let (closing, closed) = mpsc::channel();
        let (at_door, about) = (hall.clone(), hall.clone());
        let threads = vec![
            thread::Builder::new()
                .name("serve".into())
                .spawn(move || receive(&at_door, &listener))?,
            thread::Builder::new()
                .name("serve-usher".into())
                .spawn(move || usher::walk(address, &about, &closed))?,
        ];
        Ok(Self { address, hall, closing: Some(closing), threads })
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
        self.hall.door().unblock();
        self.hall.shelf.wake();
        self.closing = None;
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to end.
            let _ = thread.join();
        }
    }
}

/// What the threads of one server share.
struct Hall {
    shelf: Arc<Shelf>,
    /// The host names that may be asked for; any where there is no list.
    hosts: Option<Vec<String>>,
    beat: Duration,
    /// Where requests come in; another one after the system refused a connection.
    door: Mutex<Arc<tiny_http::Server>>,
    closed: AtomicBool,
    /// How many event streams are open.
    streams: AtomicUsize,
    last_visit: Mutex<Instant>,
}

impl Hall {
    fn door(&self) -> Arc<tiny_http::Server> {
        lock(&self.door).clone()
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }
}

/// Takes a lock even if a thread panicked while it held it: nothing here is ever half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A listener whose connections send small answers at once and give up on visitors who do not
/// read. tiny_http sets neither; connections take both over from the listener.
fn listen(options: Options) -> io::Result<TcpListener> {
    let listener = TcpListener::bind((options.bind, options.port))?;
    let socket = socket2::SockRef::from(&listener);
    socket.set_tcp_nodelay(true)?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(listener)
}

fn open(listener: &TcpListener) -> io::Result<Arc<tiny_http::Server>> {
    let server = tiny_http::Server::from_listener(listener.try_clone()?, None);
    server.map(Arc::new).map_err(io::Error::other)
}

/// The names under which a browser on this machine may ask for a server that only this machine
/// can reach. A page of another site can make its own name lead here, but it cannot take these.
fn own_names(ip: IpAddr) -> Vec<String> {
    let bound = SocketAddr::new(ip, 0).to_string();
    let bound = bound.strip_suffix(":0").unwrap_or(&bound);
    ["localhost", "127.0.0.1", "[::1]", bound].map(str::to_owned).to_vec()
}

/// Takes requests in until the server is closed.
fn receive(hall: &Arc<Hall>, listener: &TcpListener) {
    while !hall.is_closed() {
        if let Ok(request) = hall.door().recv() {
            welcome(request, hall);
        } else if !hall.is_closed() {
            // tiny_http stops for good when the system refuses it one connection (too many open
            // files, a visitor gone too early), so it is set up anew.
            thread::sleep(RECOVERY);
            if let Ok(door) = open(listener) {
                *lock(&hall.door) = door;
            }
        }
    }
}

/// Answers on a thread of its own, so that one slow page or visitor never holds up another.
fn welcome(request: tiny_http::Request, hall: &Arc<Hall>) {
    *lock(&hall.last_visit) = Instant::now();
    let hall = hall.clone();
    // Where the system has no thread left, the request is dropped, which answers it with 500.
    let _ =
        thread::Builder::new().name("serve-answer".into()).spawn(move || attend(request, &hall));
}

fn attend(request: tiny_http::Request, hall: &Hall) {
    let ask = http::Ask::of(&request);
    let reply = catch_unwind(AssertUnwindSafe(|| answer::reply(&ask, hall)))
        .unwrap_or_else(|_| answer::Reply::Response(answer::crashed(hall)));
    // A visitor who hung up is no reason to complain.
    let _ = match reply {
        answer::Reply::Events => live::stream(request, hall),
        answer::Reply::Response(response) => http::send(response, request),
    };
}
