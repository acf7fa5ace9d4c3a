//! `list`: records in an order, with what filters them.

use super::{ViewType, settings};
use crate::config::{LIST, Reader};
use crate::plan::{Laid, Laying, ViewSettings, timeline};
use crate::source::Span;

pub(super) const TYPE: ViewType =
    ViewType { word: "list", keys: &[LIST], read, on_record: &[], code: &[] };

/// A list; a timeline is one, too.
pub(super) struct List(pub(super) ViewSettings);

fn read(reader: &mut Reader<'_, '_>, span: Span) -> Option<Box<dyn Laid>> {
    Some(Box::new(List(settings::list(reader, span)?)))
}

impl Laid for List {
    fn lay(&self, laying: &mut Laying<'_>) {
        let list = timeline::settled(&self.0.list, &laying.kinds(&self.0));
        laying.list(&ViewSettings { list, ..self.0.clone() });
    }
}
