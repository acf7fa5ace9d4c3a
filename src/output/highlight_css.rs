//! `/highlight.css`: the colours of code.

use super::Output;
use crate::parse::highlight;
use crate::plan::{Claims, DEFAULT_LANGUAGE, Job};
use crate::view::{Site, View};

/// See the module.
pub(super) struct HighlightCss;

impl Output for HighlightCss {
    fn name(&self) -> &'static str {
        "highlight_css"
    }

    fn is_optional(&self) -> bool {
        false
    }

    fn claim(&self, claims: &mut Claims<'_>) {
        claims.site("highlight.css", DEFAULT_LANGUAGE);
    }

    fn make(&self, _: &View<'_>, _: &Job) -> Option<Vec<u8>> {
        Some(highlight::style_sheet().into_bytes())
    }

    fn describe(&self, _: &Site, _: &Job) -> String {
        "the colours of highlighted code".to_owned()
    }
}
