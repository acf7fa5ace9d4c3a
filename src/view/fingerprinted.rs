//! The fingerprints of answers, made from their types: a field that is forgotten does not compile.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Site;
use crate::config::Style;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::graph::EntityId;
use crate::id::{RecordKey, Route};
use crate::language::Language;
use crate::parse::Record;
use crate::parse::table::{Head, Looks, Row, Table};
use crate::plan;
use crate::text::Localised;
use crate::theme::Words;

/// What an answer may consist of. Two answers with one fingerprint make the same page.
pub trait Fingerprinted {
    /// Adds all of it that a page can see.
    fn fingerprint(&self, site: &Site, h: &mut Hasher);
}

/// Implements [`Fingerprinted`] for structs: the fields that count, and after a semicolon those that
/// do not, each of which needs a reason.
macro_rules! fingerprinted {
    ($($type:ty { $($field:ident),* $(; $($left_out:ident),*)? })*) => {$(
        impl $crate::view::Fingerprinted for $type {
            fn fingerprint(&self, site: &$crate::view::Site, h: &mut $crate::fingerprint::Hasher) {
                let Self { $($field,)* $($($left_out: _,)*)? } = self;
                $($crate::view::Fingerprinted::fingerprint($field, site, h);)*
            }
        }
    )*};
}

pub(crate) use fingerprinted;

/// Implements [`Fingerprinted`] for numbers, yes and no, and enums without values.
macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Fingerprinted for $type {
            fn fingerprint(&self, _site: &Site, h: &mut Hasher) {
                h.number(*self as u64);
            }
        }
    )*};
}

/// The same for texts.
macro_rules! texts {
    ($($type:ty: $text:expr),*) => {$(
        impl Fingerprinted for $type {
            fn fingerprint(&self, _site: &Site, h: &mut Hasher) {
                let text: fn(&Self) -> &str = $text;
                h.add(text(self));
            }
        }
    )*};
}

numbers!(bool u8 u16 usize i64 Style);
texts! {
    str: |text| text,
    String: String::as_str,
    RecordKey: RecordKey::as_str,
    Route: Route::as_str,
    Language: Language::as_str
}

/// The number of an entity differs from build to build, so its name counts. Answers hold no other
/// numbers of this type: counts are `usize`.
impl Fingerprinted for EntityId {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        h.add(site.graph.entity(*self).key.as_str());
    }
}

impl<T: Fingerprinted + ?Sized> Fingerprinted for &T {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        (**self).fingerprint(site, h);
    }
}

impl<T: Fingerprinted + ?Sized> Fingerprinted for Arc<T> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        (**self).fingerprint(site, h);
    }
}

impl<T: Fingerprinted + ToOwned + ?Sized> Fingerprinted for Cow<'_, T> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        (**self).fingerprint(site, h);
    }
}

impl<T: Fingerprinted> Fingerprinted for Option<T> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.is_some().fingerprint(site, h);
        if let Some(value) = self {
            value.fingerprint(site, h);
        }
    }
}

impl<T: Fingerprinted> Fingerprinted for [T] {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.len().fingerprint(site, h);
        self.iter().for_each(|item| item.fingerprint(site, h));
    }
}

impl<T: Fingerprinted> Fingerprinted for Vec<T> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.as_slice().fingerprint(site, h);
    }
}

impl<T: Fingerprinted> Fingerprinted for BTreeSet<T> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.len().fingerprint(site, h);
        self.iter().for_each(|item| item.fingerprint(site, h));
    }
}

impl<K: Fingerprinted, V: Fingerprinted> Fingerprinted for BTreeMap<K, V> {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.len().fingerprint(site, h);
        self.iter().for_each(|entry| entry.fingerprint(site, h));
    }
}

impl<A: Fingerprinted, B: Fingerprinted> Fingerprinted for (A, B) {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let (a, b) = self;
        a.fingerprint(site, h);
        b.fingerprint(site, h);
    }
}

impl<A: Fingerprinted, B: Fingerprinted, C: Fingerprinted> Fingerprinted for (A, B, C) {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let (a, b, c) = self;
        a.fingerprint(site, h);
        b.fingerprint(site, h);
        c.fingerprint(site, h);
    }
}

impl Fingerprinted for Fingerprint {
    fn fingerprint(&self, _site: &Site, h: &mut Hasher) {
        h.fingerprint(*self);
    }
}

/// Everything that its file says.
impl Fingerprinted for Record {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.fingerprint.fingerprint(site, h);
    }
}

/// Everything that it says.
impl Fingerprinted for Words {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.fingerprint.fingerprint(site, h);
    }
}

impl Fingerprinted for Head {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        self.mark.fingerprint(site, h);
    }
}

impl Fingerprinted for plan::NavTarget {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        match self {
            Self::Page(route) => (0_usize, route).fingerprint(site, h),
            Self::Elsewhere(url) => (1_usize, url).fingerprint(site, h),
        }
    }
}

impl Fingerprinted for plan::RelatedItem {
    fn fingerprint(&self, site: &Site, h: &mut Hasher) {
        let Self { from, record, link, at_paragraph } = self;
        (from, site.sentence(*record, *link), at_paragraph).fingerprint(site, h);
    }
}

fingerprinted! {
    // Pages ask of the day what they need to know of it.
    super::Settings { base_url, for_disk, only, drafts, distributions; today }
    Localised { default, by_language }
    // How its data are read is not what readers see, and its rows are asked for one by one.
    Table { row_kind, head, looks; rows, source, place, file, header, holds_back }
    // Lists are answers of their own.
    Looks { caption, legend; list }
    // The id is part of the name of the record, and the cells are part of the record.
    Row { head, order, section; id, id_place, number, section_form, cells }
    plan::Related { kind, field, items }
    plan::Facet { slug, label, values }
    plan::FacetValue { slug, label, short, language, count, folder }
    plan::Group { title, language, slug, count }
    // Which page stands above which follows from their depths.
    plan::Tree { pages; folder, language, above, below, places }
}
