"""Data Packages, read by frictionless and held against the schema of version 1; CSV on the Web, read by `csvw`."""

import unittest

import csvw
import frictionless
import jsonschema

import sites


class DataPackages(unittest.TestCase):
    def test_they_hold_what_they_promise(self):
        for path in sites.files("**/datapackage.json"):
            with self.subTest(path=path):
                report = frictionless.Package(str(path)).validate()
                self.assertTrue(report.valid, report.flatten(["title", "message"])[:5])

    def test_clients_of_version_1_can_read_them(self):
        schema = sites.read_json(sites.SCHEMAS / "tabular-data-package-1.json")
        validator = jsonschema.Draft4Validator(schema)
        for path in sites.files("**/datapackage.json"):
            with self.subTest(path=path):
                validator.validate(sites.read_json(path))

    def test_references_are_keys(self):
        package = sites.read_json(sites.built("small") / "data/datapackage.json")
        resources = {resource["name"]: resource["schema"] for resource in package["resources"]}
        keys = {(key["fields"][0], key["reference"]["resource"]) for key in resources["meeting"]["foreignKeys"]}
        self.assertLessEqual({("body", "organisation"), ("country", "country"), ("part_of", "")}, keys)
        items = resources["meeting-participants"]["foreignKeys"]
        self.assertEqual([key["reference"]["resource"] for key in items], ["meeting", "records"])


class CsvOnTheWeb(unittest.TestCase):
    def test_every_table_is_as_described(self):
        for path in sites.files("**/csv-metadata.json"):
            with self.subTest(path=path):
                read = csvw.CSVW(str(path), validate=True)
                self.assertTrue(read.is_valid, [str(warning.message) for warning in read.warnings][:5])

    def test_every_csv_file_is_described(self):
        for name in sites.SITES:
            folder = sites.built(name) / "data"
            described = {table["url"] for table in sites.read_json(folder / "csv-metadata.json")["tables"]}
            self.assertEqual(described, {path.name for path in folder.glob("*.csv")})

    def test_a_row_is_about_a_page(self):
        root = sites.built("small")
        group = csvw.TableGroup.from_file(root / "data/csv-metadata.json")
        table, = [table for table in group.tables if str(table.url) == "meeting.csv"]
        self.assertEqual(table.tableSchema.aboutUrl.uri, "..{+url}")
        for row in table:
            self.assertTrue((root / row["url"].strip("/") / "index.html").exists(), row["url"])


if __name__ == "__main__":
    unittest.main()
