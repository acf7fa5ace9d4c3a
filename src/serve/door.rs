//! Who may come in: takes connections from the system, and has a bounded number of places for
//! them. Where all are taken, whoever keeps the server waiting longest makes room.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Hall, http, lock, visit};

/// How long the server waits before it listens again after the system refused it a connection.
const RECOVERY: Duration = Duration::from_millis(50);

/// How long a visitor waits for a place before it is told that there is none.
const QUEUE: Duration = Duration::from_secs(2);

/// Takes connections in until the server is closed.
pub(super) fn receive(hall: &Arc<Hall>, listener: &TcpListener) {
    while !hall.is_closed() {
        match listener.accept() {
            Ok((stream, _)) => admit(Arc::new(stream), hall),
            Err(error) if is_visitors_fault(&error) => {}
            // Most likely too many files are open. The queue of the system keeps who waits.
            Err(_) => {
                hall.places.make_room();
                thread::sleep(RECOVERY);
            }
        }
    }
}

/// Whether the visitor left before the door was opened, or a signal came; the next one is fine.
fn is_visitors_fault(error: &io::Error) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

/// Gives a visitor a place and a thread of its own, so that one slow page or visitor never holds
/// up another.
fn admit(stream: Arc<TcpStream>, hall: &Arc<Hall>) {
    if hall.is_closed() {
        return;
    }
    let Some(seat) = Places::wait_for(&hall.places, &stream) else {
        return http::turn_away(&stream);
    };
    let hall = hall.clone();
    // Where the system has no thread left, the seat is dropped, which ends the connection.
    let _ =
        thread::Builder::new().name("serve-visit".into()).spawn(move || visit::attend(seat, &hall));
}

/// A bounded number of places for connections.
pub(super) struct Places {
    limit: usize,
    /// From when on a connection that waits for its visitor may lose its place.
    grace: Duration,
    taken: Mutex<Taken>,
    freed: Condvar,
}

#[derive(Default)]
struct Taken {
    places: BTreeMap<u64, Place>,
    next: u64,
}

struct Place {
    stream: Arc<TcpStream>,
    /// Since when the server waits for the visitor; `None` while it works for it.
    waits_since: Option<Instant>,
}

impl Places {
    pub(super) fn new(limit: usize, grace: Duration) -> Arc<Self> {
        Arc::new(Self { limit, grace, taken: Mutex::default(), freed: Condvar::new() })
    }

    /// How many places are taken.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        lock(&self.taken).places.len()
    }

    /// A place, if there is one.
    pub(super) fn take(places: &Arc<Self>, stream: &Arc<TcpStream>) -> Option<Seat> {
        let mut taken = lock(&places.taken);
        (taken.places.len() < places.limit).then(|| Self::seat(places, stream, &mut taken))
    }

    /// A place, as soon as there is one or somebody can be asked to make room.
    fn wait_for(places: &Arc<Self>, stream: &Arc<TcpStream>) -> Option<Seat> {
        let came = Instant::now();
        let mut taken = lock(&places.taken);
        loop {
            let wait = if taken.places.len() < places.limit {
                Duration::ZERO
            } else {
                taken.until_one_may_go(places.grace)
            };
            if wait.is_zero() {
                if taken.places.len() >= places.limit {
                    taken.evict();
                }
                return Some(Self::seat(places, stream, &mut taken));
            }
            let left = QUEUE.checked_sub(came.elapsed())?;
            let woken = places.freed.wait_timeout(taken, wait.min(left));
            taken = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn seat(places: &Arc<Self>, stream: &Arc<TcpStream>, taken: &mut Taken) -> Seat {
        let number = taken.next;
        taken.next += 1;
        let waits_since = Some(Instant::now());
        taken.places.insert(number, Place { stream: stream.clone(), waits_since });
        Seat { places: places.clone(), stream: stream.clone(), number }
    }

    /// Ends a quarter of the connections that wait for their visitors, so that there are files
    /// again.
    fn make_room(&self) {
        let mut taken = lock(&self.taken);
        for _ in 0..taken.places.len().div_ceil(4) {
            taken.evict();
        }
    }

    /// Ends all connections.
    pub(super) fn clear(&self) {
        for place in lock(&self.taken).places.values() {
            let _ = place.stream.shutdown(Shutdown::Both);
        }
    }
}

impl Taken {
    /// The connection whose visitor keeps it waiting longest, and since when.
    fn slowest(&self) -> Option<(u64, Instant)> {
        let waiting = |(number, place): (&u64, &Place)| Some((*number, place.waits_since?));
        self.places.iter().filter_map(waiting).min_by_key(|(_, since)| *since)
    }

    /// How long until a connection may be ended; a moment where all are at work.
    fn until_one_may_go(&self, grace: Duration) -> Duration {
        let slowest = self.slowest();
        slowest.map_or(grace, |(_, since)| grace.saturating_sub(since.elapsed()))
    }

    /// Ends the connection whose visitor keeps it waiting longest. Its thread notices, and goes.
    fn evict(&mut self) {
        if let Some((number, _)) = self.slowest()
            && let Some(place) = self.places.remove(&number)
        {
            let _ = place.stream.shutdown(Shutdown::Both);
        }
    }
}

/// A place that is taken, until it is dropped.
pub(super) struct Seat {
    places: Arc<Places>,
    /// The connection.
    pub(super) stream: Arc<TcpStream>,
    number: u64,
}

impl Seat {
    /// From now on the server waits for the visitor.
    pub(super) fn waits(&self) {
        self.note(Some(Instant::now()));
    }

    /// From now on the visitor waits for the server.
    pub(super) fn works(&self) {
        self.note(None);
    }

    fn note(&self, waits_since: Option<Instant>) {
        // A place that was lost meanwhile has nothing to note.
        if let Some(place) = lock(&self.places.taken).places.get_mut(&self.number) {
            place.waits_since = waits_since;
        }
        if waits_since.is_some() {
            self.places.freed.notify_one();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.places.taken).places.remove(&self.number);
        self.places.freed.notify_one();
    }
}
