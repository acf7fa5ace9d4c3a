"""`/data/portal.sqlite`, read by Python's sqlite3: whole, in step with the data files, and as its documentation says."""

import csv
import re
import sqlite3
import subprocess
import unittest

import sites


def opened(name):
    path = sites.built(name) / "data/portal.sqlite"
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Database(unittest.TestCase):
    def test_it_is_whole(self):
        for name in sites.SITES:
            with self.subTest(site=name), opened(name) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
                self.assertEqual(database.execute("PRAGMA foreign_key_check").fetchall(), [])

    def test_the_index_of_words_is_whole(self):
        for name in sites.SITES:
            with self.subTest(site=name):
                memory = sqlite3.connect(":memory:")
                opened(name).backup(memory)
                memory.execute("INSERT INTO paragraphs_text (paragraphs_text, rank) VALUES ('integrity-check', 1)")

    def test_each_kind_has_the_rows_of_its_data_file(self):
        for name in sites.SITES:
            with opened(name) as database:
                tables = dict(database.execute('SELECT DISTINCT kind, "table" FROM kinds'))
                self.assertGreater(len(tables), 5)
                for kind, table in tables.items():
                    with self.subTest(site=name, kind=kind):
                        own = {row[:4] for row in database.execute(f"SELECT id, lang, title, url FROM {quoted(table)}")}
                        data = {tuple(record[key] for key in ("id", "lang", "title", "url")) for record in sites.records(name, kind)}
                        self.assertEqual(own, data)
                        whole = database.execute("SELECT count(*) FROM records WHERE kind = ?", [kind]).fetchone()[0]
                        self.assertEqual(whole, len(data))

    def test_each_list_field_has_the_rows_of_its_file(self):
        for name in sites.SITES:
            with opened(name) as database:
                names = {row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
                seen = 0
                for path in sorted((sites.built(name) / "data").glob("*-*.csv")):
                    kind, field = path.stem.split("-", 1)
                    table = f"{kind}_{field}".replace("-", "_")
                    if table not in names:
                        continue
                    with self.subTest(site=name, table=table), open(path, encoding="utf-8", newline="") as file:
                        lines = sum(1 for _ in csv.reader(file)) - 1
                        rows = database.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0]
                        self.assertEqual(rows, lines)
                        seen += 1
                self.assertGreater(seen, 1)

    def test_references_lead_to_records(self):
        for name in sites.SITES:
            with self.subTest(site=name), opened(name) as database:
                for ends in ["source_kind, source", "target_kind, target"]:
                    kind, id = ends.split(", ")
                    lost = database.execute(
                        f"SELECT {ends} FROM links WHERE NOT EXISTS "
                        f"(SELECT 1 FROM records WHERE kind = {kind} AND id = {id})"
                    ).fetchall()
                    self.assertEqual(lost, [])
                graph = sites.read_json(sites.built(name) / "data/graph.json")
                count = database.execute("SELECT count(*) FROM links").fetchone()[0]
                self.assertEqual(count, len(graph["links"]))

    def test_every_view_can_be_read_and_is_in_words(self):
        for name in sites.SITES:
            with opened(name) as database:
                for (view,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall():
                    with self.subTest(site=name, view=view):
                        self.assertTrue(database.execute(f"SELECT * FROM {quoted(view)}").fetchall())
        database = opened("small")
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT * FROM meeting_labels WHERE id = 'two-days' AND lang = 'en'").fetchone()
        self.assertEqual(row["Status"], "Confirmed")
        self.assertEqual(row["Body"], "Body for Testing")
        row = database.execute("SELECT * FROM meeting_labels WHERE id = 'two-days' AND lang = 'fr'").fetchone()
        self.assertEqual(row["Body"], "Organe d'essai")
        self.assertEqual(row["Participants"], "Agency")

    def test_words_are_found(self):
        found = opened("small").execute(
            "SELECT p.url FROM paragraphs_text AS t JOIN paragraphs AS p ON p.number = t.rowid "
            "WHERE paragraphs_text MATCH 'zebras'"
        ).fetchall()
        self.assertEqual(found, [("/documents/report/#para_1",)])

    def test_nothing_withheld_is_in_it(self):
        data = (sites.built("small") / "data/portal.sqlite").read_bytes().lower()
        self.assertNotIn(b"plutonium", data)
        words = "SELECT count(*) FROM paragraphs WHERE text LIKE '%plutonium%'"
        self.assertEqual(opened("small").execute(words).fetchone(), (0,))

    def test_the_queries_of_the_documentation_work(self):
        page = (sites.REPOSITORY / "docs/reference/outputs.md").read_text(encoding="utf-8")
        queries = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
        self.assertGreater(len(queries), 2)
        for query in queries:
            with self.subTest(query=query), opened("portal") as database:
                self.assertTrue(database.execute(query).fetchall())

    def test_it_is_the_same_each_time(self):
        again = sites.built("small").parent / "again"
        command = [sites.PROGRAM, "build", "--site", sites.SITES["small"], "--as-of", sites.AS_OF, "--out", again, "--no-cache"]
        subprocess.run(command, check=True, capture_output=True)
        first = (sites.built("small") / "data/portal.sqlite").read_bytes()
        self.assertEqual((again / "data/portal.sqlite").read_bytes(), first)


if __name__ == "__main__":
    unittest.main()
