// Standard output and standard error while they are written to: who reads them may stop, as `head` does, or the terminal
// is closed. That must not end what goes on.

/**
 * Gives the streams back, when all that was written has gone its way; returns the first error of standard output, unless
 * that nobody reads it.
 */
export type Release = () => Promise<Error | undefined>;

/** Sees to it that an error of the streams harms nobody; what is left to say is then dropped. */
export function guardStreams(): Release {
  const streams = [process.stdout, process.stderr];
  let first: Error | undefined;
  const onError = function (this: unknown, error: NodeJS.ErrnoException): void {
    if (this === process.stdout && !noReader.includes(error.code ?? "")) first ??= error;
  };
  for (const stream of streams) stream.on("error", onError);
  return async () => {
    // An error comes after the write that made it.
    for (const stream of streams) await new Promise<void>((resolve) => stream.write("", () => resolve()));
    for (const stream of streams) stream.off("error", onError);
    return first;
  };
}

/** Nobody is at the other end: of a pipe, of a terminal, of a stream that has said so before. */
const noReader = ["EPIPE", "EIO", "ERR_STREAM_DESTROYED"];
