"""The sitemap, held against the schema of its protocol."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from lxml import etree

import sites

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def changes(root):
    """The last changes of the pages of a site, by address."""
    pages = etree.parse(str(root / "sitemap.xml")).findall("s:url", NAMES)
    return {page.findtext("s:loc", namespaces=NAMES): page.findtext("s:lastmod", namespaces=NAMES) for page in pages}


class Sitemap(unittest.TestCase):
    def test_it_is_valid(self):
        schema = etree.XMLSchema(etree.parse(str(sites.SCHEMAS / "sitemap.xsd")))
        for path in sites.files("**/sitemap*.xml"):
            with self.subTest(path=path):
                schema.assertValid(etree.parse(str(path)))

    def test_a_change_that_a_record_states_counts(self):
        found = changes(sites.built("small"))
        self.assertEqual(found["https://small.example/meetings/in-utc/"], "2025-12-24")
        self.assertIsNone(found["https://small.example/meetings/"])

    def test_else_the_history_of_the_file_does(self):
        with tempfile.TemporaryDirectory() as folder:
            site = pathlib.Path(folder) / "repository/site"
            shutil.copytree(sites.SITES["small"], site)

            def git(*arguments, day="2024-02-03"):
                identity = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
                times = {"GIT_AUTHOR_DATE": f"{day}T10:00:00Z", "GIT_COMMITTER_DATE": f"{day}T10:00:00Z"}
                subprocess.run(["git", *identity, *arguments], cwd=site, check=True, env=times | {"PATH": "/usr/bin:/bin:/usr/local/bin"})

            def built():
                out = pathlib.Path(folder) / "out"
                command = [sites.PROGRAM, "build", "--site", site, "--as-of", sites.AS_OF, "--out", out, "--quiet"]
                subprocess.run(command, check=True)
                return changes(out)

            git("init", "--quiet")
            git("add", ".")
            git("commit", "--quiet", "--message", "first")
            record = site / "content/meetings/one-day.md"
            record.write_text(record.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
            git("commit", "--quiet", "--all", "--message", "second", day="2024-03-04")
            found = built()
            self.assertEqual(found["https://small.example/meetings/one-day/"], "2024-03-04T10:00:00Z")
            self.assertEqual(found["https://small.example/meetings/cancelled/"], "2024-02-03T10:00:00Z")
            self.assertEqual(found["https://small.example/meetings/in-utc/"], "2025-12-24")
            # A copy without its history knows nothing.
            shutil.rmtree(site / ".git")
            self.assertIsNone(built()["https://small.example/meetings/one-day/"])


if __name__ == "__main__":
    unittest.main()
