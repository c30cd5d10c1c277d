// As much of a terminal as the live view uses: what is written moves a cursor over lines of cells. Lines that are wider
// than the terminal are broken, and an unknown sequence is a mistake of the test or of the view.

/** A terminal without colours. Its screen has no upper end, so that nothing scrolls out of sight. */
export class FakeTerminal {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** How often something was written. */
  writes = 0;
  readonly #lines: string[] = [""];
  readonly #listeners = new Set<() => void>();
  #row = 0;
  #column = 0;

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  /** What is on the screen. */
  get screen(): string {
    return this.#lines
      .map((line) => line.trimEnd())
      .join("\n")
      .replace(/\n*$/, "\n");
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  on(_event: "resize", listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_event: "resize", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Makes the terminal narrower: lines that are wider become several, as in most terminals. */
  narrow(columns: number): void {
    const wide = this.#lines.splice(0);
    for (const [index, line] of wide.entries()) {
      if (index === this.#row) this.#row = this.#lines.length;
      for (let start = 0; start === 0 || start < line.length; start += columns)
        this.#lines.push(line.slice(start, start + columns));
    }
    this.columns = columns;
    for (const listener of this.#listeners) listener();
  }

  write(text: string): boolean {
    this.writes += 1;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
    for (const [, sequence, character] of text.matchAll(/\u001b\[(\??[\d;]*[a-zA-Z])|([^\u001b])/gu)) {
      if (sequence !== undefined) this.#control(sequence);
      else if (character === "\n") this.#move(this.#row + 1, 0);
      else this.#put(character ?? "");
    }
    return true;
  }

  #put(character: string): void {
    if (this.#column >= this.columns) this.#move(this.#row + 1, 0);
    const line = (this.#lines[this.#row] ?? "").padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }

  #move(row: number, column: number): void {
    this.#row = Math.max(0, row);
    this.#column = column;
    while (this.#lines.length <= this.#row) this.#lines.push("");
  }

  #control(sequence: string): void {
    const n = Number.parseInt(sequence, 10);
    const line = this.#lines[this.#row] ?? "";
    if (sequence.endsWith("m") || sequence.startsWith("?2026")) return;
    else if (sequence.endsWith("A")) this.#move(this.#row - (n || 1), this.#column);
    else if (sequence.endsWith("B")) this.#move(this.#row + (n || 1), this.#column);
    else if (sequence === "G") this.#column = 0;
    else if (sequence === "2K") this.#lines[this.#row] = "";
    else if (sequence === "K") this.#lines[this.#row] = line.slice(0, this.#column);
    else if (sequence === "J") this.#lines.splice(this.#row, this.#lines.length, line.slice(0, this.#column));
    else throw new Error(`the terminal does not know ${JSON.stringify(sequence)}`);
  }
}
