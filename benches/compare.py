#!/usr/bin/env python3
"""plenary and Hugo on one portal, in turn, as whole processes.

    benches/compare.py --tools DIR [--pages 10000] [--runs 3] [--hugo PATH]

DIR holds the corpus generator (`corpus.py`) and Hugo's settings and templates (`hugo/`). Every run
writes to a fresh folder. Without Hugo, plenary's figures are printed alone. Quote medians, and
ratios rather than seconds: they hold when the machine's speed drifts.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(command, cwd):
    """User and system CPU seconds, wall seconds and peak MiB of one run."""
    start = os.times().elapsed
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed: {message.decode()[-2000:]}")
    return usage.ru_utime, usage.ru_stime, os.times().elapsed - start, usage.ru_maxrss / 1024


def row(name, runs):
    columns = [statistics.median(values) for values in zip(*runs)]
    print(f"{name:22} {columns[0]:8.2f} {columns[1]:8.2f} {columns[2]:8.2f} {columns[3]:8.0f}")



def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=10000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hugo", default=shutil.which("hugo"))
    a = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=HERE.parent, check=True)
    plenary = HERE.parent / "target" / "release" / "plenary"
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        for which in ("portal", "hugo"):
            command = [sys.executable, a.tools / "corpus.py", scratch / which, "--pages", str(a.pages), "--for", which]
            subprocess.run(command, check=True)
        shutil.copy(HERE / "portal.toml", scratch / "portal" / "site.toml")
        shutil.copytree(a.tools / "hugo", scratch / "hugo", dirs_exist_ok=True)
        ours, theirs, warm = [], [], []
        for at in range(a.runs + 1):  # the first round warms the page cache and is not counted
            out = scratch / f"out-{at}"
            cold = run([plenary, "build", "--quiet", "--site", "portal", "--out", out], scratch)
            again = run([plenary, "build", "--quiet", "--site", "portal", "--out", out], scratch)
            if at:
                ours.append(cold)
                warm.append(again)
            if a.hugo:
                result = run([a.hugo, "--quiet", "-d", scratch / f"hugo-{at}"], scratch / "hugo")
                if at:
                    theirs.append(result)
        print(f"{a.pages} records, {a.runs} runs, medians")
        print(f"{'':22} {'user s':>8} {'sys s':>8} {'wall s':>8} {'MiB':>8}")
        row("plenary, cold", ours)
        row("plenary, unchanged", warm)
        if theirs:
            row("hugo, cold", theirs)
            ratio = [statistics.median(x[i] / y[i] for x, y in zip(ours, theirs)) for i in (0, 3)]
            print(f"plenary / hugo: {ratio[0]:.2f} of the user time, {ratio[1]:.2f} of the memory")


if __name__ == "__main__":
    main()
