"""The workload for Ruffus: pipeline.py functions|shell LEVEL, where LEVEL is the checksum level, 1 being Ruffus's own."""

import subprocess
import sys

from ruffus import pipeline_run, regex, transform

kind = sys.argv[1]
level = int(sys.argv[2])


@transform("in/*.txt", regex(r"^in/(.*)$"), r"out/\1")
def job(input_file, output_file):
    if kind == "shell":
        subprocess.check_call(["sh", "-c", "cp %s %s" % (input_file, output_file)])
        return
    with open(input_file) as text:
        shouted = text.read().upper()
    with open(output_file, "w") as text:
        text.write(shouted)


pipeline_run(multiprocess=2, verbose=0, checksum_level=level)
