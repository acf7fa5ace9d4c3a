//! Accepts connections, and keeps a bounded number of them open. When the pool is full, the
//! connection that has waited longest for its client is closed to make room.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Shared, http, lock, worker};

/// How long the server pauses after the system has refused it a connection.
const RECOVERY: Duration = Duration::from_millis(50);

/// How long a client waits for the pool to have room before it is rejected.
const QUEUE: Duration = Duration::from_secs(2);

/// Accepts connections until the server is closed.
pub(super) fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    while !shared.is_closed() {
        match listener.accept() {
            Ok((stream, _)) => admit(Arc::new(stream), shared),
            Err(error) if is_client_error(&error) => {}
            // Most likely too many files are open. Clients wait in the system's queue meanwhile.
            Err(_) => {
                shared.connections.close_some();
                thread::sleep(RECOVERY);
            }
        }
    }
}

/// Whether the client hung up before it was accepted, or a signal arrived; the next call is fine.
fn is_client_error(error: &io::Error) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

/// Gives each connection a thread of its own, so that one slow page or client never delays
/// another.
fn admit(stream: Arc<TcpStream>, shared: &Arc<Shared>) {
    if shared.is_closed() {
        return;
    }
    let Some(connection) = ConnectionPool::wait_for(&shared.connections, &stream) else {
        return http::reject(&stream);
    };
    let shared = shared.clone();
    let worker = thread::Builder::new().name("serve-worker".into());
    // If the system has no thread left, dropping the closure closes the connection.
    let _ = worker.spawn(move || worker::run(connection, &shared));
}

/// A bounded number of open connections.
pub(super) struct ConnectionPool {
    limit: usize,
    /// How long a connection must have waited for its client before it may be closed for another.
    eviction_delay: Duration,
    open: Mutex<Open>,
    /// Signalled when a connection is closed, or starts to wait for its client.
    freed: Condvar,
}

#[derive(Default)]
struct Open {
    entries: BTreeMap<u64, Entry>,
    next: u64,
}

struct Entry {
    stream: Arc<TcpStream>,
    /// Since when the server has waited for the client; `None` while the server works.
    waiting_since: Option<Instant>,
}

impl ConnectionPool {
    pub(super) fn new(limit: usize, eviction_delay: Duration) -> Arc<Self> {
        Arc::new(Self { limit, eviction_delay, open: Mutex::default(), freed: Condvar::new() })
    }

    /// How many connections are open.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        lock(&self.open).entries.len()
    }

    /// Adds a connection if the pool has room.
    pub(super) fn try_add(pool: &Arc<Self>, stream: &Arc<TcpStream>) -> Option<Connection> {
        let mut open = lock(&pool.open);
        (open.entries.len() < pool.limit).then(|| Self::add(pool, stream, &mut open))
    }

    /// Adds a connection as soon as the pool has room or another connection may be closed.
    fn wait_for(pool: &Arc<Self>, stream: &Arc<TcpStream>) -> Option<Connection> {
        let arrived = Instant::now();
        let mut open = lock(&pool.open);
        loop {
            let wait = if open.entries.len() < pool.limit {
                Duration::ZERO
            } else {
                open.until_eviction(pool.eviction_delay)
            };
            if wait.is_zero() {
                if open.entries.len() >= pool.limit {
                    open.evict();
                }
                return Some(Self::add(pool, stream, &mut open));
            }
            let left = QUEUE.checked_sub(arrived.elapsed())?;
            let woken = pool.freed.wait_timeout(open, wait.min(left));
            open = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn add(pool: &Arc<Self>, stream: &Arc<TcpStream>, open: &mut Open) -> Connection {
        let number = open.next;
        open.next += 1;
        let waiting_since = Some(Instant::now());
        open.entries.insert(number, Entry { stream: stream.clone(), waiting_since });
        Connection { pool: pool.clone(), stream: stream.clone(), number }
    }

    /// Closes a quarter of the connections, those that have waited longest for their clients, so
    /// that the system has file handles again.
    fn close_some(&self) {
        let mut open = lock(&self.open);
        for _ in 0..open.entries.len().div_ceil(4) {
            open.evict();
        }
    }

    /// Closes all connections.
    pub(super) fn close_all(&self) {
        for entry in lock(&self.open).entries.values() {
            let _ = entry.stream.shutdown(Shutdown::Both);
        }
    }
}

impl Open {
    /// The connection that has waited longest for its client, and since when.
    fn slowest(&self) -> Option<(u64, Instant)> {
        let waiting = |(number, entry): (&u64, &Entry)| Some((*number, entry.waiting_since?));
        self.entries.iter().filter_map(waiting).min_by_key(|(_, since)| *since)
    }

    /// How long until a connection may be closed. While all of them work, nobody can know, so the
    /// pool is looked at again after one delay.
    fn until_eviction(&self, delay: Duration) -> Duration {
        let slowest = self.slowest();
        slowest.map_or(delay, |(_, since)| delay.saturating_sub(since.elapsed()))
    }

    /// Closes the connection that has waited longest for its client. Its worker notices and ends.
    fn evict(&mut self) {
        if let Some((number, _)) = self.slowest()
            && let Some(entry) = self.entries.remove(&number)
        {
            let _ = entry.stream.shutdown(Shutdown::Both);
        }
    }
}

/// An open connection. It leaves the pool when it is dropped.
pub(super) struct Connection {
    pool: Arc<ConnectionPool>,
    /// The socket.
    pub(super) stream: Arc<TcpStream>,
    number: u64,
}

impl Connection {
    /// From now on the server waits for the client.
    pub(super) fn set_waiting(&self) {
        self.update(Some(Instant::now()));
    }

    /// From now on the client waits for the server.
    pub(super) fn set_working(&self) {
        self.update(None);
    }

    fn update(&self, waiting_since: Option<Instant>) {
        // The entry may be gone: the connection was closed to make room for another.
        if let Some(entry) = lock(&self.pool.open).entries.get_mut(&self.number) {
            entry.waiting_since = waiting_since;
        }
        if waiting_since.is_some() {
            self.pool.freed.notify_one();
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        lock(&self.pool.open).entries.remove(&self.number);
        self.pool.freed.notify_one();
    }
}
