// How much memory V8 takes while many jobs are planned. Each job is kept, and the rest of what is made dies at once. V8 would
// let the space in which objects begin grow to 128 MB, where a few are as fast; and its heap as a whole to several times
// of what lives in it, where twice that costs no more time that could be measured. A plan of 100,000 jobs then takes 40 % of
// the memory. How large a heap may be can be said on the command line of Node alone, but by what it grows at any time.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** With less, objects are copied again and again before they die. */
const enoughBytes = 4 * 1024 * 1024;

/** Does something while the heap grows little, unless the user has said how it is to grow. */
export function withSmallHeap<T>(work: () => T): T {
  const said = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((one) => options.test(one));
  if (said) return work();
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  setFlagsFromString("--heap-growing-percent=100");
  if ((space?.space_size ?? 0) >= enoughBytes) setFlagsFromString("--semi-space-growth-factor=1");
  try {
    return work();
  } finally {
    // As V8 begins. It is put back at once: code that was compiled under other flags is compiled again.
    setFlagsFromString("--semi-space-growth-factor=2");
    setFlagsFromString("--heap-growing-percent=0");
  }
}

const options = /^--(?:.* --)?(?:heap[-_]growing|(?:(?:min|max)[-_])?semi[-_]space)/;
