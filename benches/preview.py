#!/usr/bin/env python3
"""What the preview does under load: many requests, many connections, slow and malformed ones.

Starts `plenary serve` on a small generated site with 256 open files, as few as any system allows by
default, and visits it on loopback. Every step is bounded in count and in time; after each the
resident memory of the server and the time that one more page takes are printed (Linux only).

    benches/preview.py [--plenary target/debug/plenary] [--requests 100000] [--seconds 120]
"""

import argparse
import pathlib
import random
import re
import socket
import statistics
import subprocess
import tempfile
import threading
import time

GET = b"GET /notes/note-%d/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
RECORDS = 200


def site(folder):
    (folder / "site.toml").write_text('title = "Load"\n[kinds.note]\nfolder = "notes"\n')
    notes = folder / "content" / "notes"
    notes.mkdir(parents=True)
    for n in range(RECORDS):
        text = f"# Note {n}\n\nSee [[note-{(n + 1) % RECORDS}]].\n\n" + "A sentence of some length. " * 40
        (notes / f"note-{n}.md").write_text(text)


def start(plenary, folder):
    command = f'ulimit -n 256; exec "{plenary}" serve --port 0 --site "{folder}"'
    child = subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", child.stdout.readline())[1])
    threading.Thread(target=child.stdout.read, daemon=True).start()
    return child, ("127.0.0.1", port)


def answer(stream):
    """Reads one answer; gives its status, or `None` where the connection ended."""
    head = b""
    while True:
        line = stream.readline()
        if not line:
            return None
        head += line
        if line == b"\r\n":
            break
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    stream.read(int(length[1]) if length else 0)
    return int(head[9:12]), b"connection: close" in head.lower()


def one_page(address):
    """How long a page takes for a new visitor, in milliseconds; the status."""
    began = time.monotonic()
    try:
        with socket.create_connection(address, timeout=10) as s:
            s.sendall(GET % 7)
            got = answer(s.makefile("rb"))
    except OSError:
        got = None
    return (time.monotonic() - began) * 1000, got and got[0]


def keep_alive(address, count, until, outcomes):
    """Asks for pages on connections that stay open, ten at a time without waiting."""
    done = 0
    while done < count and time.monotonic() < until:
        with socket.create_connection(address, timeout=10) as s:
            stream, closing = s.makefile("rb"), False
            while not closing and done < count:
                s.sendall(b"".join(GET % ((done + n) % RECORDS) for n in range(10)))
                for _ in range(10):
                    got = answer(stream)
                    if got is None:
                        closing = True
                        break
                    done, closing = done + 1, got[1]
                    outcomes[got[0]] = outcomes.get(got[0], 0) + 1


def requests(address, options):
    outcomes, until = {}, time.monotonic() + options.seconds
    each = options.requests // 8
    threads = [threading.Thread(target=keep_alive, args=(address, each, until, outcomes)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def connections(address, options):
    outcomes, until = {}, time.monotonic() + options.seconds
    for n in range(options.requests // 10):
        if time.monotonic() > until:
            break
        status = one_page(address)[1]
        outcomes[status] = outcomes.get(status, 0) + 1
    return outcomes


def malformed(address, options):
    chance, outcomes, until = random.Random(1), {}, time.monotonic() + options.seconds
    good = b"GET /notes/ HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-9\r\nContent-Length: 0\r\n\r\n"
    for _ in range(options.requests // 10):
        if time.monotonic() > until:
            break
        bad = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(bad))
            if chance.random() < 0.5:
                bad[at] = chance.randrange(256)
            else:
                bad[at:at] = chance.choice([b"\r\n", b"\n", b"\0", b" ", b":", b"9" * 20, b"x" * 9000])
        with socket.create_connection(address, timeout=10) as s:
            s.sendall(bad)
            s.shutdown(socket.SHUT_WR)
            try:
                got = answer(s.makefile("rb"))
                status = got[0] if got else "closed"
            except ConnectionResetError:
                status = "reset"
        outcomes[status] = outcomes.get(status, 0) + 1
    return outcomes


def crowd(address, count, text):
    """So many connections that say this and then wait."""
    held = []
    for _ in range(count):
        s = socket.create_connection(address, timeout=10)
        try:
            s.sendall(text)
        except OSError:
            pass
        held.append(s)
    return held


def drip(held, seconds):
    """Sends single bytes on all of them."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for s in held:
            try:
                s.sendall(b"x")
            except OSError:
                pass
        time.sleep(0.1)


def memory(child):
    try:
        status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024, int(re.search(r"Threads:\s+(\d+)", status)[1])
    except OSError:
        return float("nan"), 0


def report(what, took, outcomes, child, address):
    pages = [one_page(address) for _ in range(20)]
    assert all(status == 200 for _, status in pages), f"{what}: {pages}"
    middle, worst = statistics.median(ms for ms, _ in pages), max(ms for ms, _ in pages)
    resident, threads = memory(child)
    said = ", ".join(f"{n} × {status}" for status, n in sorted(outcomes.items(), key=str))
    print(f"| {what} | {took:.1f} | {said} | {middle:.1f} / {worst:.0f} | {resident:.0f} | {threads} |", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--plenary", default="target/debug/plenary", type=pathlib.Path)
    arguments.add_argument("--requests", default=100_000, type=int)
    arguments.add_argument("--seconds", default=120, type=int, help="the most that one step takes")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        site(folder)
        child, address = start(options.plenary.resolve(), folder)
        try:
            while one_page(address)[1] != 200:
                time.sleep(0.1)
            print("| step | s | answers | a page meanwhile: median / worst ms | MiB | threads |")
            print("| --- | --- | --- | --- | --- | --- |")
            report("at the start", 0, {}, child, address)
            for what, step in [("requests on 8 connections, in tens", requests),
                               ("connections of one request", connections), ("malformed requests", malformed)]:
                began = time.monotonic()
                outcomes = step(address, options)
                report(what, time.monotonic() - began, outcomes, child, address)
            began = time.monotonic()
            held = crowd(address, 600, b"")
            report("600 connections that say nothing", time.monotonic() - began, {}, child, address)
            slow = crowd(address, 100, b"GET / HTTP/1.1\r\nX: ")
            thread = threading.Thread(target=drip, args=(slow, 5))
            began = time.monotonic()
            thread.start()
            report("100 more that send a byte at a time", time.monotonic() - began, {}, child, address)
            thread.join()
            del held, slow
            time.sleep(12)
            report("12 s later", 12, {}, child, address)
        finally:
            child.kill()
            child.wait()


if __name__ == "__main__":
    main()
