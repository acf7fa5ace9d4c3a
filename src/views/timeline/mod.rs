//! `timeline`: a list by date, under the years.

use super::list::List;
use super::{ViewType, settings};
use crate::config::{LIST, Reader, Style, dated};
use crate::plan::Laid;
use crate::source::Span;

pub(super) const TYPE: ViewType =
    ViewType { word: "timeline", keys: &[LIST], read, on_record: &[], code: &[] };

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    let mut view = settings::list(reader, span)?;
    view.list.style = Style::Timeline;
    view.list = dated(view.list, Some(span));
    Some(Box::new(List(view)))
}
