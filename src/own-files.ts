// Where pipefish keeps files of its own, below the directory of a run.

/** The directory of them all. */
export const ownDirectory: string = ".pipefish";
/** Where the logs of jobs are kept. */
export const logDirectory: string = `${ownDirectory}/logs`;
/** Where is noted which outputs are being made beside their places. */
export const stageDirectory: string = `${ownDirectory}/stages`;
/** The file of the history, unless another was asked for. */
export const usualHistoryFile: string = `${ownDirectory}/history.sqlite`;
