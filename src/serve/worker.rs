//! Serves one connection, from its first request to its end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::head::{Refusal, Request, Scan, Scanner};
use super::http::{self, Response};
use super::pool::Connection;
use super::{Shared, answer, live};

/// How many bytes are read at once.
const CHUNK: usize = 4 << 10;

/// The lowest rate, in bytes a second, at which a client may read a response.
const MIN_RATE: u64 = 64 << 10;

/// For how long, and for how many bytes, the server goes on reading after its last response. If it
/// closed the socket with bytes unread, the system would discard the response, too.
const LINGER: (Duration, usize) = (Duration::from_millis(500), 256 << 10);

/// Answers requests until the client hangs up, or the connection has to be closed.
pub(super) fn run(connection: Connection, shared: &Shared) {
    // A client that hung up is nothing to report.
    let _ = answer_all(connection, shared);
}

fn answer_all(connection: Connection, shared: &Shared) -> io::Result<()> {
    connection.stream.set_nodelay(true)?;
    let mut buffer = RequestBuffer::default();
    for turn in 1..=shared.limits.requests {
        let request = match buffer.next(&connection, shared, turn == 1)? {
            Received::Request(request) => request,
            Received::Nothing => return Ok(()),
            Received::Malformed(refusal) => return refuse(refusal, &connection, shared),
        };
        let keep_alive = request.keep_alive && turn < shared.limits.requests && !shared.is_closed();
        match reply(&request, shared) {
            answer::Reply::Events => return live::stream_events(connection, shared),
            answer::Reply::Response(response) => {
                let response = response.on_connection(keep_alive);
                send(response, request.head_only, &connection, shared)?;
            }
        }
        if !keep_alive {
            return linger(&connection);
        }
    }
    Ok(())
}

fn reply(request: &Request, shared: &Shared) -> answer::Reply {
    catch_unwind(AssertUnwindSafe(|| answer::reply(request, shared)))
        .unwrap_or_else(|_| answer::Reply::Response(answer::crashed(shared)))
}

fn refuse(
    Refusal(status, words): Refusal,
    connection: &Connection,
    shared: &Shared,
) -> io::Result<()> {
    send(Response::words(status, words).on_connection(false), false, connection, shared)?;
    linger(connection)
}

/// Sends a response.
pub(super) fn send(
    response: Response,
    head_only: bool,
    connection: &Connection,
    shared: &Shared,
) -> io::Result<()> {
    let timeout = shared.limits.write_timeout;
    let transfer = Duration::from_secs(response.body.len() / MIN_RATE);
    let deadline = Instant::now() + timeout + transfer;
    http::write(response, head_only, TimedWriter { connection, timeout, deadline })
}

/// Ends a connection in such a way that the last response arrives.
fn linger(connection: &Connection) -> io::Result<()> {
    let (time, mut bytes) = LINGER;
    let deadline = Instant::now() + time;
    connection.stream.shutdown(Shutdown::Write)?;
    connection.set_waiting();
    let mut chunk = [0; CHUNK];
    while let Ok(count @ 1..) = read(&connection.stream, &mut chunk, deadline) {
        bytes = bytes.saturating_sub(count);
        if bytes == 0 {
            break;
        }
    }
    Ok(())
}

/// Reads what has arrived, or waits for it until the deadline.
fn read(mut stream: &TcpStream, into: &mut [u8], deadline: Instant) -> io::Result<usize> {
    let left = deadline.saturating_duration_since(Instant::now());
    // A timeout of zero would mean to wait for ever.
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    stream.read(into)
}

/// What a client sent.
enum Received {
    /// A request.
    Request(Request),
    /// Bytes that are refused.
    Malformed(Refusal),
    /// Nothing: the client hung up, or was idle for too long.
    Nothing,
}

/// The bytes that have arrived and are not answered yet. Never more than the head of one request
/// and a chunk.
#[derive(Default)]
struct RequestBuffer {
    bytes: Vec<u8>,
}

impl RequestBuffer {
    /// The next request. A request that is sent before the last was answered waits here.
    fn next(
        &mut self,
        connection: &Connection,
        shared: &Shared,
        is_first: bool,
    ) -> io::Result<Received> {
        let (head, idle) = (shared.limits.head_timeout, shared.limits.idle_timeout);
        let mut scanner = Scanner::default();
        let mut begun = !self.bytes.is_empty();
        let mut deadline = Instant::now() + if begun || is_first { head } else { idle };
        connection.set_waiting();
        loop {
            match scanner.scan(&self.bytes) {
                Scan::More => {}
                Scan::Head(length) => return Ok(self.take(length, connection)),
                Scan::Refused(refusal) => return Ok(Received::Malformed(refusal)),
            }
            match self.receive(connection, deadline) {
                Ok(0) => return Ok(Received::Nothing),
                // The timeout is for the whole head: single bytes do not prolong it.
                Ok(_) if !begun => (begun, deadline) = (true, Instant::now() + head),
                Ok(_) => {}
                Err(error) if !is_timeout(&error) => return Err(error),
                Err(_) if begun => return Ok(Received::Malformed(LATE)),
                Err(_) => return Ok(Received::Nothing),
            }
        }
    }

    fn receive(&mut self, connection: &Connection, deadline: Instant) -> io::Result<usize> {
        let mut chunk = [0; CHUNK];
        let count = read(&connection.stream, &mut chunk, deadline)?;
        self.bytes.extend_from_slice(&chunk[..count]);
        Ok(count)
    }

    fn take(&mut self, length: usize, connection: &Connection) -> Received {
        connection.set_working();
        let request = Request::read(&self.bytes[..length]);
        self.bytes.drain(..length);
        request.map_or_else(Received::Malformed, Received::Request)
    }
}

const LATE: Refusal = Refusal(408, "the request did not arrive in time");

/// Whether a read timed out. Unix reports `WouldBlock`, Windows `TimedOut`.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

/// Writes a response, and fails if the client reads nothing for too long or reads too slowly.
struct TimedWriter<'a> {
    connection: &'a Connection,
    /// How long a single write may block.
    timeout: Duration,
    /// When the whole response must have been written.
    deadline: Instant,
}

impl Write for TimedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let mut stream = &*self.connection.stream;
        stream.set_write_timeout(Some(left.min(self.timeout)))?;
        self.connection.set_waiting();
        let written = stream.write(bytes);
        self.connection.set_working();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
