//! What the footer of every page says of the site.

use super::navigation::{entry, leads_nowhere};
use super::product::{DEFAULT_LANGUAGE, Input, Plan};
use super::tree::Navigation;
use crate::config::NavItem;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::edtf::Date;
use crate::parse::Value;
use crate::text::Localised;

/// The pages that the footer links, in every language.
pub(super) fn links(
    input: Input<'_>,
    plan: &Plan,
    diagnostics: &mut Diagnostics,
) -> Vec<Navigation> {
    let item = |(to, span): &(String, _)| NavItem {
        title: Localised::default(),
        to: to.clone(),
        span: *span,
    };
    let items: Vec<NavItem> = input.config.publisher.links.iter().map(item).collect();
    let languages = 0..input.config.languages.len();
    let of = |language| items.iter().filter_map(move |item| entry(input, plan, item, language));
    let wrong = items.iter().filter(|item| entry(input, plan, item, DEFAULT_LANGUAGE).is_none());
    diagnostics.extend(wrong.map(|item| leads_nowhere(input, plan, item)));
    languages.map(|language| of(language).collect()).collect()
}

/// Reports a logo that is not there.
pub(super) fn check_logo(input: Input<'_>, plan: &Plan, diagnostics: &mut Diagnostics) {
    let Some((path, span)) = &input.config.identity.logo else { return };
    if plan.site_route(path.trim_start_matches('/')).is_none() {
        let headline = format!("there is no file `{path}` on the site");
        let diagnostic = Diagnostic::new(Code::MissingFile, headline).at(*span);
        diagnostics.push(diagnostic.help("put the picture into `static/`"));
    }
}

/// When the site was last brought up to date: as it says itself, or the newest review of a record.
pub(super) fn updated(input: Input<'_>) -> Option<Date> {
    let Input { graph, config, schema, .. } = input;
    let reviewed = graph.records.iter().filter_map(|record| {
        let field = schema.kinds[record.kind].field("reviewed")?;
        match &record.value(field)?.value {
            Value::Date(date) => Some(date),
            _ => None,
        }
    });
    config
        .publisher
        .updated
        .clone()
        .or_else(|| reviewed.max_by_key(|date| date.latest()).map(|date| (**date).clone()))
}
