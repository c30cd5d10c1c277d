// The space in which V8 makes objects. While a plan of many jobs is made it lets that space grow to 128 MB and more, for
// every job is kept; but the rest of what is made dies at once, and 16 MB are as fast and a third of the memory. V8 has no
// way to say so but on the command line of Node, before the program begins. What can be said later is by what factor it
// grows: bin/pipefish.js lets the first step be the last that is needed.
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

const enoughBytes = 8 * 1024 * 1024;

/** Options of Node by which users say it themselves. */
const sizes = /--(?:min|max)[-_]semi[-_]space[-_]size/;

let isHeld = false;

/** Lets it grow no more, unless it is still too small, or the user has said how it is to grow. */
export function holdYoungGeneration(): void {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  const said = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((one) => sizes.test(one));
  isHeld = !said && (space?.space_size ?? 0) >= enoughBytes;
  setFlagsFromString(`--semi-space-growth-factor=${isHeld ? 1 : 2}`);
}

/** Lets it grow again, here and in threads: jobs of the user that run in this process may need memory. */
export function releaseYoungGeneration(): void {
  if (isHeld) setFlagsFromString("--semi-space-growth-factor=2");
  isHeld = false;
}
