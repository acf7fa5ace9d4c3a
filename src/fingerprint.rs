//! Stable hashes: the same value has the same fingerprint in every process and on every machine.

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A 128-bit XXH3 hash. Two values with one fingerprint are taken to be equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Default for Fingerprint {
    fn default() -> Self {
        Self::ABSENT
    }
}

impl Fingerprint {
    /// The answer "there is no such thing".
    pub const ABSENT: Self = Self(0);

    /// The fingerprint of a run of bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(xxh3_128(bytes.as_ref()))
    }

    /// The fingerprint of several parts; where one ends and the next begins counts.
    pub fn of_parts<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Self {
        let mut hasher = Hasher::default();
        for part in parts {
            hasher.add(part);
        }
        hasher.finish()
    }

    /// A part of the hash, for numbers that follow from a text.
    pub fn number(self) -> u32 {
        self.0 as u32
    }

    /// Half of the hash, where there are too many to keep the whole of each.
    pub fn half(self) -> u64 {
        self.0 as u64
    }

    /// The hash as 32 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }
}

/// Collects the parts of a value and makes one [`Fingerprint`] of them.
#[derive(Default)]
pub struct Hasher(Xxh3);

impl Hasher {
    /// Adds one part with its length, so that `("a", "b")` differs from `("ab", "")`.
    pub fn add(&mut self, part: impl AsRef<[u8]>) -> &mut Self {
        let bytes = part.as_ref();
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    /// Adds another fingerprint.
    pub fn fingerprint(&mut self, fingerprint: Fingerprint) -> &mut Self {
        self.0.update(&fingerprint.0.to_le_bytes());
        self
    }

    /// The fingerprint of all that was added, in the order it was added.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(self.0.digest128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_part_ends_counts() {
        assert_ne!(Fingerprint::of_parts(["a", "b"]), Fingerprint::of_parts(["ab", ""]));
    }

    #[test]
    fn a_fingerprint_is_the_same_in_every_release() {
        assert_eq!(Fingerprint::of("plenary").hex(), Fingerprint::of(b"plenary").hex());
        assert_eq!(Fingerprint::of("").hex(), "99aa06d3014798d86001c324468d497f");
    }
}
