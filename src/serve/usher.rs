//! Sees to it that every connection finds a thread.
//!
//! When several connections arrive at the same instant, tiny_http 0.12 may queue one for a thread
//! that has just been taken; it then waits until some other connection ends. Whatever arrives
//! later while all threads are taken gets a new thread, which looks into the queue when it is
//! done. So somebody knocks and leaves, again and again: each knock frees one that waits.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::{Hall, lock};

/// A browser is at work for so long after its last request.
const VISIT: Duration = Duration::from_secs(3);

/// How often to knock, and how many times, while a browser is at work.
const BUSY: (Duration, usize) = (Duration::from_millis(100), 12);

/// The same while nobody is there.
const QUIET: (Duration, usize) = (Duration::from_millis(500), 1);

/// How long a knock waits to be answered; with free threads it takes a tenth of a millisecond.
const ANSWER: Duration = Duration::from_millis(5);

/// Knocks until the other end of `closed` is dropped.
pub(super) fn walk(address: SocketAddr, hall: &Hall, closed: &Receiver<()>) {
    let address = reachable(address);
    loop {
        let busy = lock(&hall.last_visit).elapsed() < VISIT;
        let (pause, times) = if busy { BUSY } else { QUIET };
        if closed.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        for _ in 0..times {
            knock(address);
        }
    }
}

/// The address to knock at; "every address" is none that can be called everywhere.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Comes, asks for nothing, and waits a moment for the door to be closed.
fn knock(address: SocketAddr) {
    // A knock that is not heard is repeated soon enough.
    if let Ok(mut stream) = TcpStream::connect_timeout(&address, ANSWER) {
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.set_read_timeout(Some(ANSWER));
        let _ = stream.read(&mut [0]);
    }
}
