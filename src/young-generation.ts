// The space in which V8 makes objects. While many jobs are planned it would let that space grow to 128 MB, for each job is
// kept; but the rest of what is made dies at once, and a few megabytes are as fast: a plan of 100,000 jobs then takes half
// of the memory. How large it may be can be said on the command line of Node alone, but by what factor it grows at any time.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** With less, objects are copied again and again before they die. */
const enoughBytes = 4 * 1024 * 1024;

/** Does something while that space keeps its size, if that is enough, and the user has not said how it is to grow. */
export function withSmallYoungGeneration<T>(work: () => T): T {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  const said = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((one) => options.test(one));
  if (said || (space?.space_size ?? 0) < enoughBytes) return work();
  setFlagsFromString("--semi-space-growth-factor=1");
  try {
    return work();
  } finally {
    // As V8 begins. It is put back at once: code that was compiled under other flags is compiled again.
    setFlagsFromString("--semi-space-growth-factor=2");
  }
}

const options = /^--(?:.* --)?(?:(?:min|max)[-_])?semi[-_]space/;
