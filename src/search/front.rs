//! Sorted words, each without the beginning that it shares with the one before.

/// The words in order, separated by spaces: how many characters are those of the word before (a digit to base
/// 36), and the rest.
pub(super) fn coded<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut out = String::new();
    let mut last = "";
    for word in words {
        let same = last.chars().zip(word.chars()).take(35).take_while(|(a, b)| a == b).count();
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(char::from_digit(same as u32, 36));
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
        assert_eq!(coded(["recycle", "recycled", "recycling"].into_iter()), "0recycle 7d 6ing");
        assert_eq!(coded(["éa", "éa", "éb"].into_iter()), "0éa 2 1b");
    }
}
