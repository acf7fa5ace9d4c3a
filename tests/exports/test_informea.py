"""What InforMEA harvests, held against a schema made from the field list of its API."""

import unittest

import jsonschema

import sites

COLLECTIONS = ["meetings", "decisions", "documents"]


def collection(name, which):
    path = sites.built(name) / f"informea/{which}.json"
    return sites.read_json(path)


class InforMea(unittest.TestCase):
    def test_every_record_has_the_fields_of_the_list(self):
        schema = sites.read_json(sites.SCHEMAS / "informea.json")
        for name in sites.SITES:
            for which in COLLECTIONS:
                own = {**schema, "type": "array", "items": {"$ref": f"#/$defs/{which}"}}
                with self.subTest(site=name, collection=which):
                    records = collection(name, which)
                    self.assertTrue(records)
                    jsonschema.Draft202012Validator(own).validate(records)
                    ids = [record["id"] for record in records]
                    self.assertEqual(len(ids), len(set(ids)))

    def test_the_wrapped_form_says_the_same(self):
        for name in sites.SITES:
            for which in COLLECTIONS:
                wrapped = sites.read_json(sites.built(name) / f"informea/odata/{which}.json")
                self.assertEqual(wrapped, {"d": {"results": collection(name, which)}})

    def test_there_are_as_many_as_records(self):
        for name in sites.SITES:
            for which, kind in [("meetings", "meeting"), ("documents", "document")]:
                ids = {record["id"] for record in sites.records(name, kind)}
                self.assertEqual(len(collection(name, which)), len(ids))

    def test_decisions_lead_to_meetings(self):
        for name in sites.SITES:
            meetings = {meeting["id"] for meeting in collection(name, "meetings")}
            for decision in collection(name, "decisions"):
                self.assertIn(decision["meetingId"], meetings)

    def test_a_meeting(self):
        by_title = {meeting["title"][0]["value"]: meeting for meeting in collection("small", "meetings")}
        meeting = by_title["Second meeting, with commas; semicolons: and a \\ backslash"]
        self.assertEqual((meeting["start"], meeting["end"]), ("2026-11-06", "2026-11-07"))
        self.assertEqual((meeting["treaty"], meeting["country"], meeting["status"]), ("body", "KR", "confirmed"))
        self.assertEqual([title["language"] for title in meeting["title"]], ["en", "fr"])
        undated = by_title["In some day of a month"]
        self.assertEqual(undated["status"], "nodate")
        self.assertNotIn("start", undated)

    def test_a_decision_and_a_document(self):
        decision, = collection("small", "decisions")
        self.assertEqual((decision["number"], decision["published"]), ("2/1", "2025-03-01"))
        self.assertEqual(decision["meetingTitle"], "One day")
        self.assertEqual(decision["content"], [{"language": "en", "value": "Words of the decision."}])
        document, = collection("small", "documents")
        self.assertEqual(document["identifiers"], [{"name": "symbol", "value": "BFT/SOM.1/03/Rev.1"}])
        self.assertEqual(document["files"][0]["url"], "https://documents.example/report")


if __name__ == "__main__":
    unittest.main()
