//! A date as people write it ("6–7 Nov. 2003", "06/11/2003", "since 1998") -> the EDTF texts that may be meant.
//! Guesses are for advice only: nothing is ever built from them, but for [`in_words`], which does not guess.

use Token::{Dash, Decade, Dot, From, Mark, Month, Number, Open, Quarter, Season, Slash, Until};

/// A piece of a written date that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// A number and how many digits it is written with.
    Number(u32, usize),
    /// `1990s`
    Decade(u32),
    /// `Nov.`, by its number.
    Month(u8),
    /// `summer`, by its EDTF number.
    Season(u8),
    /// `Q1`
    Quarter(u8),
    /// A dash, or a word such as “to”.
    Dash,
    Slash,
    Dot,
    /// Doubt: `~` or `?`.
    Mark(char),
    /// “since” before a date.
    From,
    /// “until” before a date.
    Until,
    /// “present” after a dash.
    Open,
}

/// What may be meant, likeliest first. The texts have the form of EDTF but need not be real days.
pub(super) fn candidates(text: &str) -> Vec<String> {
    if let Some(moment) = moment(text) {
        return vec![moment];
    }
    let mut found = tokens(text).map(|tokens| meanings(&tokens)).unwrap_or_default();
    found.retain(|candidate| candidate != text);
    found.dedup();
    found
}

/// The month or day that a text names with the name of the month and a year of four digits, such as
/// `Mar 2023` or `1 March 2023`; `None` for everything that could mean something else.
pub(super) fn in_words(text: &str) -> Option<String> {
    match *tokens(text)? {
        [Month(m), Number(y, 4)] => Some(month(y, m.into())),
        [Number(d, 1 | 2), Month(m), Number(y, 4)] | [Month(m), Number(d, 1 | 2), Number(y, 4)] => {
            Some(date(y, m.into(), d))
        }
        _ => None,
    }
}

/// A date with a time that lacks its `T` or its seconds, or has parts of a second.
fn moment(text: &str) -> Option<String> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?.trim();
    let (time, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len()));
    let time = time.split('.').next()?;
    let zero = if time.find(':') == Some(1) { "0" } else { "" };
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    let likely = date.contains('-') && time.contains(':');
    likely.then(|| format!("{date}T{zero}{time}{seconds}{}", zone.trim().to_uppercase()))
}

fn meanings(tokens: &[Token]) -> Vec<String> {
    if let Some(at) = tokens.iter().position(|token| matches!(token, Mark(_))) {
        let Mark(mark) = tokens[at] else { return Vec::new() };
        let rest: Vec<_> =
            tokens.iter().copied().filter(|token| !matches!(token, Mark(_))).collect();
        let marked = |text: String| {
            text.split('/').map(|end| format!("{end}{mark}")).collect::<Vec<_>>().join("/")
        };
        return meanings(&rest).into_iter().map(marked).collect();
    }
    match tokens {
        [From, rest @ ..] => match periods(rest) {
            none if none.is_empty() => {
                single(rest).into_iter().map(|date| format!("{date}/..")).collect()
            }
            found => found,
        },
        [Until, rest @ ..] => single(rest).into_iter().map(|date| format!("../{date}")).collect(),
        [rest @ .., Dash | Slash, Open] | [rest @ .., Dash] => {
            single(rest).into_iter().map(|date| format!("{date}/..")).collect()
        }
        _ => [single(tokens), periods(tokens)].concat(),
    }
}

/// One date, or a period written as one name: a quarter, two years.
fn single(tokens: &[Token]) -> Vec<String> {
    let text = match *tokens {
        [Number(y, 4)] => format!("{y:04}"),
        [Decade(y)] => format!("{:03}X", y / 10),
        [Number(n, 8)] => date(n / 10_000, n / 100 % 100, n % 100),
        [Number(n, 6)] => month(n / 100, n % 100),
        [Number(d, 1 | 2), Month(m), Number(y, 4)]
        | [Month(m), Number(d, 1 | 2), Number(y, 4)]
        | [Number(y, 4), Month(m), Number(d, 1 | 2)]
        | [Number(d, 1 | 2), Dash | Slash | Dot, Month(m), Dash | Slash | Dot, Number(y, 4)] => {
            date(y, m.into(), d)
        }
        // Spreadsheets write 6-Nov-03.
        [Number(d, 1 | 2), Dash, Month(m), Dash, Number(y, 2)] => date(century(y) + y, m.into(), d),
        [Month(m), Number(y, 4)]
        | [Number(y, 4), Month(m)]
        | [Month(m), Dash | Slash, Number(y, 4)] => month(y, m.into()),
        [Season(s), Number(y, 4)] | [Number(y, 4), Season(s)] => month(y, s.into()),
        // A `q` that no number follows is not a quarter.
        [Quarter(q @ 1..), Number(y, 4)] | [Number(y, 4), Quarter(q @ 1..)] => {
            let last = u32::from(q) * 3;
            format!("{}/{}", month(y, last - 2), month(y, last))
        }
        [Number(y, 4), Dash, Number(m, 1)] => month(y, m),
        [Number(m, 1 | 2), Slash | Dot | Dash, Number(y, 4)] => month(y, m),
        _ => return numeric(tokens),
    };
    vec![text]
}

/// Numbers alone, of which the order is not always clear.
fn numeric(tokens: &[Token]) -> Vec<String> {
    match *tokens {
        [
            Number(y, 4),
            Dash | Slash | Dot,
            Number(m, 1 | 2),
            Dash | Slash | Dot,
            Number(d, 1 | 2),
        ] => {
            if m > 12 && d <= 12 {
                vec![date(y, d, m)]
            } else {
                vec![date(y, m, d)]
            }
        }
        [Number(d, 1 | 2), Dot, Number(m, 1 | 2), Dot, Number(y, 4)] => vec![date(y, m, d)],
        [Number(a, 1 | 2), Dash | Slash, Number(b, 1 | 2), Dash | Slash, Number(y, 4)] => {
            let orders = [(b, a), (a, b)].into_iter().filter(|(m, _)| *m <= 12);
            orders.map(|(m, d)| date(y, m, d)).collect()
        }
        [Number(y, 4), Slash | Dot, Number(n, 1 | 2)] if n <= 12 && n != y % 100 + 1 => {
            vec![month(y, n)]
        }
        [Number(y, 4), Slash, Number(n, 2)] if n <= 12 => {
            vec![month(y, n), format!("{y:04}/{:04}", y - y % 100 + n)]
        }
        [Number(y, 4), Dash | Slash, Number(n, 2)] if n > y % 100 => {
            vec![format!("{y:04}/{:04}", y - y % 100 + n)]
        }
        _ => Vec::new(),
    }
}

/// Periods, of which one end may leave out what the other says.
fn periods(tokens: &[Token]) -> Vec<String> {
    let (first, last) = match *tokens {
        [Number(d, 1 | 2), Dash | Slash, Number(e, 1 | 2), Month(m), Number(y, 4)]
        | [Month(m), Number(d, 1 | 2), Dash | Slash, Number(e, 1 | 2), Number(y, 4)] => {
            (date(y, m.into(), d), date(y, m.into(), e))
        }
        [Number(d, 1 | 2), Month(m), Dash | Slash, Number(e, 1 | 2), Month(n), Number(y, 4)]
        | [Month(m), Number(d, 1 | 2), Dash | Slash, Month(n), Number(e, 1 | 2), Number(y, 4)] => {
            (date(y, m.into(), d), date(y, n.into(), e))
        }
        [Month(m), Dash | Slash, Month(n), Number(y, 4)]
        | [Season(m), Dash | Slash, Season(n), Number(y, 4)] => {
            (month(y, m.into()), month(y, n.into()))
        }
        [Number(y, 4), Dash, Number(m, 2), Dash, Number(d, 2), Slash, Number(e, 1 | 2)] => {
            (date(y, m, d), date(y, m, e))
        }
        [
            Number(y, 4),
            Dash,
            Number(m, 2),
            Dash,
            Number(d, 2),
            Slash,
            Number(n, 1 | 2),
            Dash,
            Number(e, 1 | 2),
        ] => (date(y, m, d), date(y, n, e)),
        _ => return joined(tokens),
    };
    vec![format!("{first}/{last}")]
}

/// Two whole dates with a dash or slash between them.
fn joined(tokens: &[Token]) -> Vec<String> {
    let cuts = (0..tokens.len()).filter(|at| matches!(tokens[*at], Dash | Slash));
    cuts.filter_map(|at| {
        let (start, end) = (single(&tokens[..at]), single(&tokens[at + 1..]));
        let (Some(start), Some(end)) = (start.first(), end.first()) else { return None };
        (!start.contains('/') && !end.contains('/')).then(|| format!("{start}/{end}"))
    })
    .collect()
}

fn date(year: u32, month: u32, day: u32) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn month(year: u32, month: u32) -> String {
    format!("{year:04}-{month:02}")
}

/// The century of a year written with two digits.
fn century(year: u32) -> u32 {
    if year < 50 { 2000 } else { 1900 }
}

/// The meaningful pieces of a text; `None` if there is a piece that means nothing here.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let text = text.to_lowercase().replace(['年', '月'], "-").replace('日', "");
    let mut rest = text.trim();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let alone = class(first) == (false, false);
        let end = if alone {
            first.len_utf8()
        } else {
            rest.find(|c| class(c) != class(first)).unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at(end);
        if first.is_ascii_digit() {
            number(piece, &mut found)?;
        } else if alone {
            found.extend(sign(first, after)?);
        } else {
            word(piece, &mut found)?;
        }
        rest = after;
    }
    (found.len() <= 13).then_some(found)
}

/// A sign, by what follows it; `Some(None)` for one that can be left out.
fn sign(sign: char, after: &str) -> Option<Option<Token>> {
    Some(match sign {
        '-' | '–' | '—' | '‒' | '−' => Some(Dash),
        '/' => Some(Slash),
        '.' if after.starts_with(|c: char| c.is_ascii_digit()) => Some(Dot),
        '~' | '?' | '%' => Some(Mark(sign)),
        '.' | ',' | '(' | ')' | '\'' | '’' | 'º' => None,
        blank if blank.is_whitespace() => None,
        _ => return None,
    })
}

/// Adds a number; it may be that of a quarter, `Q1`.
fn number(digits: &str, found: &mut Vec<Token>) -> Option<()> {
    let value = digits.parse().ok()?;
    match found.last_mut() {
        Some(Quarter(quarter @ 0)) if (1..=4).contains(&value) => *quarter = value as u8,
        _ => found.push(Number(value, digits.len())),
    }
    Some(())
}

/// Adds the meaning of a word, which may depend on what is before it.
fn word(word: &str, found: &mut Vec<Token>) -> Option<()> {
    let token = match word {
        "s" => match found.pop() {
            Some(Number(year, 4)) if year % 10 == 0 => Decade(year),
            _ => return None,
        },
        "q" => Quarter(0),
        "since" | "from" | "depuis" | "desde" if found.is_empty() => From,
        "until" | "till" | "before" | "to" if found.is_empty() => Until,
        "until" | "till" | "to" | "and" | "through" | "au" | "al" => Dash,
        "onward" | "onwards" => {
            found.push(Dash);
            Open
        }
        "present" | "today" | "now" | "ongoing" => Open,
        "about" | "around" | "approx" | "approximately" | "c" | "ca" | "circa" | "vers" => {
            Mark('~')
        }
        "maybe" | "perhaps" | "possibly" | "probably" => Mark('?'),
        _ if FILLERS.contains(&word) => return Some(()),
        _ => season(word).map(Season).or_else(|| month_name(word).map(Month))?,
    };
    found.push(token);
    Some(())
}

/// The EDTF number of a season in English, French or Spanish.
fn season(word: &str) -> Option<u8> {
    Some(match word {
        "spring" | "printemps" | "primavera" => 21,
        "summer" | "été" | "verano" => 22,
        "autumn" | "fall" | "automne" | "otoño" => 23,
        "winter" | "hiver" | "invierno" => 24,
        _ => return None,
    })
}

/// The number of the one month that begins with a word of three letters or more.
fn month_name(word: &str) -> Option<u8> {
    let begins = |names: &&[&str; 3]| names.iter().any(|name| name.starts_with(word));
    let mut places = (1..).zip(&MONTHS).filter(|(_, names)| begins(names)).map(|(place, _)| place);
    let place = places.next().filter(|_| word.chars().count() >= 3)?;
    places.next().is_none().then_some(place)
}

/// In English, French and Spanish.
const MONTHS: [[&str; 3]; 12] = [
    ["january", "janvier", "enero"],
    ["february", "février", "febrero"],
    ["march", "mars", "marzo"],
    ["april", "avril", "abril"],
    ["may", "mai", "mayo"],
    ["june", "juin", "junio"],
    ["july", "juillet", "julio"],
    ["august", "août", "agosto"],
    ["september", "septembre", "septiembre"],
    ["october", "octobre", "octubre"],
    ["november", "novembre", "noviembre"],
    ["december", "décembre", "diciembre"],
];

/// Words that add nothing: articles, endings of ordinal numbers, days of the week.
const FILLERS: [&str; 44] = [
    "a",
    "between",
    "d",
    "day",
    "de",
    "del",
    "du",
    "e",
    "el",
    "er",
    "in",
    "la",
    "le",
    "nd",
    "of",
    "on",
    "rd",
    "st",
    "th",
    "the",
    "year", //
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
];

#[cfg(test)]
mod tests {
    use super::candidates;

    /// Pairs of what was written and the first guess.
    fn check(cases: &[(&str, &str)]) {
        for (text, guess) in cases {
            assert_eq!(candidates(text).first().map(String::as_str), Some(*guess), "{text}");
        }
    }

    #[test]
    fn a_day_is_guessed_in_any_usual_order() {
        check(&[
            ("6 November 2003", "2003-11-06"),
            ("6 Nov 2003", "2003-11-06"),
            ("06 nov. 2003", "2003-11-06"),
            ("6th of November, 2003", "2003-11-06"),
            ("November 6, 2003", "2003-11-06"),
            ("Thursday, 6 November 2003", "2003-11-06"),
            ("2003 November 6", "2003-11-06"),
            ("6-Nov-2003", "2003-11-06"),
            ("6-Nov-03", "2003-11-06"),
            ("1er août 1998", "1998-08-01"),
            ("6 de noviembre de 2003", "2003-11-06"),
            ("2003年11月6日", "2003-11-06"),
            ("6.11.2003", "2003-11-06"),
            ("2003/11/06", "2003-11-06"),
            ("2003.11.6", "2003-11-06"),
            ("2003-11-6", "2003-11-06"),
            ("20031106", "2003-11-06"),
            ("2003-13-01", "2003-01-13"),
            ("25/12/2003", "2003-12-25"),
            ("12/25/2003", "2003-12-25"),
        ]);
    }

    #[test]
    fn a_month_a_season_a_quarter_and_a_decade_are_guessed() {
        check(&[
            ("Nov 2003", "2003-11"),
            ("Sept. 2014", "2014-09"),
            ("2003 November", "2003-11"),
            ("2003/11", "2003-11"),
            ("11/2003", "2003-11"),
            ("2003-6", "2003-06"),
            ("200311", "2003-11"),
            ("summer 2003", "2003-22"),
            ("Q1 2003", "2003-01/2003-03"),
            ("2003 Q4", "2003-10/2003-12"),
            ("1990s", "199X"),
            ("the 1990’s", "199X"),
        ]);
    }

    #[test]
    fn a_period_is_guessed_even_if_an_end_is_shortened() {
        check(&[
            ("6-7 November 2003", "2003-11-06/2003-11-07"),
            ("6–7 Nov. 2003", "2003-11-06/2003-11-07"),
            ("6 to 7 November 2003", "2003-11-06/2003-11-07"),
            ("November 6-7, 2003", "2003-11-06/2003-11-07"),
            ("6 November – 3 December 2003", "2003-11-06/2003-12-03"),
            ("Nov 6 - Dec 3, 2003", "2003-11-06/2003-12-03"),
            ("August–September 2002", "2002-08/2002-09"),
            ("30 December 2003 - 2 January 2004", "2003-12-30/2004-01-02"),
            ("2003-11-06/07", "2003-11-06/2003-11-07"),
            ("2003-11-06/12-03", "2003-11-06/2003-12-03"),
            ("2003-11-06 – 2003-11-07", "2003-11-06/2003-11-07"),
            ("2003-2004", "2003/2004"),
            ("1998-99", "1998/1999"),
            ("1998/99", "1998/1999"),
            ("between 2003 and 2005", "2003/2005"),
            ("from 2003 to 2005", "2003/2005"),
        ]);
    }

    #[test]
    fn an_open_period_is_guessed() {
        check(&[
            ("since 1998", "1998/.."),
            ("1998-", "1998/.."),
            ("1998 – present", "1998/.."),
            ("March 1998 onwards", "1998-03/.."),
            ("until June 2003", "../2003-06"),
        ]);
    }

    #[test]
    fn doubt_is_guessed() {
        check(&[
            ("ca. 2003", "2003~"),
            ("c. 2003", "2003~"),
            ("about September 2014", "2014-09~"),
            ("Nov 2003?", "2003-11?"),
            ("2003 (?)", "2003?"),
            ("about 2003-2005", "2003~/2005~"),
        ]);
    }

    #[test]
    fn a_time_is_completed() {
        check(&[
            ("2014-09-12 09:00:00", "2014-09-12T09:00:00"),
            ("2014-09-12T09:00", "2014-09-12T09:00:00"),
            ("2014-09-12 9:00", "2014-09-12T09:00:00"),
            ("2014-09-12t09:00:00.25z", "2014-09-12T09:00:00Z"),
            ("2014-09-12 09:00 +02:00", "2014-09-12T09:00:00+02:00"),
        ]);
    }

    #[test]
    fn an_unclear_order_gives_two_guesses() {
        assert_eq!(candidates("06/11/2003"), ["2003-11-06", "2003-06-11"]);
        assert_eq!(candidates("05/05/2003"), ["2003-05-05"]);
        assert_eq!(candidates("2003/04"), ["2003-04", "2003/2004"]);
    }

    #[test]
    fn nothing_is_guessed_from_what_is_not_understood() {
        for text in [
            "",
            "next week",
            "06/11/03",
            "jui 2003",
            "6 Foo 2003",
            "12",
            "-",
            "x".repeat(500).as_str(),
            "9".repeat(40).as_str(),
        ] {
            assert_eq!(candidates(text), Vec::<String>::new(), "{text}");
        }
    }
}
