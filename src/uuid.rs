//! Identifiers that follow from a name (UUID version 5, RFC 9562), the same on every machine for ever.

use std::fmt;
use std::str::FromStr;

/// An identifier of 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// The namespace of web addresses (RFC 9562, section 6.6).
    pub const WEB: Self = Self([
        0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30,
        0xc8,
    ]);

    /// The identifier of a name in a namespace.
    pub fn of(namespace: Self, name: &str) -> Self {
        let hash = sha1(&[&namespace.0[..], name.as_bytes()].concat());
        let mut out = [0; 16];
        out.copy_from_slice(&hash[..16]);
        out[6] = out[6] & 0x0f | 0x50;
        out[8] = out[8] & 0x3f | 0x80;
        Self(out)
    }

    /// The identifier of a record in a site that is known by its address.
    pub fn of_record(site: &str, key: &str) -> Self {
        Self::of(Self::of(Self::WEB, site), key)
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let hyphen = if [4, 6, 8, 10].contains(&at) { "-" } else { "" };
            write!(f, "{hyphen}{byte:02x}")?;
        }
        Ok(())
    }
}

impl FromStr for Uuid {
    type Err = ();

    /// Reads the usual form, also as a URN.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim().trim_start_matches("urn:uuid:");
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        let digits = text.replace('-', "");
        if lengths != [8, 4, 4, 4, 12] || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        let number = u128::from_str_radix(&digits, 16).map_err(drop)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// SHA-1 (FIPS 180-4), which the identifiers are made with; nothing is kept secret by it.
fn sha1(bytes: &[u8]) -> [u8; 20] {
    let mut message = bytes.to_vec();
    message.push(0x80);
    message.resize(message.len().next_multiple_of(64), 0);
    if message.len() < bytes.len() + 9 {
        message.resize(message.len() + 64, 0);
    }
    let end = message.len() - 8;
    message[end..].copy_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    message.chunks_exact(64).for_each(|block| round(&mut state, block));
    let mut out = [0; 20];
    for (place, word) in out.chunks_exact_mut(4).zip(state) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    out
}

/// Takes in one block of 64 bytes.
fn round(state: &mut [u32; 5], block: &[u8]) {
    let mut words = [0_u32; 80];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for at in 16..80 {
        words[at] =
            (words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for (at, word) in words.iter().enumerate() {
        let (mix, constant) = match at / 20 {
            0 => (b & c | !b & d, 0x5a82_7999),
            1 => (b ^ c ^ d, 0x6ed9_eba1),
            2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let sum = a.rotate_left(5).wrapping_add(mix).wrapping_add(e);
        let next = sum.wrapping_add(constant).wrapping_add(*word);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
    }
    for (word, own) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        let hex = |text: &str| sha1(text.as_bytes()).map(|byte| format!("{byte:02x}")).concat();
        assert_eq!(hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(hex(long), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    }

    /// The expected values are those of Python's module `uuid`.
    #[test]
    fn identifiers_are_those_that_other_programs_make() {
        let dns: Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8".parse().expect("it is one");
        let made = Uuid::of(dns, "www.example.com").to_string();
        assert_eq!(made, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
        let record = Uuid::of_record("https://portal.example/", "meeting:img-ewaste-5");
        assert_eq!(record.to_string(), "1a0da040-5d67-5d16-a7f6-7aa39ce7a815");
        let long = Uuid::of(Uuid::WEB, &"x".repeat(200)).to_string();
        assert_eq!(long, "cd3580b9-d244-586a-8077-74317319b48d");
    }

    #[test]
    fn what_is_no_identifier_is_not_read() {
        for text in
            ["", "1", "2ed6657d-e927-568b-95e1-2665a8aea6ag", "2ed6657de927-568b-95e1-2665a8aea6a2"]
        {
            assert_eq!(text.parse::<Uuid>(), Err(()), "{text}");
        }
    }
}
