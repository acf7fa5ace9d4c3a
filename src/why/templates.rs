//! Says which templates a page was made with, where each was found, and what can be overridden.

use std::fmt::Write;

use super::{Nothing, job_at};
use crate::output;
use crate::theme::InLayer;
use crate::view::{About, Site};

/// The templates behind a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    /// The address of the page.
    pub address: String,
    /// What the page is, in words.
    pub what: String,
    /// The templates that were looked for, in order: the first that was found makes the page.
    pub tried: Vec<Found>,
    /// Those that it extends or includes, in order.
    pub used: Vec<Found>,
    /// Those of the parts of other records on the page: cards, rows, backlinks.
    pub fragments: Vec<Found>,
}

/// A template with the layers that have it, nearest first; none where it does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name, such as `record.html`.
    pub name: String,
    /// Where it was found.
    pub layers: Vec<InLayer>,
}

/// Says which templates the page at an address was made with. Files that are copied have none.
pub fn templates(site: &Site, address: &str) -> Result<Templates, Nothing> {
    let (route, _) = job_at(site, address)?;
    let theme = site.theme();
    let found = |name: &str| Found { name: name.to_owned(), layers: theme.layers(name) };
    let mut out = Templates {
        address: route.address(),
        what: "a file that is copied as it is".to_owned(),
        tried: Vec::new(),
        used: Vec::new(),
        fragments: Vec::new(),
    };
    let Some(job) = site.plan().job(&route) else { return Ok(out) };
    out.what = output::describe(site, job);
    for asked in output::questions(site, job) {
        let Some(About::Template(name)) = asked.about(site) else { continue };
        let list = if name.starts_with("fragments/") { &mut out.fragments } else { &mut out.tried };
        // The field `template` of a record may be empty.
        if !name.is_empty() && !list.iter().any(|known| known.name == *name) {
            list.push(found(&name));
        }
    }
    let made = out.tried.iter().find(|tried| !tried.layers.is_empty());
    let used = made.map(|made| theme.used_by(&made.name)).unwrap_or_default();
    out.used = used.into_iter().skip(1).map(found).collect();
    Ok(out)
}

impl Templates {
    /// The answer for people.
    pub fn text(&self) -> String {
        let mut out = format!("{} is {}\n", self.address, self.what);
        let lists = [
            ("Templates that were tried, in this order", &self.tried),
            ("It extends and includes", &self.used),
            ("Parts of other records on the page are made with", &self.fragments),
        ];
        for (heading, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            let _ = writeln!(out, "\n{heading}");
            list.iter().for_each(|found| found.write(&mut out));
        }
        if let Some(made) = self.tried.iter().find(|tried| !tried.layers.is_empty()) {
            out.push_str(&self.advice(made));
        }
        out
    }

    /// How to change one block.
    fn advice(&self, made: &Found) -> String {
        let mut with_blocks = std::iter::once(made).chain(&self.used);
        let Some(name) = with_blocks.find(|found| !found.blocks().is_empty()) else {
            return String::new();
        };
        let block = name.blocks().pop().unwrap_or_default();
        format!(
            "\nTo change one block, write templates/{name}:\n  {{% extends \"parent/{name}\" %}}\n  \
             {{% block {block} %}}{{{{ super() }}}}{{% endblock {block} %}}\n",
            name = name.name
        )
    }

    /// The answer for programs: `tried`, `used` and `fragments` are lists of `name` and `layers`, a layer has
    /// `layer` (`site`, `theme` or `built-in`), `path` and `blocks`.
    pub fn json(&self) -> String {
        let list = |list: &[Found]| list.iter().map(Found::json).collect::<Vec<_>>();
        let value = serde_json::json!({
            "address": self.address,
            "what": self.what,
            "tried": list(&self.tried),
            "used": list(&self.used),
            "fragments": list(&self.fragments),
        });
        serde_json::to_string_pretty(&value).expect("JSON values can be written") + "\n"
    }
}

impl Found {
    /// The blocks of all its layers, each once.
    fn blocks(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for block in self.layers.iter().rev().flat_map(|layer| &layer.blocks) {
            if !out.contains(&block.as_str()) {
                out.push(block);
            }
        }
        out
    }

    fn write(&self, out: &mut String) {
        let Some((nearest, below)) = self.layers.split_first() else {
            let _ = writeln!(out, "  {:24} not found", self.name);
            return;
        };
        let _ = writeln!(out, "  {:24} {}", self.name, nearest.place());
        for layer in below {
            let _ = writeln!(out, "  {:24}   overrides {}", "", layer.place());
        }
        if !below.is_empty() && !nearest.blocks.is_empty() {
            let _ = writeln!(out, "  {:24}   overridden blocks: {}", "", nearest.blocks.join(" "));
        }
        let blocks = self.blocks();
        if !blocks.is_empty() {
            let _ = writeln!(out, "  {:24}   blocks: {}", "", blocks.join(" "));
        }
    }

    fn json(&self) -> serde_json::Value {
        let layers = self.layers.iter().map(|layer| {
            serde_json::json!({ "layer": layer.layer, "path": layer.path, "blocks": layer.blocks })
        });
        serde_json::json!({ "name": self.name, "layers": layers.collect::<Vec<_>>() })
    }
}
