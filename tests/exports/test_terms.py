"""The concepts, read by rdflib as Turtle and as JSON-LD."""

import collections
import unittest

import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, SKOS

import sites


class Terms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = [
            (path, rdflib.Graph().parse(path, format="turtle")) for path in sites.files("terms.ttl")
        ]

    def test_both_forms_say_the_same(self):
        for path, turtle in self.graphs:
            data = rdflib.Graph().parse(path.with_suffix(".jsonld"), format="json-ld")
            self.assertTrue(isomorphic(turtle, data), path)

    def test_every_concept_has_a_label_and_a_scheme_with_a_title(self):
        for path, graph in self.graphs:
            concepts = list(graph.subjects(RDF.type, SKOS.Concept))
            self.assertTrue(concepts, path)
            for concept in concepts:
                self.assertIsNotNone(graph.value(concept, SKOS.prefLabel), (path, concept))
                scheme = graph.value(concept, SKOS.inScheme)
                self.assertIn((scheme, RDF.type, SKOS.ConceptScheme), graph, (path, concept))
                self.assertIsNotNone(graph.value(scheme, DCTERMS.title), (path, scheme))

    def test_every_concept_is_a_record(self):
        for name in sites.SITES:
            graph = rdflib.Graph().parse(sites.built(name) / "terms.ttl", format="turtle")
            concepts = {str(concept) for concept in graph.subjects(RDF.type, SKOS.Concept)}
            records = {
                record["id"] for kind in ["topic", "stage", "term"] for record in sites.records(name, kind)
            }
            self.assertEqual({concept.rstrip("/").rsplit("/", 1)[1] for concept in concepts}, records)

    def test_no_two_concepts_of_a_scheme_have_one_label(self):
        for path, graph in self.graphs:
            labels = collections.Counter(
                (graph.value(concept, SKOS.inScheme), label)
                for concept, label in graph.subject_objects(SKOS.prefLabel)
            )
            self.assertEqual([label for label, count in labels.items() if count > 1], [], path)

    def test_a_concept_has_one_label_in_each_language_and_no_other_name_like_it(self):
        for path, graph in self.graphs:
            for concept in graph.subjects(RDF.type, SKOS.Concept):
                labels = list(graph.objects(concept, SKOS.prefLabel))
                self.assertEqual(len(labels), len({label.language for label in labels}), (path, concept))
                self.assertFalse(set(labels) & set(graph.objects(concept, SKOS.altLabel)))

    def test_nothing_is_broader_than_itself(self):
        for path, graph in self.graphs:
            for concept in graph.subjects(RDF.type, SKOS.Concept):
                above = set(graph.transitive_objects(concept, SKOS.broader)) - {concept}
                self.assertFalse(any((up, SKOS.broader, concept) in graph for up in above), (path, concept))

    def test_what_is_broader_or_related_is_a_concept_too(self):
        for path, graph in self.graphs:
            concepts = set(graph.subjects(RDF.type, SKOS.Concept))
            for relation in [SKOS.broader, SKOS.narrower, SKOS.related]:
                self.assertLessEqual(set(graph.objects(None, relation)), concepts, (path, relation))


if __name__ == "__main__":
    unittest.main()
