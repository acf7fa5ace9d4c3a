// Every calendar of the portal, read by ical.js: as many entries as another reader finds, each with a begin.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import ICAL from "ical.js";
import { build, files } from "./portal.mjs";

const out = build("--as-of", "2026-01-01");
const calendars = files(out).filter((path) => path.endsWith(".ics"));

/** The records with an exact day, as the data of their kinds have them. */
function dated(kind, field, language) {
  const records = JSON.parse(readFileSync(join(out, `data/${kind}.json`), "utf8"));
  const exact = /^\d{4}-\d\d-\d\d\??(\/\d{4}-\d\d-\d\d\??)?$/;
  return records.filter((record) => record.lang === language && exact.test(record.fields[field] ?? ""));
}

test("ical.js reads every calendar", () => {
  assert.ok(calendars.includes("meetings.ics") && calendars.length > 3, calendars.join(" "));
  for (const path of calendars) {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(out, path), "utf8")));
    for (const component of calendar.getAllSubcomponents("vevent")) {
      const event = new ICAL.Event(component);
      assert.ok(event.uid && event.summary, path);
      assert.ok(event.startDate.compare(event.endDate) <= 0, `${path}: ${event.uid}`);
    }
  }
});

test("each record with an exact day is one entry", () => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(out, "meetings.ics"), "utf8")));
  const uids = calendar.getAllSubcomponents("vevent").map((event) => event.getFirstPropertyValue("uid").split("@")[0]);
  const kinds = [["meeting", "date"], ["action", "due"], ["document", "due"]];
  const expected = kinds.flatMap(([kind, field]) => dated(kind, field, "en").map((record) => `${kind}/${record.id}`));
  assert.deepEqual(uids.sort(), expected.sort());
});
