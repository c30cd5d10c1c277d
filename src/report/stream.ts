// What a reporter needs of the stream that it writes to. `process.stdout` and `process.stderr` have it all; a test gives
// an object that keeps what is written.

/** Where a reporter writes. */
export interface ReportStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal, when there is one. */
  readonly columns?: number;
  /** Height of the terminal, when there is one. */
  readonly rows?: number;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
}
