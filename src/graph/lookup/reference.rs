//! One reference of a record: what it leads to, or why it leads nowhere.

use std::sync::Arc;

use super::site::Site;
use crate::diag::{Code, Diagnostic, Diagnostics, Level};
use crate::graph::names::{Group, Meaning};
use crate::graph::{EntityId, Found, LeftOut, To};
use crate::parse::reference::NO_NAME;
use crate::parse::{Link, Origin, Record, Target, Visibility};
use crate::text::{article, offered, quoted_list};

/// Why a reference leads nowhere; `None` where that follows from what has been reported.
pub(super) type Lost = Option<Box<Diagnostic>>;

/// A reference that is looked up.
pub(super) struct Reference<'l, 'g> {
    pub site: &'l Site<'g>,
    /// The record in which it stands.
    pub record: &'g Record,
    pub link: &'g Link,
    /// The diagnostics about it where it leads somewhere nevertheless.
    pub remarks: &'l mut Diagnostics,
}

impl<'g> Reference<'_, 'g> {
    /// What it leads to.
    pub(super) fn found(mut self) -> Result<Found, Lost> {
        let mut found = Found { to: To::Here, anchor: None, by_name: false, language: None };
        let anchor = match &self.link.target {
            Target::Record { kind, name, anchor } => {
                (found.to, found.by_name) = self.named(kind.as_deref(), name)?;
                anchor.as_deref()
            }
            Target::File { path, anchor } => {
                (found.to, found.language) = self.file(path)?;
                anchor.as_deref()
            }
            Target::Site { path, anchor } => {
                found.to = To::Site(path.as_str().into());
                anchor.as_deref()
            }
            Target::Here { anchor } => Some(anchor.as_str()),
        };
        let own = match found.to {
            To::Here => self.site.graph.find(&self.record.key).map_or(To::Here, To::Entity),
            ref to => to.clone(),
        };
        found.anchor = self.anchor(&own, found.language, anchor)?;
        if let To::Entity(id) = found.to {
            self.retired(id);
        }
        Ok(found)
    }

    /// Says that a record is retired, unless the reference is there to tell what became of it.
    fn retired(&mut self, id: EntityId) {
        const SUCCESSION: &[&str] = &["different_from", "replaced_by", "revision_of", "supersedes"];
        let graph = self.site.graph;
        let own = graph.find(&self.record.key).is_some_and(|own| graph.is_retired(own));
        let tells = match self.link.origin {
            Origin::Field(field) => {
                let field = &self.site.schema.kinds[self.record.kind].fields[field];
                SUCCESSION.contains(&&*field.name)
            }
            _ => false,
        };
        if graph.is_retired(id) && !own && !tells {
            let headline = format!("`{}` is retired", self.link.written);
            let reported = Diagnostic::new(Code::RetiredReference, headline).at(self.link.span);
            self.remarks.push(reported.note(format!("see {}", graph.base(id).path)).help(
                "refer to what took its place, or keep the reference if it tells what was the case",
            ));
        }
    }

    fn named(&self, kind: Option<&str>, name: &str) -> Result<(To, bool), Lost> {
        let kinds = match kind {
            Some(kind) => vec![kind.to_owned()],
            None => self.kinds_of_field().to_vec(),
        };
        match self.site.names.find(name, &kinds) {
            Meaning::One(id, by_name) => {
                self.fits_field(id)?;
                Ok((To::Entity(id), by_name))
            }
            Meaning::Many(group) => Err(Some(self.ambiguous(name, &group))),
            Meaning::OtherKind(id) => Err(Some(self.wrong_kind(name, id, &kinds))),
            Meaning::Hidden(out) => Err(unpublished(self.link, name, out)),
            Meaning::Nothing if self.site.is_lost_row(name, &kinds) => Err(None),
            Meaning::Nothing => Err(Some(self.unknown(name, &kinds))),
        }
    }

    fn kinds_of_field(&self) -> &'g [String] {
        let Origin::Field(field) = self.link.origin else { return &[] };
        self.site.schema.kinds[self.record.kind].fields[field].kind.targets().unwrap_or_default()
    }

    /// A reference with a kind of its own must still be of a kind that its field takes.
    fn fits_field(&self, id: EntityId) -> Result<(), Box<Diagnostic>> {
        let wanted = self.kinds_of_field();
        let kind = self.site.graph.entity(id).key.kind();
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == kind) {
            return Ok(());
        }
        Err(self.wrong_kind(&self.link.written, id, wanted))
    }

    fn ambiguous(&self, name: &str, group: &Group) -> Box<Diagnostic> {
        let keys: Vec<_> = group.first.iter().map(|id| self.site.short_key(*id, name)).collect();
        let headline = format!("`{name}` matches {} records", group.count);
        let diagnostic = Diagnostic::new(Code::AmbiguousReference, headline).at(self.link.span);
        Box::new(diagnostic.help(format!("write one of these: {}", quoted_list(&keys, "or"))))
    }

    fn wrong_kind(&self, name: &str, id: EntityId, kinds: &[String]) -> Box<Diagnostic> {
        let is = article(self.site.graph.entity(id).key.kind());
        let wanted: Vec<_> = kinds.iter().map(|kind| article(kind)).collect();
        let wanted = wanted.join(" or ");
        let in_field = matches!(self.link.origin, Origin::Field(_));
        let headline = match in_field {
            true => format!("`{name}` is {is}, but {wanted} is expected here"),
            false => format!("`{name}` is {is}, not {wanted}"),
        };
        let diagnostic = Diagnostic::new(Code::WrongKind, headline).at(self.link.span);
        let near = self.site.nearest(Code::WrongKind, name, kinds);
        Box::new(match near.is_empty() {
            true if in_field => {
                diagnostic.help(format!("name {wanted}, or write this in another field"))
            }
            true => diagnostic.help(format!("remove the kind from the reference: `{name}`")),
            false => diagnostic.help(format!("did you mean {}?", quoted_list(&near, "or"))),
        })
    }

    fn unknown(&self, name: &str, kinds: &[String]) -> Box<Diagnostic> {
        let headline = match kinds {
            [] => format!("no record is named `{name}`"),
            kinds => {
                let kinds: Vec<_> =
                    kinds.iter().map(|kind| kind.replace(['_', '-'], " ")).collect();
                format!("no {} is named `{name}`", kinds.join(" or "))
            }
        };
        let diagnostic = Diagnostic::new(Code::UnknownReference, headline).at(self.link.span);
        let near = offered(&self.site.nearest(Code::UnknownReference, name, kinds));
        Box::new(diagnostic.help(near.unwrap_or(NO_NAME.to_owned())))
    }

    /// What a path leads to, and the language of the file where that is not the reader's.
    fn file(&self, path: &str) -> Result<(To, Option<usize>), Lost> {
        let path = path.trim_end_matches('/');
        let forms = ["", ".md", "/index.md", "/_index.md", ".toml", "/index.toml"];
        let is_image = self.link.origin == Origin::Image;
        if let Some((id, language)) =
            forms.iter().find_map(|end| self.site.files.get(&*format!("{path}{end}")))
        {
            if is_image {
                return Err(no_image(self.link));
            }
            return Ok((To::Entity(*id), self.named_language(*id, *language)));
        }
        if let Some(out) = forms.iter().find_map(|end| self.site.left_out(&format!("{path}{end}")))
        {
            return Err(unpublished(self.link, &self.link.written, out));
        }
        if let Some(asset) = self.site.sources.find_asset(path) {
            if is_image && !is_picture(path) {
                return Err(no_image(self.link));
            }
            return Ok((To::Asset(asset.path.clone()), None));
        }
        let folder = path.strip_prefix(&*self.site.config.content);
        let mut kinds = self.site.schema.kinds.iter();
        let kind =
            kinds.position(|kind| !kind.folder.is_empty() && folder == Some(kind.folder.as_str()));
        match kind {
            Some(kind) => Ok((To::Kind(kind), None)),
            None if path == self.site.config.content.trim_end_matches('/') && !is_image => {
                Ok((To::Site("".into()), None))
            }
            None => Err(self.missing(path)),
        }
    }

    /// The language of a file, where its author asks for that: a file whose name says it, or the
    /// original of the text itself. A translation names the files of others as the original does.
    fn named_language(&self, to: EntityId, language: usize) -> Option<usize> {
        let is_own = self.site.graph.entity(to).key == self.record.key;
        (language != self.record.language && (is_own || language != 0)).then_some(language)
    }

    fn missing(&self, path: &str) -> Lost {
        let (code, what) = match self.link.origin {
            Origin::Image => (Code::MissingImage, "image"),
            _ => (Code::MissingFile, "file"),
        };
        if let Some(inside) = self.site.inside(path) {
            let headline = format!("`{}` is a folder without a page of its own", self.link.written);
            let index = format!("{path}/_index.md");
            let help = format!("name a file in it, such as `{inside}`, or add {index}");
            return Some(Box::new(Diagnostic::new(code, headline).at(self.link.span).help(help)));
        }
        let diagnostic =
            Diagnostic::new(code, format!("there is no {what} `{}`", self.link.written));
        let diagnostic = diagnostic.at(self.link.span).note(format!("looked for {path}"));
        let near = if self.site.is_allowed(code) {
            None
        } else {
            self.site.near.files(path, || self.site.all_files())
        };
        Some(Box::new(near.into_iter().fold(diagnostic, Diagnostic::help)))
    }

    /// The anchor of a link, where each page that the link leads to has such a place.
    fn anchor(
        &mut self,
        to: &To,
        named: Option<usize>,
        anchor: Option<&str>,
    ) -> Result<Option<Arc<str>>, Lost> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return Ok(None) };
        let To::Entity(id) = to else { return Ok(Some(anchor.into())) };
        if let Some(row) = self.site.hidden_row(*id, anchor) {
            return Err(unpublished(self.link, &self.link.written, row));
        }
        let mut variants = self.site.graph.entity(*id).variants.iter().flatten();
        let texts = variants.by_ref().map(|record| &*self.site.graph.records[*record as usize]);
        // What front matter says of paragraphs is not known where it cannot be read.
        let known = anchor == "top" || texts.into_iter().any(|record| record.damaged);
        let languages =
            named.map_or_else(|| self.site.graph.read_in(self.record), |named| vec![named]);
        let known = known || self.site.graph.row_at(*id, anchor).is_some();
        let lacks = |language: &&usize| self.site.graph.place_in(*id, anchor, **language).is_none();
        match languages.iter().find(lacks) {
            Some(language) if !known => self.no_place(*id, anchor, *language)?,
            _ => {}
        }
        Ok(Some(anchor.into()))
    }

    /// Says that a page lacks a place. Where a text of another language has it, the link leads to the
    /// beginning of the page.
    fn no_place(&mut self, id: EntityId, anchor: &str, language: usize) -> Result<(), Lost> {
        let shown = self.site.graph.record(id, language);
        let headline = format!("`{}` has no anchor `#{anchor}`", shown.path);
        let diagnostic = Diagnostic::new(Code::UnknownAnchor, headline).at(self.link.span);
        let mut variants = self.site.graph.entity(id).variants.iter().flatten();
        let other = variants.find_map(|record| {
            let record = &self.site.graph.records[*record as usize];
            record.anchor(anchor).is_some().then(|| record.path.clone())
        });
        if let Some(other) = other {
            let help = "give both texts the same headings in the same order, so that the link finds its place";
            let note = format!("{other} has it; on this page the link leads to the top");
            self.remarks.push(diagnostic.level(Level::Warning).note(note).help(help));
            return Ok(());
        }
        if self.site.is_allowed(Code::UnknownAnchor) {
            return Err(Some(Box::new(diagnostic)));
        }
        let help = self.site.near.anchors(shown, anchor).unwrap_or_else(|| {
            "to find the right one, look for the small `#` beside headings and paragraphs on the \
             page"
                .to_owned()
        });
        Err(Some(Box::new(diagnostic.help(help))))
    }
}

/// The report of a reference to what is left out. Where nobody can tell whether it may be seen,
/// that has been reported at the record itself.
fn unpublished(link: &Link, name: &str, out: &LeftOut) -> Lost {
    let help = match out.visibility {
        Visibility::Unclear => return None,
        Visibility::Draft => "build with `--drafts`, publish that record, or remove the reference",
        Visibility::Early => {
            "remove the reference until the record is published; `--as-of` shows the site of that day"
        }
        Visibility::Expired => "remove the reference, or the line `expires` of that record",
        _ => "publish that record, or remove the reference",
    };
    let headline = format!("`{name}` is not published");
    let diagnostic = Diagnostic::new(Code::UnpublishedReference, headline).at(link.span);
    // Time goes by without anybody at hand: a scheduled build must not fail because something has expired.
    let level = match out.visibility {
        Visibility::Expired => Level::Warning,
        _ => diagnostic.level,
    };
    Some(Box::new(diagnostic.level(level).note(out.reason()).help(help)))
}

/// The endings of files that browsers show as images.
const PICTURES: [&str; 13] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico", "apng", "jxl", "tif", "tiff",
];

fn is_picture(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    PICTURES.iter().any(|picture| ending.eq_ignore_ascii_case(picture))
}

fn no_image(link: &Link) -> Lost {
    let headline = format!("`{}` is not an image", link.written);
    let diagnostic = Diagnostic::new(Code::MissingImage, headline).at(link.span);
    Some(Box::new(diagnostic.help(format!("make it a link: `[…]({})` without `!`", link.written))))
}
