"""All outputs of a site count the same records."""

import csv
import json
import re
import sqlite3
import unittest

import sites


class Counts(unittest.TestCase):
    def test_all_outputs_agree_on_the_records_of_each_kind(self):
        for name in sites.SITES:
            root = sites.built(name)
            database = sqlite3.connect(f"file:{root}/data/portal.sqlite?mode=ro", uri=True)
            rows = dict(database.execute("SELECT kind || ' ' || lang, count(*) FROM records GROUP BY kind, lang"))
            named = {}
            with open(root / "data/records.csv", encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    named.setdefault(row["kind"], set()).add(row["id"])
            nodes = {}
            for node in sites.read_json(root / "data/graph.json")["nodes"]:
                nodes.setdefault(node["kind"], set()).add(node["id"].split(":", 1)[1])
            self.assertEqual(named, nodes)
            for kind, ids in named.items():
                with self.subTest(site=name, kind=kind):
                    records = sites.records(name, kind)
                    self.assertEqual({record["id"] for record in records}, ids)
                    for language in {record["lang"] for record in records}:
                        own = sum(record["lang"] == language for record in records)
                        self.assertEqual(rows[f"{kind} {language}"], own)
                    with open(root / "data" / f"{kind}.csv", encoding="utf-8", newline="") as file:
                        self.assertEqual(sum(1 for _ in csv.DictReader(file)), len(records))

    def test_every_record_has_a_page_with_data_and_stands_in_the_sitemap(self):
        for name in sites.SITES:
            root = sites.built(name)
            text = (root / "sitemap.xml").read_text(encoding="utf-8")
            listed = set(re.findall(r"<loc>https?://[^/]+(.*?)</loc>", text))
            kinds = {node["kind"] for node in sites.read_json(root / "data/graph.json")["nodes"]}
            for kind in kinds - {"page"}:
                for record in sites.records(name, kind):
                    with self.subTest(site=name, url=record["url"]):
                        page = root / record["url"].strip("/")
                        self.assertIn(record["url"], listed)
                        own = json.loads((page / "index.json").read_text(encoding="utf-8"))
                        self.assertEqual((own["id"], own["lang"]), (record["id"], record["lang"]))

    def test_feeds_have_what_is_dated(self):
        dated = re.compile(r"\d{4}-\d\d-\d\d")
        # Every field of the kind that takes a date.
        for kind, fields in [("decision", ["date"]), ("document", ["date", "period", "due", "posted"])]:
            for name in sites.SITES:
                path = sites.built(name) / f"{kind}s/feed.json"
                due = [
                    record["url"] for record in sites.records(name, kind)
                    if record["lang"] == "en"
                    and any(dated.match(day) and day[:10] <= sites.AS_OF and not re.search("[?~%]", day)
                            for day in (record["fields"].get(field) or "" for field in fields))
                ]
                if not path.exists():
                    self.assertEqual(due, [])
                    continue
                found = [item["url"] for item in sites.read_json(path)["items"]]
                with self.subTest(site=name, kind=kind):
                    # A feed holds fifty entries at most.
                    self.assertEqual(len(found), min(len(due), 50))
                    self.assertTrue(all(any(address.endswith(url) for url in due) for address in found))


if __name__ == "__main__":
    unittest.main()
