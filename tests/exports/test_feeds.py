"""The feeds, read by feedparser and held against the schema of RFC 4287 and that of JSON Feed."""

import unittest

import feedparser
import jsonschema
from lxml import etree

import sites


class Feeds(unittest.TestCase):
    def test_every_atom_feed_is_valid(self):
        schema = etree.RelaxNG(file=str(sites.SCHEMAS / "atom.rng"))
        for path in sites.files("**/atom.xml"):
            with self.subTest(path=path):
                schema.assertValid(etree.parse(str(path)))

    def test_feedparser_reads_every_atom_feed(self):
        for path in sites.files("**/atom.xml"):
            with self.subTest(path=path):
                feed = feedparser.parse(path.read_bytes())
                self.assertFalse(feed.bozo, feed.get("bozo_exception"))
                self.assertEqual(feed.version, "atom10")
                ids = [entry.id for entry in feed.entries]
                self.assertEqual(len(ids), len(set(ids)))
                days = [entry.updated for entry in feed.entries]
                self.assertEqual(days, sorted(days, reverse=True), "the newest come first")

    def test_every_json_feed_is_valid_and_says_what_the_atom_feed_says(self):
        schema = sites.read_json(sites.REPOSITORY / "tests/schemas/json-feed-1.1.json")
        for path in sites.files("**/feed.json"):
            with self.subTest(path=path):
                feed = sites.read_json(path)
                jsonschema.validate(feed, schema)
                atom = feedparser.parse((path.parent / "atom.xml").read_bytes())
                told = [(item["id"], item["title"]) for item in feed["items"]]
                self.assertEqual(told, [(entry.id, entry.title) for entry in atom.entries])


if __name__ == "__main__":
    unittest.main()
