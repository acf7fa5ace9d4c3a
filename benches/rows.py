#!/usr/bin/env python3
"""How long plenary takes to check every reference of a table of 100,000 rows.

Makes a site with 500 organisations and one table, each row of which refers to one to three of
them, runs `plenary check --records` on it and on the same site with an empty table (the baseline), and
prints the CPU time of both. The floor of 2 seconds of CPU time is what the project promises.

    benches/rows.py [--plenary target/release/plenary] [--rows 100000] [--runs 3]
"""

import argparse
import os
import pathlib
import random
import statistics
import subprocess
import tempfile

SITE = """title = "Rows"
[kinds.table]
folder = "tables"
[kinds.organisation]
folder = "organisations"
fields.acronym = { type = "text", name = true }
[kinds.priority]
folder = "priorities"
[kinds.priority.fields]
rank = { type = "rank", values = ["3", "2", "1"], required = true }
leads = { type = "refs", kind = "organisation", inverse = "Leads" }
support = { type = "list", of = "enum", values = ["technical", "financial"] }
"""

TABLE = """+++
title = "Priorities"
[table]
row_kind = "priority"
section = "summary"
[table.columns]
"Issue" = "title"
"Rank" = "rank"
"Focal point" = { field = "leads", split = [" + ", ", ", " / "], open = ["etc."] }
"Support" = { field = "support", split = [" + "] }
+++
"""


def site(folder, rows):
    """Writes the site; gives the number of references in it."""
    chance = random.Random(2003)
    (folder / "site.toml").write_text(SITE)
    organisations = folder / "content" / "organisations"
    organisations.mkdir(parents=True)
    for number in range(500):
        text = f'+++\ntitle = "Organisation {number}"\nacronym = "ORG{number}"\n+++\n'
        (organisations / f"organisation-{number}.md").write_text(text)
    table = folder / "content" / "priorities" / "all"
    table.mkdir(parents=True)
    (table / "index.md").write_text(TABLE)
    references = 0
    with open(table / "table.csv", "w", encoding="utf-8") as out:
        out.write("id,Issue,Rank,Focal point,Support\n")
        for number in range(rows):
            count = chance.randint(1, 3)
            references += count
            leads = [f"ORG{chance.randrange(500)}" for _ in range(count)]
            support = chance.choice(["technical", "technical + financial", ""])
            cell = chance.choice([" + ", ", ", " / "]).join(leads)
            rank = chance.randint(1, 3)
            out.write(f'r{number},"Issue number {number}, as printed",{rank},"{cell}",{support}\n')
    return references


def cpu(command):
    """CPU seconds (user and system) and peak memory in MiB of a process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plenary", default="target/release/plenary")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    plenary = os.path.abspath(arguments.plenary)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sites = {}
        for name, rows in [("no rows", 0), (f"{arguments.rows} rows", arguments.rows)]:
            place = folder / name.replace(" ", "-")
            place.mkdir()
            sites[name] = (place, site(place, rows))
        # In turn, so that what else the machine does touches both alike.
        times = {name: [] for name in sites}
        for _ in range(arguments.runs):
            for name, (place, _) in sites.items():
                times[name].append(cpu([plenary, "check", "--records", "--quiet", "--site", str(place)]))
        for name, (_, references) in sites.items():
            seconds = statistics.median(seconds for seconds, _ in times[name])
            memory = max(memory for _, memory in times[name])
            print(f"{name:>14}: {references:7} references, {seconds:6.2f} s CPU, {memory:5.0f} MiB")


if __name__ == "__main__":
    main()
