use super::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|problem| panic!("{problem}; {}", problem.help))
}

/// The first and last day, `-` where there is none.
fn bounds(text: &str) -> String {
    let shown = |day: Option<Day>| day.map_or("-".into(), |day| day.to_string());
    format!("{} {}", shown(date(text).earliest()), shown(date(text).latest()))
}

fn shown(text: &str) -> String {
    date(text).display(&Words::english())
}

/// Texts of every supported form, from a fixed sequence of pseudo-random numbers.
fn generated() -> Vec<String> {
    let mut state = 42_u64;
    let mut below = move |limit: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut texts = Vec::new();
    for _ in 0..20_000 {
        let mut one = || {
            let year = match below(8) {
                0 => format!("{:03}X", below(1000)),
                1 => format!("{:02}XX", below(100)),
                2 => format!("-{:04}", 1 + below(9999)),
                _ => format!("{:04}", 1900 + below(200)),
            };
            let rest = match below(9) {
                0 => String::new(),
                1 => format!("-{:02}", 21 + below(4)),
                2 | 3 if !year.contains("-0") => format!("-{:02}", 1 + below(12)),
                4 if !year.starts_with('-') => "-XX".into(),
                5 => format!("-{:02}-XX", 1 + below(12)),
                _ => format!("-{:02}-{:02}", 1 + below(12), 1 + below(28)),
            };
            let mark = ["", "", "", "?", "~", "%"][below(6) as usize];
            format!("{year}{rest}{mark}")
        };
        let (a, b) = (one(), one());
        texts.push(match below(8) {
            0 => format!("{a}/.."),
            1 => format!("../{a}"),
            2 => format!("{a}/"),
            3 => format!("/{a}"),
            4 | 5 if bounds(&a) <= bounds(&b) && !a.starts_with('-') && !b.starts_with('-') => {
                format!("{a}/{b}")
            }
            _ => a,
        });
    }
    texts
}

#[test]
fn a_text_is_kept_as_it_was_written() {
    for text in generated() {
        let first = date(&text);
        assert_eq!(first.as_str(), text);
        assert_eq!(date(first.as_str()), first);
        assert_eq!(first.to_string(), text);
    }
}

#[test]
fn the_first_day_is_never_after_the_last() {
    for date in generated().iter().map(|text| date(text)) {
        if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
            assert!(earliest <= latest, "{date}");
        }
        assert!(date.earliest().is_some() || date.latest().is_some(), "{date}");
    }
}

#[test]
fn the_order_is_total_and_follows_time() {
    let mut dates: Vec<_> = generated().iter().map(|text| date(text)).collect();
    dates.sort();
    for pair in dates.windows(2) {
        assert!(pair[0].sort_key() <= pair[1].sort_key());
        assert!(pair[0].earliest() <= pair[1].earliest());
        assert_eq!(pair[0].cmp(&pair[1]).is_eq(), pair[0] == pair[1]);
    }
}

#[test]
fn the_machine_value_is_a_date_that_says_the_same() {
    for date in generated().iter().map(|text| date(text)) {
        let Some(value) = date.iso_exact() else { continue };
        let again = super::Date::parse(&value).unwrap();
        assert_eq!((again.precision(), again.year()), (date.precision(), date.year()), "{date}");
        assert!(date.as_str().starts_with(&value), "{date} {value}");
        assert!(!date.is_interval() && !date.is_approximate() && !date.is_uncertain());
    }
}

#[test]
fn the_readable_form_shows_no_day_where_none_is_known() {
    let months = generated().into_iter().map(|text| date(&text)).filter(|date| {
        matches!(date.precision(), Precision::Month | Precision::Season) && !date.is_interval()
    });
    for date in months {
        let shown = date.display(&Words::english());
        assert!(!shown.starts_with(|c: char| c.is_ascii_digit()), "{date} {shown}");
    }
}

#[test]
fn bounds_cover_all_that_a_text_can_mean() {
    for (text, expected) in [
        ("2003-11-06", "2003-11-06 2003-11-06"),
        ("1998-04", "1998-04-01 1998-04-30"),
        ("2004-02", "2004-02-01 2004-02-29"),
        ("2002", "2002-01-01 2002-12-31"),
        ("201X", "2010-01-01 2019-12-31"),
        ("19XX", "1900-01-01 1999-12-31"),
        ("2004-XX", "2004-01-01 2004-12-31"),
        ("1985-04-XX", "1985-04-01 1985-04-30"),
        ("1985-XX-XX", "1985-01-01 1985-12-31"),
        ("XXXX-XX", "0000-01-01 9999-12-31"),
        ("2001-22", "2001-06-01 2001-08-31"),
        ("2003-24", "2003-12-01 2004-02-29"),
        ("2014-09~", "2014-09-01 2014-09-30"),
        ("2003-11-06/2003-11-07", "2003-11-06 2003-11-07"),
        ("2002-08/2002-09", "2002-08-01 2002-09-30"),
        ("2003/..", "2003-01-01 -"),
        ("../2003", "- 2003-12-31"),
        ("2003-05/", "2003-05-01 -"),
        ("/2003-05", "- 2003-05-31"),
        ("2014-09-12T23:30:00-08:00", "2014-09-12 2014-09-12"),
        ("-0099", "-0099-01-01 -0099-12-31"),
        ("Y170000002", "170000002-01-01 170000002-12-31"),
    ] {
        assert_eq!(bounds(text), expected, "{text}");
    }
}

#[test]
fn precision_is_the_finest_unit_that_is_known() {
    for (text, precision) in [
        ("2014-09-12T09:00:00Z", Precision::Time),
        ("2003-11-06", Precision::Day),
        ("2003-11-06?", Precision::Day),
        ("1998-04", Precision::Month),
        ("1998-04-XX", Precision::Month),
        ("1998-23", Precision::Season),
        ("1998", Precision::Year),
        ("1998-XX", Precision::Year),
        ("1998-XX-03", Precision::Year),
        ("Y17000", Precision::Year),
        ("199X", Precision::Decade),
        ("199X-05", Precision::Decade),
        ("19XX", Precision::Century),
        ("1XXX", Precision::Millennium),
        ("XXXX-12-25", Precision::Unknown),
        ("2003-11-06/2003-12", Precision::Month),
        ("2003/..", Precision::Year),
    ] {
        assert_eq!(date(text).precision(), precision, "{text}");
    }
    assert!(Precision::Year < Precision::Day);
}

#[test]
fn marks_of_doubt_are_told_apart() {
    for (text, approximate, uncertain) in [
        ("2014-09", false, false),
        ("2014-09~", true, false),
        ("2014-09?", false, true),
        ("2014-09%", true, true),
        ("2003/2004~", true, false),
        ("2003?/..", false, true),
    ] {
        assert_eq!(
            (date(text).is_approximate(), date(text).is_uncertain()),
            (approximate, uncertain),
            "{text}"
        );
    }
}

#[test]
fn the_year_is_that_of_the_start() {
    for (text, year) in [
        ("2003-11-06", Some(2003)),
        ("2003/2005", Some(2003)),
        ("2003~/..", Some(2003)),
        ("2014-09-12T09:00:00", Some(2014)),
        ("-0099", Some(-99)),
        ("Y17000", Some(17_000)),
        ("201X", None),
        ("../2003", None),
        ("/2003", None),
    ] {
        assert_eq!(date(text).year(), year, "{text}");
    }
}

#[test]
fn only_periods_are_intervals() {
    assert!(date("2003/2004").is_interval());
    assert!(date("2003/..").is_interval());
    assert!(!date("201X").is_interval());
}

#[test]
fn the_machine_value_never_invents_a_day() {
    for (text, value) in [
        ("2003-11-06", Some("2003-11-06")),
        ("1998-04", Some("1998-04")),
        ("1998-04-XX", Some("1998-04")),
        ("2002", Some("2002")),
        ("2002-XX-XX", Some("2002")),
        ("0045", Some("0045")),
        ("Y17000", Some("17000")),
        ("2014-09-12T09:00:00Z", Some("2014-09-12T09:00:00Z")),
        ("2014-09-12T09:00:00", Some("2014-09-12T09:00:00")),
        ("2014-09-12T09:00:00+02", Some("2014-09-12T09:00:00+02:00")),
        ("2014-09-12T09:00:00-05:30", Some("2014-09-12T09:00:00-05:30")),
        ("2016-12-31T23:59:60Z", None),
        ("2014-09~", None),
        ("2014-09-12?", None),
        ("2014-22", None),
        ("201X", None),
        ("201X-05", None),
        ("XXXX-12-25", None),
        ("2003/2004", None),
        ("0000", None),
        ("-0099", None),
    ] {
        assert_eq!(date(text).iso_exact().as_deref(), value, "{text}");
    }
}

#[test]
fn an_open_start_comes_first_and_an_open_end_last() {
    let mut texts =
        ["2003/..", "2003-01-01", "../2003", "2003", "2002-12", "2003-01", "2003/2004", "2003~"];
    texts.sort_by_key(|text| date(text));
    assert_eq!(
        texts,
        ["../2003", "2002-12", "2003-01-01", "2003-01", "2003", "2003~", "2003/2004", "2003/.."]
    );
}

#[test]
fn a_single_date_is_shown_as_far_as_it_is_known() {
    for (text, expected) in [
        ("2003-11-06", "6 November 2003"),
        ("1998-04", "April 1998"),
        ("1998-04-XX", "April 1998"),
        ("2002", "2002"),
        ("2002-XX-03", "2002"),
        ("2001-22", "summer 2001"),
        ("199X", "1990s"),
        ("19XX", "between 1900 and 1999"),
        ("199X-05", "May 1990s"),
        ("XXXX-12-25", "25 December"),
        ("XXXX-12", "December"),
        ("XXXX-XX", "date not known"),
        ("2014-09~", "about September 2014"),
        ("2014-09?", "possibly September 2014"),
        ("2014%", "possibly about 2014"),
        ("2014-09-12T09:00:00Z", "12 September 2014, 09:00 UTC"),
        ("2014-09-12T09:00:30", "12 September 2014, 09:00:30"),
        ("2014-09-12T09:00:00+05:30", "12 September 2014, 09:00 UTC+05:30"),
        ("-0099", "100 BCE"),
        ("0000", "1 BCE"),
        ("Y170000002", "170000002"),
        ("Y-170000002", "170000003 BCE"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn the_ends_of_a_period_share_what_is_equal() {
    for (text, expected) in [
        ("2003-11-06/2003-11-07", "6–7 November 2003"),
        ("2003-11-06/2003-12-03", "6 November – 3 December 2003"),
        ("2003-12-30/2004-01-02", "30 December 2003 – 2 January 2004"),
        ("2002-08/2002-09", "August–September 2002"),
        ("2002-12/2003-01", "December 2002 – January 2003"),
        ("2002-22/2002-23", "summer–autumn 2002"),
        ("2002/2004", "2002–2004"),
        ("199X/200X", "1990s–2000s"),
        ("-0099/-0049", "100 BCE – 50 BCE"),
        ("2003-11-06/2003-11-06", "6 November 2003"),
        ("2003/2003", "2003"),
        ("2003-11-06/2003-12", "6 November 2003 – December 2003"),
        ("2003-11-06~/2003-11-07~", "about 6–7 November 2003"),
        ("2003~/2005", "about 2003 – 2005"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn open_and_unknown_ends_are_said_in_words() {
    for (text, expected) in [
        ("2003-11-06/..", "from 6 November 2003"),
        ("../2003-11", "until November 2003"),
        ("2003/", "from 2003 (end not known)"),
        ("/2003~", "until about 2003 (start not known)"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn another_language_needs_only_other_words() {
    let mut french = Words::english();
    french.months[10] = "novembre".into();
    french.months_with_day[10] = "novembre".into();
    french.first_day = "1er".into();
    assert_eq!(date("2003-11-01/2003-11-03").display(&french), "1er–3 novembre 2003");

    let mut chinese = Words::english();
    chinese.months[10] = "11月".into();
    chinese.months_with_day[10] = "11月".into();
    chinese.day_month_year = "{y}年{month}{d}日".into();
    chinese.month_year = "{y}年{month}".into();
    assert_eq!(date("2003-11-06/2003-11-07").display(&chinese), "2003年11月6–7日");
    assert_eq!(date("2003-11").display(&chinese), "2003年11月");

    let mut russian = Words::english();
    russian.months[10] = "ноябрь".into();
    russian.months_with_day[10] = "ноября".into();
    assert_eq!(date("2003-11").display(&russian), "ноябрь 2003");
    assert_eq!(date("2003-11-06").display(&russian), "6 ноября 2003");
}

#[test]
fn blanks_around_a_date_are_dropped() {
    assert_eq!(date(" 2003-11-06\n").as_str(), "2003-11-06");
}

#[test]
fn impossible_days_are_refused() {
    for text in [
        "2003-02-30",
        "2003-02-29",
        "1900-02-29",
        "2003-04-31",
        "2003-00-01",
        "2003-01-00",
        "2003-20",
        "1985-02-3X",
    ] {
        assert!(Date::parse(text).is_err(), "{text}");
    }
    assert_eq!(bounds("2000-02-29"), "2000-02-29 2000-02-29");
}

#[test]
fn no_text_makes_the_parser_panic() {
    let alphabet: Vec<char> = "0129X-/.?~%YTZ:+ ESqNov,é日".chars().collect();
    let mut state = 7_u64;
    for round in 0..50_000 {
        let mut text = String::new();
        for _ in 0..round % 23 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push(alphabet[(state >> 33) as usize % alphabet.len()]);
        }
        if let Ok(date) = Date::parse(&text) {
            date.display(&Words::english());
            date.iso_exact();
        }
    }
    for text in ["Y9223372036854775807", "Y-9223372036854775807", "9999-24", "9999-12-31/.."] {
        shown(text);
        bounds(text);
    }
}

#[test]
fn seconds_since_1970_become_days() {
    for (seconds, day) in [
        (0, "1970-01-01"),
        (86_399, "1970-01-01"),
        (86_400, "1970-01-02"),
        (-1, "1969-12-31"),
        (951_782_400, "2000-02-29"),
        (951_868_800, "2000-03-01"),
        (1_068_076_800, "2003-11-06"),
        (4_107_542_400, "2100-03-01"),
        (-62_167_219_200, "0000-01-01"),
        (-62_167_219_201, "-0001-12-31"),
    ] {
        assert_eq!(Day::of_number(i64::div_euclid(seconds, 86_400)).to_string(), day);
    }
}

#[test]
fn a_date_can_be_shared_between_threads() {
    fn shareable<T: Send + Sync>() {}
    shareable::<Date>();
    shareable::<Words>();
}
