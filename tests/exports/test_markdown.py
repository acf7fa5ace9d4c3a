"""The Markdown beside pages, read by markdown-it: every link of it leads to a file of the site."""

import posixpath
import unittest
import urllib.parse

import markdown_it

import sites


def links(tokens):
    """The addresses of all links and images."""
    for token in tokens:
        yield from links(token.children or [])
        if token.type in ("link_open", "image"):
            yield token.attrs["href" if token.type == "link_open" else "src"]


class Markdown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reader = markdown_it.MarkdownIt("commonmark").enable("table")

    def leads_somewhere(self, root, path, base, address):
        whole = urllib.parse.urljoin(base + path, address)
        if not whole.startswith(base):
            self.assertTrue(urllib.parse.urlsplit(whole).scheme, (path, address))
            return
        file = urllib.parse.unquote(urllib.parse.urlsplit(whole).path.lstrip("/"))
        file = posixpath.join(file, "index.html") if file in ("",) or file.endswith("/") else file
        self.assertTrue((root / file).is_file(), f"{path}: {address}")

    def test_every_link_leads_somewhere(self):
        count = 0
        for name in sites.SITES:
            root = sites.built(name)
            [base] = [
                line.split('"')[1]
                for line in (sites.SITES[name] / "site.toml").read_text(encoding="utf-8").splitlines()
                if line.startswith("base_url")
            ]
            for path in [*root.glob("**/index.md"), *root.glob("**/llms.txt")]:
                place = path.relative_to(root).as_posix()
                for address in links(self.reader.parse(path.read_text(encoding="utf-8"))):
                    count += 1
                    self.leads_somewhere(root, place, base, address)
        self.assertGreater(count, 1000)

    def test_each_begins_with_its_title_and_holds_no_markup_of_pages(self):
        for path in sites.files("**/index.md"):
            tokens = self.reader.parse(path.read_text(encoding="utf-8"))
            self.assertEqual((tokens[0].type, tokens[0].tag), ("heading_open", "h1"), path)
            self.assertFalse([token.content for token in tokens if token.type == "html_block"], path)

    def test_there_is_one_for_each_text_of_a_record(self):
        root = sites.built("portal")
        for record in sites.records("portal", "meeting"):
            text = (root / record["url"].lstrip("/") / "index.md").read_text(encoding="utf-8")
            title = self.reader.parse(text)[1].children
            self.assertEqual("".join(token.content for token in title), record["title"])

    def test_the_contents_have_the_form_of_llms_txt(self):
        for path in sites.files("**/llms.txt"):
            tokens = self.reader.parse(path.read_text(encoding="utf-8"))
            heads = [token.tag for token in tokens if token.type == "heading_open"]
            self.assertEqual((heads[0], set(heads[1:])), ("h1", {"h2"}), path)
            items = [token for token in tokens if token.type == "list_item_open"]
            self.assertEqual(len(items), len(list(links(tokens))), path)


if __name__ == "__main__":
    unittest.main()
