//! Sorted words, each without the beginning that it shares with the one before.

/// The words in order, separated by spaces. A capital letter says how many characters are those of the word
/// before (`A` for one), and the rest follows; a word that shares none stands as it is. Folded words have no
/// capitals.
pub(super) fn coded<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut out = String::new();
    let mut last = "";
    for word in words {
        let same = last.chars().zip(word.chars()).take(26).take_while(|(a, b)| a == b).count();
        if !out.is_empty() {
            out.push(' ');
        }
        if same > 0 {
            out.push(char::from(b'@' + same as u8));
        }
        out.extend(word.chars().skip(same));
        last = word;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::coded;

    #[test]
    fn words_share_their_beginnings() {
        assert_eq!(coded(["recycle", "recycled", "recycling"].into_iter()), "recycle Gd Fing");
        assert_eq!(coded(["éa", "éa", "éb"].into_iter()), "éa B Ab");
    }
}
