//! What a document adds to each shard, as bytes: there are millions of words in memory at a time.

use rustc_hash::FxHashMap;

use crate::fingerprint::Fingerprint;

/// The portions of a document, sorted by shard.
#[derive(Default)]
pub(super) struct Portions {
    parts: Box<[Part]>,
    bytes: Box<[u8]>,
}

/// A portion.
pub(super) struct Part {
    pub(super) shard: u32,
    /// A hash of its bytes.
    pub(super) mark: u64,
    end: u32,
}

/// Collects the entries of portions.
#[derive(Default)]
pub(super) struct Builder {
    /// Shard, a hash of the entry, and where it is in the bytes.
    entries: Vec<(u32, u64, u32, u32)>,
    bytes: Vec<u8>,
}

impl Builder {
    /// Makes room for words, of which each is about so long in a portion.
    pub(super) fn reserve(&mut self, words: usize) {
        const ABOUT: usize = 24;
        self.entries.reserve(words);
        self.bytes.reserve(words * ABOUT);
    }

    /// Adds an entry to the portion of a shard.
    pub(super) fn add(&mut self, shard: u32, entry: &[&[u8]]) {
        let start = self.bytes.len() as u32;
        for part in entry {
            let len = part.len().min(usize::from(u16::MAX));
            match u8::try_from(len) {
                Ok(short) if short < u8::MAX => self.bytes.push(short),
                _ => {
                    self.bytes.push(u8::MAX);
                    self.bytes.extend((len as u16).to_le_bytes());
                }
            }
            self.bytes.extend_from_slice(&part[..len]);
        }
        let hash = Fingerprint::of(&self.bytes[start as usize..]).half();
        self.entries.push((shard, hash, start, self.bytes.len() as u32));
    }

    /// The portions, with each entry once. Their order is that of the hashes, so that it is the same wherever in the
    /// document they come from.
    pub(super) fn finish(self) -> Portions {
        let Self { mut entries, bytes: all } = self;
        let of = |entry: &(u32, u64, u32, u32)| &all[entry.2 as usize..entry.3 as usize];
        let order = |a: &(u32, u64, u32, u32), b: &(u32, u64, u32, u32)| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| of(a).cmp(of(b)))
        };
        entries.sort_unstable_by(order);
        entries.dedup_by(|a, b| order(a, b).is_eq());
        let mut bytes = Vec::with_capacity(all.len());
        let mut parts: Vec<Part> = Vec::new();
        let mut start = 0;
        for (at, entry) in entries.iter().enumerate() {
            let shard = entry.0;
            bytes.extend_from_slice(of(entry));
            if entries.get(at + 1).is_none_or(|next| next.0 != shard) {
                let mark = Fingerprint::of(&bytes[start..]).half();
                parts.push(Part { shard, mark, end: bytes.len() as u32 });
                start = bytes.len();
            }
        }
        Portions { parts: parts.into(), bytes: bytes.into() }
    }
}

impl Portions {
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The fields of the entries of a portion, one after the other.
    pub(super) fn fields(&self, part: u32) -> Fields<'_> {
        let part = part as usize;
        let start = part.checked_sub(1).map_or(0, |before| self.parts[before].end);
        Fields(&self.bytes[start as usize..self.parts[part].end as usize])
    }
}

/// The fields of entries.
pub(super) struct Fields<'p>(&'p [u8]);

impl<'p> Iterator for Fields<'p> {
    type Item = &'p [u8];

    fn next(&mut self) -> Option<&'p [u8]> {
        let (first, rest) = self.0.split_first()?;
        let (len, rest) = match *first {
            u8::MAX => {
                let (len, rest) = rest.split_first_chunk::<2>()?;
                (usize::from(u16::from_le_bytes(*len)), rest)
            }
            short => (usize::from(short), rest),
        };
        let (field, rest) = rest.split_at_checked(len)?;
        self.0 = rest;
        Some(field)
    }
}

/// Strings with the number that each got when it was first seen.
#[derive(Default)]
pub(super) struct Numbers<'s>(FxHashMap<&'s str, usize>);

impl<'s> Numbers<'s> {
    /// The number of a string, and whether it is a new one.
    pub(super) fn of(&mut self, text: &'s str) -> (usize, bool) {
        let next = self.0.len();
        let number = *self.0.entry(text).or_insert(next);
        (number, number == next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_give_back_what_was_added() {
        let mut builder = Builder::default();
        let long = "x".repeat(300);
        builder.add(7, &[b"b", long.as_bytes()]);
        builder.add(7, &[b"a", &[9]]);
        builder.add(2, &[b"c"]);
        builder.add(2, &[b"c"]);
        let portions = builder.finish();
        let shards: Vec<u32> = portions.parts().iter().map(|part| part.shard).collect();
        assert_eq!(shards, [2, 7]);
        assert_eq!(portions.fields(0).count(), 1);
        let mut fields: Vec<&[u8]> = portions.fields(1).collect();
        fields.sort_unstable();
        assert_eq!(fields, [&[9][..], b"a", b"b", long.as_bytes()]);
    }
}
