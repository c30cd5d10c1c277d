"""Python's multiprocessing pool, two workers: sends a value and gets it back.  pool.py KIND SIZE MS"""

import json
import multiprocessing
import sys
import time

kind, size, budget = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) / 1000


def payload():
    if kind == "bytes":
        return b"x" * size
    if kind == "numbers":
        return [i + 0.1 for i in range(max(1, size // 8))]
    names = ["sample_%08d" % i for i in range(max(1, size // 100))]
    return [{"id": i, "name": n, "path": "data/results/%s.bam" % n, "ok": True} for i, n in enumerate(names)]


def echo(value):
    return value


def shortest(turn, calls):
    turn()
    least, began = float("inf"), time.perf_counter()
    while time.perf_counter() - began < budget / 2:
        start = time.perf_counter()
        turn()
        least = min(least, (time.perf_counter() - start) / calls)
    return least * 1000


if __name__ == "__main__":
    value = payload()
    calls = (4 if size < 1e7 else 1) * (64 if size < 1e6 else 4)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        alone = shortest(lambda: pool.apply(echo, (value,)), 1)
        together = shortest(lambda: list(pool.imap_unordered(echo, [value] * calls)), calls)
        print(json.dumps({"alone": alone, "together": together}))
