// Where pipefish keeps files of its own, below the directory of a run.

/** The directory of them all. */
export const ownDirectory: string = ".pipefish";
/** Where the logs of jobs are kept. */
export const logDirectory: string = `${ownDirectory}/logs`;
/** The file of the history, unless another was asked for. */
export const usualHistoryFile: string = `${ownDirectory}/history.sqlite`;
