"""Pages to be printed, printed by Chromium and read by pypdf: every record is there, and every page has its number."""

import os
import pathlib
import re
import subprocess
import tempfile
import unicodedata
import unittest

import lxml.html
import pypdf

import sites

CHROMIUM = os.environ.get("CHROMIUM", "chromium")
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer"]


def printed(page):
    """The texts of the pages of a PDF."""
    with tempfile.TemporaryDirectory(prefix="plenary-print-") as folder:
        pdf = pathlib.Path(folder) / "page.pdf"
        data = f"--user-data-dir={folder}/data"
        command = [CHROMIUM, *OPTIONS, data, f"--print-to-pdf={pdf}", page.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return [sheet.extract_text() for sheet in pypdf.PdfReader(pdf).pages]


def joined(text):
    """A text without its blanks, which lines divide differently, and with letters for ligatures such as `ﬁ`."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


class Print(unittest.TestCase):
    def check(self, page):
        document = lxml.html.parse(str(page), parser=lxml.html.HTMLParser(encoding="utf-8"))
        titles = [item.find("./h2") if item.find("./h2") is not None else item.find("./h3")
                  for item in document.iterfind(".//article[@class='item']")]
        self.assertGreater(len(titles), 1, page)
        sheets = printed(page)
        for number, sheet in enumerate(sheets, 1):
            self.assertIn(f"{number} / {len(sheets)}", sheet)
        # The number of a page must not part a text that goes on from it.
        whole = "".join(joined(sheet.replace(f"{number} / {len(sheets)}", "")) for number, sheet in enumerate(sheets, 1))
        for title in titles:
            # Once in the contents and once above the record.
            self.assertGreaterEqual(whole.count(joined(title.text_content())), 2, title.text_content())
        for address in document.iterfind(".//section[@class='addresses']//li"):
            self.assertIn(joined(address.text_content()), whole)
            self.assertTrue(address.text_content().startswith(("https://", "http://")), address.text_content())

    def test_what_is_to_be_reported_is_printed(self):
        page = sites.built("portal") / "print/to-be-reported/index.html"
        listed = sites.built("portal") / "to-be-reported/index.md"
        count = listed.read_text(encoding="utf-8").count("\n- [")
        self.assertEqual(page.read_text(encoding="utf-8").count('<article class="item"'), count)
        self.check(page)

    def test_a_meeting_is_printed_with_its_parts(self):
        pages = (sites.built("portal") / "print/meetings").glob("*/index.html")
        self.check(max(pages, key=lambda page: page.stat().st_size))

    def test_links_on_the_page_lead_to_places_on_it(self):
        for page in (sites.built("portal") / "print").glob("**/index.html"):
            document = lxml.html.parse(str(page), parser=lxml.html.HTMLParser(encoding="utf-8"))
            ids = [element.get("id") for element in document.iterfind(".//*[@id]")]
            self.assertEqual(len(ids), len(set(ids)), page)
            targets = {link.get("href")[1:] for link in document.iterfind(".//a[@href]") if link.get("href").startswith("#")}
            self.assertLessEqual(targets, set(ids), page)


if __name__ == "__main__":
    unittest.main()
