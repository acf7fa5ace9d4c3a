"""The JSON-LD of pages, expanded by pyld and held against the vocabulary that rdflib ships."""

import collections
import json
import unittest

import lxml.html
import pyld
import rdflib.namespace

import sites

SCHEMA = "https://schema.org/"
TERMS = set(rdflib.namespace.SDO.__annotations__)
# What no thing of these types may lack.
REQUIRED = {
    "Event": ["name", "url"],
    "Organization": ["name", "url"],
    "Report": ["name", "url"],
    "Dataset": ["name", "url"],
    "DefinedTerm": ["name", "inDefinedTermSet"],
    "GovernmentService": ["name"],
    "WebSite": ["name", "url"],
}
# Young terms that rdflib does not know yet.
YOUNG = {"copyrightNotice", "creativeWorkStatus", "abstract", "VirtualLocation"}


def blocks(path):
    """The blocks of data of a page, as a parser of HTML sees them."""
    page = lxml.html.parse(str(path), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return [block.text for block in page.iterfind(".//script[@type='application/ld+json']")]


def no_network(url, _):
    """The context of schema.org, as far as names go: every term is one of the vocabulary."""
    assert url == "https://schema.org", url
    document = {"@context": {"@vocab": SCHEMA}}
    return {"contextUrl": None, "documentUrl": url, "document": document}


def things(node):
    """A node and all that are in it."""
    for value in node if isinstance(node, list) else node.values() if isinstance(node, dict) else []:
        yield from things(value)
    if isinstance(node, dict):
        yield node


class LinkedData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.blocks = {}
        for path in sites.files("**/*.html"):
            found = blocks(path)
            if found:
                cls.blocks[path] = found

    def test_every_page_for_readers_has_one_block(self):
        self.assertEqual({len(found) for found in self.blocks.values()}, {1})
        self.assertGreater(len(self.blocks), 1000)

    def test_the_blocks_are_light(self):
        sizes = [len(found[0].encode()) for found in self.blocks.values()]
        self.assertLess(sum(sizes) / len(sizes), 1000)
        self.assertLess(max(sizes), 6000)

    def test_pyld_expands_them_and_every_term_is_one_of_schema_org(self):
        used = collections.Counter()
        options = {"documentLoader": no_network}
        seen = set()
        for path, [block] in self.blocks.items():
            data = json.loads(block)
            shape = repr(sorted({key for thing in things(data) for key in thing}))
            for thing in things(data):
                used.update(key for key in thing if not key.startswith("@"))
                used.update([thing["@type"]] if "@type" in thing else [])
            if shape not in seen:
                seen.add(shape)
                [*nodes] = pyld.jsonld.expand(data, options)
                self.assertEqual(len(nodes), len(data["@graph"]), path)
        self.assertEqual(set(used) - TERMS - YOUNG - {"query-input"}, set())

    def test_what_each_type_must_have_is_there(self):
        seen = collections.Counter()
        for path, [block] in self.blocks.items():
            main = json.loads(block)["@graph"][0]
            seen[main["@type"]] += 1
            for name in REQUIRED.get(main["@type"], []):
                self.assertIn(name, main, f"{path}: {main['@type']}")
        self.assertEqual([kind for kind in REQUIRED if kind not in seen], [])

    def test_data_sets_of_the_site_lead_to_their_files(self):
        """Other data sets are only described: their files are elsewhere, if there are any."""
        found = 0
        for path, [block] in self.blocks.items():
            main = json.loads(block)["@graph"][0]
            if main["@type"] != "Dataset":
                continue
            [name] = [name for name in sites.SITES if path.is_relative_to(sites.built(name))]
            home = f"https://{name}.example/"
            if main["url"].startswith(home + "resources/"):
                self.assertNotIn("distribution", main, path)
                continue
            found += 1
            for file in main["distribution"]:
                self.assertIn("encodingFormat", file, path)
                self.assertTrue((sites.built(name) / file["contentUrl"].removeprefix(home)).is_file(), file)
        self.assertGreater(found, 20)

    def test_the_way_to_a_page_is_numbered_from_one(self):
        for path, [block] in self.blocks.items():
            for thing in json.loads(block)["@graph"][1:]:
                steps = thing["itemListElement"]
                self.assertEqual([step["position"] for step in steps], [*range(1, len(steps) + 1)], path)
                self.assertTrue(all("item" in step for step in steps[:-1]), path)

    def test_events_are_dated_as_the_records_are(self):
        dates = {record["url"]: record["fields"].get("date", "") for record in sites.records("portal", "meeting")}
        found = 0
        for [block] in self.blocks.values():
            main = json.loads(block)["@graph"][0]
            address = "/" + main.get("url", "").removeprefix("https://portal.example/")
            if main["@type"] == "Event" and "startDate" in main and address in dates:
                found += 1
                self.assertEqual(main["startDate"], dates[address].split("/")[0])
        self.assertGreater(found, 10)


if __name__ == "__main__":
    unittest.main()
