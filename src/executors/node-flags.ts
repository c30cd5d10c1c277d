// The flags of Node that a worker is started with: those of the process of the run, less what belongs to that one alone.

/** Flags that speak of one process, and not of all that do the same: a port, a profile, a program in words. */
const ofOneProcess =
  /^(--(inspect|debug|eval|print|test|watch|cpu-prof|heap-prof|check|interactive|input-type|env-file)|-(pe|[epic])$)/;

/** The flags for workers, in their order, each with its value, which may be a word of its own. */
export function workerFlags(flags: readonly string[]): string[] {
  let isLeftOut = false;
  return flags.filter((word) => {
    // Node takes no value that begins with a dash for a word of its own.
    if (word.startsWith("-")) isLeftOut = ofOneProcess.test(word);
    return !isLeftOut;
  });
}
