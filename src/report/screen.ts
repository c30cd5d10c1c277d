// A frame on a terminal that is drawn over in place, with lines above it that stay. Knows nothing of runs.
import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type * as logUpdate from "log-update";
import type { ReportStream } from "./stream.ts";
import { displayWidth } from "./width.ts";

/**
 * Draws frames over one another. The cursor stays visible below the frame, so that a process that is killed leaves the
 * terminal as it found it.
 */
export class Screen {
  readonly #stream: ReportStream;
  #draw: ReturnType<typeof logUpdate.createLogUpdate> | undefined;
  #lines: readonly string[] = [];
  /** What is to go to the terminal with the next write. */
  #pending = "";

  constructor(stream: ReportStream) {
    this.#stream = stream;
  }

  /** Prints lines that stay above the frame, and draws the frame; only what changed is written. */
  show(above: readonly string[], frame: readonly string[]): void {
    const draw = this.#drawing();
    if (above.length > 0) {
      draw.clear();
      this.#pending += `${above.join("\n")}\n`;
    }
    draw(frame.join("\n"));
    this.#lines = frame;
    this.#flush();
  }

  /** Replaces the frame by lines that stay, and gives the terminal back. */
  finish(lines: readonly string[]): void {
    this.#draw?.clear();
    this.#pending += `${lines.join("\n")}\n`;
    this.#lines = [];
    this.#flush();
  }

  /** The terminal has another width: takes the frame away as it now stands, for lines that were wider have become several. */
  resized(): void {
    if (this.#draw === undefined) return;
    const columns = Math.max(1, this.#stream.columns ?? 80);
    const rows = this.#lines.map((line) =>
      Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(line)) / columns)),
    );
    const extra = rows.reduce((sum, n) => sum + n, 0) - this.#lines.length;
    this.#draw.clear();
    if (extra > 0) this.#pending += `\u001b[${extra}A\u001b[J`;
    this.#lines = [];
    this.#flush();
  }

  #drawing(): ReturnType<typeof logUpdate.createLogUpdate> {
    if (this.#draw !== undefined) return this.#draw;
    // Loaded here because it takes 40 ms, and a run with nothing to do draws nothing.
    const { createLogUpdate } = createRequire(import.meta.url)("log-update") as typeof logUpdate;
    const stream = this.#stream;
    // It asks for no more of its stream than this. What it writes is gathered, so that a frame goes out in one piece.
    const gathering = {
      write: (text: string) => {
        this.#pending += text;
        return true;
      },
      get columns() {
        return stream.columns;
      },
      get rows() {
        return stream.rows;
      },
      isTTY: true,
    } as unknown as NodeJS.WritableStream;
    this.#draw = createLogUpdate(gathering, { showCursor: true });
    return this.#draw;
  }

  #flush(): void {
    if (this.#pending !== "") this.#stream.write(this.#pending);
    this.#pending = "";
  }
}
