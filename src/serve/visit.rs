//! One connection, from its first request to its end.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::door::Seat;
use super::head::{Ask, Refusal, Scan, Scanner};
use super::http::{self, Response};
use super::{Hall, answer, live};

/// How many bytes are read at once.
const PIECE: usize = 4 << 10;

/// A visitor who reads more slowly than this many bytes a second is given up in the end.
const SLOWEST: u64 = 64 << 10;

/// How long, and for how many bytes, the server listens to a visitor whom it has said farewell.
/// Closing at once would make the system throw away the answer together with what was not read.
const FAREWELL: (Duration, usize) = (Duration::from_millis(500), 256 << 10);

/// Answers requests until the visitor leaves, or has to.
pub(super) fn attend(seat: Seat, hall: &Hall) {
    // A visitor who hung up is nothing to report.
    let _ = converse(seat, hall);
}

fn converse(seat: Seat, hall: &Hall) -> io::Result<()> {
    seat.stream.set_nodelay(true)?;
    let mut inbox = Inbox::default();
    for turn in 1..=hall.limits.requests {
        let ask = match inbox.next(&seat, hall, turn == 1)? {
            Came::Ask(ask) => ask,
            Came::Nothing => return Ok(()),
            Came::Wrong(refusal) => return refuse(refusal, &seat, hall),
        };
        let stays = ask.stays && turn < hall.limits.requests && !hall.is_closed();
        match reply(&ask, hall) {
            answer::Reply::Events => return live::attend(seat, hall),
            answer::Reply::Response(response) => {
                let response = response.on_connection(stays);
                send(response, ask.head_only, &seat, hall)?;
            }
        }
        if !stays {
            return leave(&seat);
        }
    }
    Ok(())
}

fn reply(ask: &Ask, hall: &Hall) -> answer::Reply {
    catch_unwind(AssertUnwindSafe(|| answer::reply(ask, hall)))
        .unwrap_or_else(|_| answer::Reply::Response(answer::crashed(hall)))
}

fn refuse(Refusal(status, words): Refusal, seat: &Seat, hall: &Hall) -> io::Result<()> {
    send(Response::words(status, words).on_connection(false), false, seat, hall)?;
    leave(seat)
}

/// Sends an answer.
pub(super) fn send(
    response: Response,
    head_only: bool,
    seat: &Seat,
    hall: &Hall,
) -> io::Result<()> {
    let patience = hall.limits.patience;
    let enough = Duration::from_secs(response.body.len() / SLOWEST);
    let line = Line { seat, patience, until: Instant::now() + patience + enough };
    http::write(response, head_only, line)
}

/// Ends a connection in such a way that the last answer arrives.
fn leave(seat: &Seat) -> io::Result<()> {
    let (time, mut bytes) = FAREWELL;
    let until = Instant::now() + time;
    seat.stream.shutdown(Shutdown::Write)?;
    seat.waits();
    let mut piece = [0; PIECE];
    while let Ok(count @ 1..) = read(&seat.stream, &mut piece, until) {
        bytes = bytes.saturating_sub(count);
        if bytes == 0 {
            break;
        }
    }
    Ok(())
}

/// Reads what there is, waiting for it until then.
fn read(mut stream: &TcpStream, into: &mut [u8], until: Instant) -> io::Result<usize> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    stream.read(into)
}

/// What came from a visitor.
enum Came {
    /// A request.
    Ask(Ask),
    /// Something that is refused.
    Wrong(Refusal),
    /// Nothing; the visitor has left, or has nothing to ask.
    Nothing,
}

/// Bytes that have come and are not answered yet. Never more than the head of one request and a
/// piece.
#[derive(Default)]
struct Inbox {
    bytes: Vec<u8>,
}

impl Inbox {
    /// The next request. One that is sent before the last was answered waits here.
    fn next(&mut self, seat: &Seat, hall: &Hall, is_first: bool) -> io::Result<Came> {
        let (head, idle) = (hall.limits.head, hall.limits.idle);
        let mut scanner = Scanner::default();
        let mut begun = !self.bytes.is_empty();
        let mut until = Instant::now() + if begun || is_first { head } else { idle };
        seat.waits();
        loop {
            match scanner.scan(&self.bytes) {
                Scan::More => {}
                Scan::Head(length) => return Ok(self.take(length, seat)),
                Scan::Refused(refusal) => return Ok(Came::Wrong(refusal)),
            }
            match self.receive(seat, until) {
                Ok(0) => return Ok(Came::Nothing),
                // The whole head has so much time: single bytes do not prolong it.
                Ok(_) if !begun => (begun, until) = (true, Instant::now() + head),
                Ok(_) => {}
                Err(error) if !is_late(&error) => return Err(error),
                Err(_) if begun => return Ok(Came::Wrong(LATE)),
                Err(_) => return Ok(Came::Nothing),
            }
        }
    }

    fn receive(&mut self, seat: &Seat, until: Instant) -> io::Result<usize> {
        let mut piece = [0; PIECE];
        let count = read(&seat.stream, &mut piece, until)?;
        self.bytes.extend_from_slice(&piece[..count]);
        Ok(count)
    }

    fn take(&mut self, length: usize, seat: &Seat) -> Came {
        seat.works();
        let ask = Ask::read(&self.bytes[..length]);
        self.bytes.drain(..length);
        ask.map_or_else(Came::Wrong, Came::Ask)
    }
}

const LATE: Refusal = Refusal(408, "the request did not arrive in time");

/// Whether the visitor took too long. Systems name it differently.
fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

/// Where an answer is written to: a visitor who does not read it, or too slowly, is given up.
struct Line<'a> {
    seat: &'a Seat,
    patience: Duration,
    until: Instant,
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let mut stream = &*self.seat.stream;
        stream.set_write_timeout(Some(left.min(self.patience)))?;
        self.seat.waits();
        let written = stream.write(bytes);
        self.seat.works();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
