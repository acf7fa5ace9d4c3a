"""Every calendar, read by the package `icalendar`, and compared with the records."""

import datetime
import re
import unittest

import icalendar

import sites

# The dates that make an entry: a day (perhaps with a mark of doubt), several days, or a moment; no month, no year.
EXACT = re.compile(r"\d{4}-\d\d-\d\d(T[\d:]+(Z|[+-][\d:]+)?)?\??(/\d{4}-\d\d-\d\d\??)?")
# The fields of kinds that make entries, as the built-in model declares them.
DATED = {"meeting": "date", "action": "due", "document": "due"}


def events(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return [part for part in calendar.walk("VEVENT")]


def expected(name, language):
    """The UIDs of the records of a site that have exact days, in a language."""
    found = set()
    for kind, field in DATED.items():
        for record in sites.records(name, kind):
            date = record["fields"].get(field) or ""
            if record["lang"] == language and EXACT.fullmatch(date):
                found.add(f"{kind}/{record['id']}")
    return found


class Calendars(unittest.TestCase):
    def test_every_calendar_is_well_formed(self):
        for path in sites.files("**/*.ics"):
            with self.subTest(path=path):
                data = path.read_bytes()
                self.assertTrue(data.endswith(b"END:VCALENDAR\r\n"))
                self.assertNotIn(b"\n", data.replace(b"\r\n", b""))
                for line in data.split(b"\r\n"):
                    self.assertLessEqual(len(line), 75)
                    line.decode("utf-8")
                found = events(path)
                self.assertTrue(found, "a calendar has an entry")
                uids = [str(event["UID"]) for event in found]
                self.assertEqual(len(uids), len(set(uids)))
                for event in found:
                    self.assertEqual(event.errors, [])
                    for once in ["UID", "DTSTAMP", "DTSTART", "SUMMARY"]:
                        self.assertIn(once, event)
                    self.assertNotIn("ATTENDEE", event)

    def test_the_entries_are_the_records_with_exact_days(self):
        for name in sites.SITES:
            for path in sorted(sites.built(name).glob("**/meetings.ics")):
                folder = path.parent.relative_to(sites.built(name)).as_posix()
                language = "en" if folder == "." else folder
                with self.subTest(site=name, language=language):
                    found = {str(event["UID"]).split("@")[0] for event in events(path)}
                    self.assertEqual(found, expected(name, language))

    def test_every_calendar_is_a_part_of_that_of_its_language(self):
        for name in sites.SITES:
            root = sites.built(name)
            for path in root.glob("**/calendar.ics"):
                first = path.relative_to(root).parts[0]
                folder = root / first if (root / first / "meetings.ics").exists() and len(first) == 2 else root
                whole = {event.to_ical() for event in events(folder / "meetings.ics")}
                with self.subTest(path=path):
                    self.assertLessEqual({event.to_ical() for event in events(path)}, whole)


class Entries(unittest.TestCase):
    """The entries of the small site, one by one."""

    def setUp(self):
        found = events(sites.built("small") / "meetings.ics")
        self.by_id = {str(event["UID"]).split("/")[1].split("@")[0]: event for event in found}

    def test_two_days_end_on_the_day_after(self):
        event = self.by_id["two-days"]
        self.assertEqual(event["DTSTART"].dt, datetime.date(2026, 11, 6))
        self.assertEqual(event["DTEND"].dt, datetime.date(2026, 11, 8))
        self.assertEqual(event["STATUS"], "CONFIRMED")
        self.assertEqual(str(event["SUMMARY"]), "Second meeting, with commas; semicolons: and a \\ backslash")
        self.assertIn("an emoji 🌍, which", str(event["DESCRIPTION"]))
        self.assertEqual(str(event["LOCATION"]), "Seoul, Conference Hall; room 2, Republic of Korea")

    def test_status(self):
        self.assertEqual(self.by_id["one-day"]["STATUS"], "TENTATIVE")
        self.assertEqual(self.by_id["cancelled"]["STATUS"], "CANCELLED")
        self.assertEqual(self.by_id["doubtful"]["STATUS"], "TENTATIVE")
        self.assertNotIn("STATUS", self.by_id["in-utc"])

    def test_times_are_moments(self):
        utc = datetime.timezone.utc
        morning, night = self.by_id["segment-morning"], self.by_id["segment-night"]
        self.assertEqual(morning["DTSTART"].dt, datetime.datetime(2026, 11, 6, 0, 30, tzinfo=utc))
        self.assertEqual(morning["DTEND"].dt, datetime.datetime(2026, 11, 6, 3, 0, tzinfo=utc))
        self.assertEqual(str(morning["RELATED-TO"]), "meeting/two-days@small.example")
        # New York was on winter time by then.
        self.assertEqual(night["DTSTART"].dt, datetime.datetime(2026, 11, 7, 3, 0, tzinfo=utc))
        self.assertEqual(night["DTEND"].dt, datetime.datetime(2026, 11, 7, 6, 15, tzinfo=utc))
        self.assertIn("From ten in the evening", str(night["DESCRIPTION"]))
        moment = self.by_id["in-utc"]
        self.assertEqual(moment["DTSTART"].dt, datetime.datetime(2026, 3, 1, 11, 0, tzinfo=utc))
        self.assertNotIn("DTEND", moment)
        self.assertEqual(moment["DTSTAMP"].dt, datetime.datetime(2025, 12, 24, tzinfo=utc))

    def test_a_deadline_is_a_day_and_says_that_it_is_one(self):
        event = self.by_id["write"]
        self.assertEqual(str(event["SUMMARY"]), "Deadline: Write it down")
        self.assertEqual(event["DTSTART"].dt, datetime.date(2026, 3, 31))

    def test_only_what_is_stated_repeats(self):
        weekly, timed = self.by_id["weekly"], self.by_id["weekly-timed"]
        rule = weekly["RRULE"]
        self.assertEqual((rule["FREQ"], rule["UNTIL"]), (["WEEKLY"], [datetime.date(2026, 3, 26)]))
        further = [str(moment.dt) for moment in timed["RDATE"].dts]
        # Clocks are set forward in New York on 8 March, so the call is an hour earlier in UTC.
        self.assertEqual(further, ["2026-03-12 19:00:00+00:00", "2026-03-19 19:00:00+00:00"])
        self.assertEqual(str(timed["DTSTART"].dt), "2026-03-05 20:00:00+00:00")
        others = [id for id in self.by_id if id not in ("weekly", "weekly-timed")]
        for id in others:
            self.assertNotIn("RRULE", self.by_id[id])
            self.assertNotIn("RDATE", self.by_id[id])

    def test_the_calendar_of_an_organisation_has_what_refers_to_it(self):
        path = sites.built("small") / "organisations/agency/calendar.ics"
        uids = {str(event["UID"]).split("@")[0] for event in events(path)}
        self.assertEqual(uids, {"meeting/two-days", "action/write"})
        self.assertFalse((sites.built("small") / "organisations/quiet/calendar.ics").exists())

    def test_languages_are_not_mixed(self):
        event, = events(sites.built("small") / "fr/meetings.ics")
        self.assertEqual(str(event["SUMMARY"]), "Deuxième réunion")
        self.assertEqual(str(event["DESCRIPTION"]), "Statut: Confirmé")


if __name__ == "__main__":
    unittest.main()
