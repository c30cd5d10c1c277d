// The worker of the workloads `functions` and `chain`: jobs that put texts together, in upper case.
const { readFileSync, writeFileSync } = require("node:fs");
const { serve } = require("./serve.cjs");

module.exports = (jobs) => {
  for (const { inputs, output } of jobs)
    writeFileSync(
      output,
      inputs
        .map((name) => readFileSync(name, "utf8"))
        .join("")
        .toUpperCase(),
    );
  return jobs.length;
};
serve(module.exports);
