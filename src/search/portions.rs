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

    /// Each portion with its bytes.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Part, &[u8])> {
        let mut start = 0;
        self.parts.iter().map(move |part| {
            let bytes = &self.bytes[start..part.end as usize];
            start = part.end as usize;
            (part, bytes)
        })
    }
}

/// The portions of a shard, copied into one piece: to read each where it was made, all over the memory, takes
/// longer than what is done with it.
#[derive(Default)]
pub(super) struct Gathered(Vec<u8>);

/// What a record adds to a shard.
pub(super) struct Portion<'p> {
    pub(super) record: u32,
    pub(super) fields: Fields<'p>,
}

impl Gathered {
    /// Adds the portion of a record.
    pub(super) fn add(&mut self, record: u32, bytes: &[u8]) {
        self.0.extend(record.to_le_bytes());
        self.0.extend((bytes.len() as u32).to_le_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// The portions in the order in which they were added.
    pub(super) fn portions(&self) -> impl Iterator<Item = Portion<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let (record, after) = rest.split_first_chunk()?;
            let (len, after) = after.split_first_chunk()?;
            let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
            rest = after;
            Some(Portion { record: u32::from_le_bytes(*record), fields: Fields(bytes) })
        })
    }
}

/// The fields of the entries of a portion, one after the other.
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
        let mut gathered = Gathered::default();
        portions.each().zip(5..).for_each(|((_, bytes), record)| gathered.add(record, bytes));
        let found: Vec<Portion<'_>> = gathered.portions().collect();
        assert_eq!(found.iter().map(|portion| portion.record).collect::<Vec<_>>(), [5, 6]);
        let [one, mut many]: [Vec<&[u8]>; 2] = found
            .into_iter()
            .map(|portion| portion.fields.collect())
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        many.sort_unstable();
        assert_eq!((one, many), (vec![&b"c"[..]], vec![&[9][..], b"a", b"b", long.as_bytes()]));
    }
}
