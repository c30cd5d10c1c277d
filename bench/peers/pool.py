"""Python's pool of two processes, with no engine around it: pool.py flat|chain"""

import multiprocessing
import os
import sys


def run(job):
    inputs, output = job
    texts = []
    for name in inputs:
        with open(name) as text:
            texts.append(text.read())
    with open(output, "w") as text:
        text.write("".join(texts).upper())


def stage(names, source, target):
    return [([source + name], target + name) for name in names]


if __name__ == "__main__":
    names = sorted(os.listdir("in"))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        if sys.argv[1] == "flat":
            pool.map(run, stage(names, "in/", "out/"))
        else:
            pool.map(run, stage(names, "in/", "mid/"))
            pool.map(run, stage(names, "mid/", "out/"))
            pool.apply(run, ((["out/" + name for name in names], "merged.txt"),))
