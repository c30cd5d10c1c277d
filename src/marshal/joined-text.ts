// The short strings of a message, joined while it is written. While all of them are ASCII they become bytes some at a
// time: a long string put together of many must be made in one piece, in fresh memory, before it can be written.

/** So many characters become bytes at once. */
const SOME = 1024;
const PIECE_BYTES = 4 * 1024 * 1024;

export class JoinedText {
  /** The characters that are not among `pieces`: all, once there was one that is not ASCII. */
  rest = "";
  #isAscii = true;
  #full: Buffer[] = [];
  /** The piece that is being filled, and kept for the next message: fresh memory is dear. */
  #piece: Buffer | undefined;
  #used = 0;
  #writtenBytes = 0;

  /** How many characters there are. */
  get length(): number {
    return this.#writtenBytes + this.rest.length;
  }

  add(text: string): void {
    this.rest += text;
    if (this.rest.length > SOME && this.#isAscii) this.#write();
  }

  /** The text as ASCII, if it is that and more than a little; else nothing, and all of it is in `rest`. */
  pieces(): readonly Buffer[] {
    if (this.#writtenBytes > 0) this.#write();
    if (this.#writtenBytes === 0 || this.#piece === undefined) return [];
    return [...this.#full, this.#piece.subarray(0, this.#used)];
  }

  clear(): void {
    this.rest = "";
    this.#isAscii = true;
    this.#forgetWritten();
  }

  #forgetWritten(): void {
    this.#full = [];
    this.#used = 0;
    this.#writtenBytes = 0;
  }

  #write(): void {
    const { length } = this.rest;
    // Writing as UTF-8 measures in the same step: what is not ASCII takes more than a byte.
    const roomBytes = 3 * length;
    const isWritten =
      roomBytes <= PIECE_BYTES &&
      this.#pieceWith(roomBytes).write(this.rest, this.#used, roomBytes, "utf8") === length;
    if (!isWritten) {
      this.#becomeString();
      return;
    }
    this.#used += length;
    this.#writtenBytes += length;
    this.rest = "";
  }

  #pieceWith(roomBytes: number): Buffer {
    if (this.#piece !== undefined && PIECE_BYTES - this.#used >= roomBytes) return this.#piece;
    if (this.#piece !== undefined) this.#full.push(this.#piece.subarray(0, this.#used));
    this.#piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#used = 0;
    return this.#piece;
  }

  #becomeString(): void {
    const written = [...this.#full, this.#piece?.subarray(0, this.#used) ?? Buffer.alloc(0)];
    this.rest = written.map((piece) => piece.toString("latin1")).join("") + this.rest;
    this.#isAscii = false;
    this.#forgetWritten();
  }
}
