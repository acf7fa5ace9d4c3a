//! Inputs made from other inputs: bytes changed, pieces copied, cut, repeated and exchanged, words of the format put in.

/// An input never grows beyond this many bytes.
const MOST: usize = 96 * 1024;

/// Makes inputs, always the same ones from the same seed.
pub(crate) struct Mutator<'a> {
    dice: Dice,
    seeds: &'a [Vec<u8>],
    words: &'a [&'a str],
}

impl<'a> Mutator<'a> {
    /// Mutates `seeds`; `words` are pieces that mean something in the format.
    pub(crate) fn new(seed: u64, seeds: &'a [Vec<u8>], words: &'a [&'a str]) -> Self {
        Self { dice: Dice::new(seed), seeds, words }
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut bytes = self.seeds[self.dice.roll(self.seeds.len())].clone();
        for _ in 0..=self.dice.roll(6) {
            self.step(&mut bytes);
            bytes.truncate(MOST);
        }
        bytes
    }

    fn step(&mut self, bytes: &mut Vec<u8>) {
        let at = self.dice.roll(bytes.len() + 1);
        match self.dice.roll(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.dice.roll(8),
            1 => bytes.insert(at, self.dice.roll(256) as u8),
            2 => drop(bytes.drain(at..self.end(at, bytes.len()))),
            3 => self.copy_piece(bytes, at),
            4 => self.repeat_piece(bytes, at),
            5 => self.splice(bytes, at),
            6 => self.number(bytes, at),
            _ => self.word(bytes, at),
        }
    }

    /// The end of a piece that begins at `at`: mostly short.
    fn end(&mut self, at: usize, len: usize) -> usize {
        let most = if self.dice.roll(4) == 0 { len } else { 16 };
        (at + self.dice.roll(most + 1)).min(len)
    }

    fn copy_piece(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let piece = bytes[at..self.end(at, bytes.len())].to_vec();
        let to = self.dice.roll(bytes.len() + 1);
        bytes.splice(to..to, piece);
    }

    /// Repeats a piece many times: what finds work that grows faster than the input.
    fn repeat_piece(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let piece = bytes[at..self.end(at, bytes.len())].to_vec();
        let times = 1 << self.dice.roll(12);
        let times = times.min(MOST / piece.len().max(1));
        bytes.splice(at..at, piece.repeat(times));
    }

    fn splice(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let other = &self.seeds[self.dice.roll(self.seeds.len())];
        let from = self.dice.roll(other.len() + 1);
        let end = self.end(from, other.len());
        bytes.splice(at..at, other[from..end].iter().copied());
    }

    /// Writes another number in place of the next one.
    fn number(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let Some(start) = bytes[at..].iter().position(u8::is_ascii_digit) else { return };
        let start = at + start;
        let len = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let numbers = ["0", "1", "-1", "65536", "4294967295", "99999999999999999999", "1e308"];
        let number = numbers[self.dice.roll(numbers.len())];
        bytes.splice(start..start + len, number.bytes());
    }

    fn word(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let word = self.words[self.dice.roll(self.words.len())];
        bytes.splice(at..at, word.bytes());
    }
}

/// A small generator of numbers (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}
