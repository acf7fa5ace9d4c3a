//! Words in drawings, which do not break lines by themselves.

/// How much room a text takes, in letters: those of East Asia are twice as wide.
fn width(text: &str) -> usize {
    text.chars().map(wide).sum()
}

fn wide(c: char) -> usize {
    if u32::from(c) >= 0x2e80 { 2 } else { 1 }
}

/// A text in lines of at most so many letters; at most so many lines, the last one cut.
pub(crate) fn wrapped(text: &str, most: usize, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, most)) {
        match out.last_mut().filter(|line| width(line) + 1 + width(word) <= most) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => out.push(word.to_owned()),
        }
    }
    if out.len() > lines {
        out.truncate(lines);
        out[lines - 1].push_str(" …");
    }
    out.iter().map(|line| short(line, most)).collect()
}

/// A word; one of East Asia, which has no spaces, in parts that fit in a line.
fn pieces(word: &str, most: usize) -> Vec<&str> {
    if width(word) <= most || !word.chars().any(|c| wide(c) > 1) {
        return vec![word];
    }
    let (mut out, mut start, mut room) = (Vec::new(), 0, most);
    for (at, c) in word.char_indices() {
        if wide(c) > room && at > start {
            out.push(&word[start..at]);
            (start, room) = (at, most);
        }
        room = room.saturating_sub(wide(c));
    }
    out.push(&word[start..]);
    out
}

/// A text of at most `most` letters; a longer one ends in three dots.
pub(crate) fn short(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut room = most - 1;
    let fits = |c: &char| room.checked_sub(wide(*c)).inspect(|rest| room = *rest).is_some();
    let cut: String = text.chars().take_while(fits).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_at_most_so_many_lines_and_no_line_is_too_long() {
        assert_eq!(wrapped("one two", 30, 3), ["one two"]);
        assert_eq!(wrapped("one two three", 7, 3), ["one two", "three"]);
        assert_eq!(wrapped("a b c d", 1, 3), ["a", "b", "…"]);
        assert_eq!(wrapped("one two three four", 7, 2), ["one two", "three …"]);
        assert_eq!(wrapped("Donaudampfschifffahrt", 10, 3), ["Donaudamp…"]);
    }

    #[test]
    fn letters_of_east_asia_are_wider() {
        assert!(width("环境") > width("ab"));
        assert_eq!(short("环境知识门户", 7), "环境知…");
    }

    #[test]
    fn a_text_without_spaces_is_broken_where_it_has_wide_letters() {
        assert_eq!(wrapped("环境知识门户", 7, 3), ["环境知", "识门户"]);
        assert_eq!(wrapped("环境知识门户网站", 7, 2), ["环境知", "识门户…"]);
        assert_eq!(wrapped("A环境", 3, 3), ["A环", "境"]);
    }
}
