"""The workloads for doit: doit run shape=flat|chain"""

import os

from doit import get_var

shape = get_var("shape")


def read(name):
    with open(name) as text:
        return text.read()


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def shout(source, target):
    write(target, read(source).upper())


def merge(sources, target):
    write(target, "".join(read(name) for name in sources))


def stage(names, source, target):
    for name in names:
        pair = [source + name, target + name]
        yield {"name": name, "actions": [(shout, pair)], "file_dep": pair[:1], "targets": pair[1:]}


def task_first():
    yield from stage(sorted(os.listdir("in")), "in/", "mid/" if shape == "chain" else "out/")


if shape == "chain":

    def task_second():
        yield from stage(sorted(os.listdir("in")), "mid/", "out/")

    def task_together():
        sources = ["out/" + name for name in sorted(os.listdir("in"))]
        return {"actions": [(merge, [sources, "merged.txt"])], "file_dep": sources, "targets": ["merged.txt"]}
