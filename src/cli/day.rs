//! The day for which a site is built, where `--as-of` does not say: the only place where the clock is read.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Failure;
use crate::edtf::{Date, Precision};
use crate::model;
use crate::source::Sources;
use crate::view::Settings;

/// What other programs that repeat builds know as the time of the build.
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// A day as it is given on the command line.
pub(super) fn given(text: &str) -> Result<String, Failure> {
    let date = Date::parse(text);
    let exact = date.ok().filter(|date| date.precision() == Precision::Day);
    match exact.filter(|date| !date.is_interval()) {
        Some(date) => Ok(date.as_str().to_owned()),
        None => Err(Failure::new(format!("`{text}` is not a date")).hint("write it as 2026-11-22")),
    }
}

/// The settings with a day: today in the time zone of the site, unless a day was given.
pub(super) fn settled(settings: &Settings, sources: &Sources) -> Result<Settings, Failure> {
    let mut settings = settings.clone();
    if settings.today.is_empty() {
        settings.today = today(sources)?;
    }
    Ok(settings)
}

fn today(sources: &Sources) -> Result<String, Failure> {
    let zone = model::read(sources).value.timezone;
    let day = zone.day_of_unix(seconds()?).ok_or_else(not_a_time)?;
    Ok(day.to_string())
}

/// The seconds since the start of 1970.
fn seconds() -> Result<i64, Failure> {
    match std::env::var(EPOCH) {
        Ok(text) if !text.is_empty() => text.trim().parse().map_err(|_| not_a_time()),
        _ => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            Ok(now.map_or(0, |now| now.as_secs() as i64))
        }
    }
}

fn not_a_time() -> Failure {
    Failure::new(format!("the environment variable {EPOCH} is not a time"))
        .hint("set it to whole seconds since the start of 1970, or unset it")
}
