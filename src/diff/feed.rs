//! A diff as a feed (RFC 4287): an entry for each record.

use std::fmt::Write;

use super::page::field;
use super::{Changed, Diff, Named};
use crate::text::escape;

/// The feed. `title` is what it is called; addresses begin with `base_url`; `day` is that of the newer state.
pub fn atom(diff: &Diff, title: &str, (base_url, day): (&str, &str)) -> String {
    let feed = Feed { base_url: base_url.trim_end_matches('/'), day };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{}</title>\n\
         <id>{}</id>\n<updated>{day}T00:00:00Z</updated>\n<author><name>{}</name></author>\n",
        escape(title),
        escape(&feed.id("changes", "")),
        escape(title)
    );
    for named in &diff.added {
        feed.entry(&mut out, named, ("New", ""));
    }
    for Changed { named, fields } in &diff.changed {
        let fields: String = fields.iter().map(field).collect();
        feed.entry(&mut out, named, ("Changed", &fields));
    }
    for moved in &diff.moved {
        let fields: String = moved.to.fields.iter().map(field).collect();
        feed.entry(&mut out, &moved.to.named, ("Moved", &fields));
    }
    for named in &diff.removed {
        feed.entry(&mut out, named, ("Removed", ""));
    }
    out.push_str("</feed>\n");
    out
}

struct Feed<'a> {
    base_url: &'a str,
    day: &'a str,
}

impl Feed<'_> {
    fn entry(&self, out: &mut String, named: &Named, (word, content): (&str, &str)) {
        let _ = write!(
            out,
            "<entry>\n<title>{word}: {}</title>\n<id>{}</id>\n<updated>{}T00:00:00Z</updated>\n",
            escape(&named.title),
            escape(&self.id(&named.record, &named.lang)),
            self.day
        );
        if word != "Removed" && !self.base_url.is_empty() {
            let _ = writeln!(
                out,
                "<link href=\"{}\"/>",
                escape(&format!("{}{}", self.base_url, named.url))
            );
        }
        let content = if content.is_empty() { escape(&named.title) } else { content.to_owned() };
        let _ = write!(out, "<content type=\"html\">{}</content>\n</entry>\n", escape(&content));
    }

    /// A name for the entry that holds for ever: the record, the language and the day.
    fn id(&self, record: &str, lang: &str) -> String {
        let mut name = String::new();
        crate::view::urlencode(&mut name, &format!("{record}:{lang}:{}", self.day));
        match self.base_url {
            "" => format!("urn:x-plenary:{name}"),
            base => format!("{base}/#{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_has_an_entry_for_each_record() {
        let named = |record: &str| Named {
            record: record.to_owned(),
            lang: "en".to_owned(),
            title: "A & B".to_owned(),
            url: "/a/".to_owned(),
        };
        let diff = Diff {
            added: vec![named("item:a")],
            removed: vec![named("item:b")],
            ..Diff::default()
        };
        let feed = atom(&diff, "Changes", ("https://a.example/", "2026-05-03"));
        assert_eq!(feed.matches("<entry>").count(), 2);
        assert_eq!(feed.matches("<link href=\"https://a.example/a/\"/>").count(), 1);
        assert!(feed.contains("<title>New: A &amp; B</title>"), "{feed}");
    }
}
