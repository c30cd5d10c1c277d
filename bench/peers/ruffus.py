"""The workloads for Ruffus: pipeline.py flat|chain|wide functions|shell LEVEL run|plan|adopt

LEVEL is the checksum level, 1 being Ruffus's own; `adopt` writes its history anew from the files that are there.
"""

import os
import subprocess
import sys

from ruffus import Pipeline, regex

shape, kind, level, verb = sys.argv[1:]


def read(name):
    with open(name) as text:
        return text.read()


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def job(input_file, output_file):
    if kind == "shell":
        subprocess.check_call(["sh", "-c", "cp %s %s" % (input_file, output_file)])
    else:
        write(output_file, read(input_file).upper())


def together(input_files, output_file):
    write(output_file, "".join(read(name) for name in input_files))


def cut(input_file, output_files):
    for number, line in enumerate(read(input_file).splitlines(True)):
        write("in/%07d.txt" % number, line)


pipeline = Pipeline("bench")
if shape == "flat":
    pipeline.transform(job, "in/*.txt", regex(r"^in/(.*)$"), r"out/\1")
elif shape == "chain":
    shouted = pipeline.transform(job, "in/*.txt", regex(r"^in/(.*)$"), r"mid/\1", name="shout")
    again = pipeline.transform(job, shouted, regex(r"^mid/(.*)$"), r"out/\1", name="again")
    pipeline.merge(together, again, "merged.txt")
else:
    lines = pipeline.split(cut, "seed.txt", "in/*.txt")
    pipeline.transform(job, lines, regex(r"^in/(.*)$"), r"out/\1")

if verb == "plan":
    pipeline.printout(open(os.devnull, "w"), verbose=1, checksum_level=int(level))
else:
    # Anything but True and False writes the history only.
    touch = 2 if verb == "adopt" else False
    pipeline.run(multiprocess=2, verbose=0, checksum_level=int(level), touch_files_only=touch)
