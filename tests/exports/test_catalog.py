"""`/catalog.jsonld`, read by rdflib and held against the shapes of DCAT-AP by pyshacl."""

import unittest
from urllib.parse import unquote, urlparse

import pyshacl
import rdflib
from rdflib.namespace import DCAT, DCTERMS

import sites


def graph(name):
    return rdflib.Graph().parse(sites.built(name) / "catalog.jsonld", format="json-ld")


class Catalog(unittest.TestCase):
    def test_it_has_the_shape_of_the_profile(self):
        shapes = rdflib.Graph().parse(sites.SCHEMAS / "dcat-ap.ttl")
        for name in sites.SITES:
            with self.subTest(site=name):
                conforms, _, text = pyshacl.validate(graph(name), shacl_graph=shapes)
                self.assertTrue(conforms, text[:2000])

    def test_every_file_that_it_offers_is_there(self):
        for name in sites.SITES:
            offered = set(graph(name).objects(None, DCAT.downloadURL))
            self.assertGreater(len(offered), 10)
            for address in offered:
                path = sites.built(name) / unquote(urlparse(str(address)).path).lstrip("/")
                self.assertTrue(path.is_file(), address)

    def test_every_kind_and_every_table_has_an_entry(self):
        for name in sites.SITES:
            with self.subTest(site=name):
                offered = {unquote(urlparse(str(address)).path) for address in graph(name).objects(None, DCAT.downloadURL)}
                root = sites.built(name)
                kinds = {f"/data/{path.name}" for path in (root / "data").glob("*.json")}
                kinds -= {"/data/datapackage.json", "/data/csv-metadata.json", "/data/graph.json", "/data/page.json"}
                tables = {f"/{path.relative_to(root).as_posix()}" for path in root.glob("**/table.csv")}
                self.assertLessEqual(kinds | tables, offered)

    def test_a_record_that_is_a_data_set_has_an_entry(self):
        found = graph("small")
        entry = rdflib.URIRef("https://small.example/resources/register/")
        self.assertIn((entry, rdflib.RDF.type, DCAT.Dataset), found)
        self.assertEqual(str(found.value(entry, DCTERMS.issued)), "2025-05-05")
        access = found.value(found.value(entry, DCAT.distribution), DCAT.accessURL)
        self.assertEqual(str(access), "https://data.example/register")
        self.assertEqual(str(found.value(found.value(entry, DCTERMS.publisher), rdflib.FOAF.name)), "Agency")


if __name__ == "__main__":
    unittest.main()
