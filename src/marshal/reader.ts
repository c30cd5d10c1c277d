// A message while it is read: the structure from one end to the other, and the text that goes with it.
// Never believes a length it has not compared with the bytes that are there.

import * as wire from "./wire.ts";

/** Thrown for bytes that are not a message, or one that this process cannot read. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/** Text is made of the bytes in pieces of so many characters: one long string would need fresh memory, which is dear. */
const PIECE = 16 * 1024;
const NOTHING = Buffer.alloc(0);
const NO_ATTACHMENTS: readonly Uint8Array[] = [];
const oneFloat = new Float64Array(1);
const oneBigint = new BigInt64Array(oneFloat.buffer);
const eightBytes = new Uint8Array(oneFloat.buffer);

export class Reader {
  #bytes: Buffer = NOTHING;
  #position = 0;
  #end = 0;
  /** A piece of the text, the next character in it, and where the bytes of the pieces to come begin and end. */
  #text = "";
  #textPosition = 0;
  #textStart = 0;
  #textEnd = 0;
  #attachments = NO_ATTACHMENTS;
  #attachmentsRead = 0;

  begin(message: Uint8Array, attachments: readonly Uint8Array[]): void {
    this.#attachments = attachments;
    this.#attachmentsRead = 0;
    const bytes = Buffer.isBuffer(message)
      ? message
      : Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    if (bytes[0] !== wire.FORMAT) this.#refuse("the bytes are not a message of this version of pipefish");
    const flags = bytes[1] ?? 0;
    if ((flags & wire.BIG_ENDIAN_FLAG) !== wire.BYTE_ORDER) {
      this.#refuse("the message comes from a machine with another byte order");
    }
    const last = bytes.length - 1;
    if (last < wire.HEADER_BYTES || bytes[last] !== wire.END) this.fail();
    this.#bytes = bytes;
    this.#position = wire.HEADER_BYTES;
    this.#end = wire.HEADER_BYTES + bytes.readUIntLE(2, 6);
    if (this.#end > last) this.fail();
    this.#textStart = this.#end;
    this.#textEnd = last;
    this.#textPosition = 0;
    const kind = flags & ~wire.BIG_ENDIAN_FLAG;
    if (kind === wire.ASCII) this.#text = this.#piece(PIECE);
    else {
      this.#text = this.#decoded(kind, this.#end, last);
      this.#textStart = last;
    }
  }

  /** The next characters of a text in ASCII, as far as there are so many. */
  #piece(length: number): string {
    const start = this.#textStart;
    this.#textStart = Math.min(start + length, this.#textEnd);
    return this.#bytes.toString("latin1", start, this.#textStart);
  }

  #decoded(kind: number, start: number, end: number): string {
    const encoding = wire.TEXT_ENCODINGS[kind];
    // Given half a character, Node may write past the end of its memory (https://github.com/nodejs/node/pull/64697).
    if (encoding === undefined || (kind === wire.UTF16 && (end - start) % 2 !== 0)) this.fail();
    return this.#bytes.toString(encoding, start, end);
  }

  #refuse(message: string): never {
    throw new UndecodableError(message);
  }

  /** Make sure that the message has been read to its end. */
  finish(): void {
    if (this.#position !== this.#end) this.fail();
    if (this.#textPosition !== this.#text.length || this.#textStart !== this.#textEnd) this.fail();
    if (this.#attachmentsRead !== this.#attachments.length) this.fail();
  }

  release(): void {
    this.#bytes = NOTHING;
    this.#text = "";
    this.#attachments = NO_ATTACHMENTS;
  }

  fail(options?: ErrorOptions): never {
    throw new UndecodableError("the message is damaged or incomplete", options);
  }

  byte(): number {
    const value = this.#bytes[this.#position++];
    if (value === undefined) this.fail();
    return value;
  }

  /** A number written with `varint`. */
  varint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let unit = 0x80;
    for (let byte = this.byte(); ; byte = this.byte()) {
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
      unit *= 0x80;
      if (unit > 2 ** 49) this.fail();
    }
    return value;
  }

  /** A number of things that take at least `sizeBytes` each. */
  count(sizeBytes = 1): number {
    const count = this.varint();
    if (count * sizeBytes > this.#end - this.#position) this.fail();
    return count;
  }

  integer(): number {
    const value = this.varint();
    return (value >>> 1) ^ -(value & 1);
  }

  float(): number {
    this.#eightBytes();
    return oneFloat[0] ?? 0;
  }

  bigint(): bigint {
    this.#eightBytes();
    return oneBigint[0] ?? 0n;
  }

  #eightBytes(): void {
    for (let index = 0; index < 8; index++) eightBytes[index] = this.#bytes[this.#position + index] ?? 0;
    this.#position += 8;
  }

  /** The next `length` characters of the text. */
  characters(length: number): string {
    const start = this.#textPosition;
    this.#textPosition = start + length;
    if (this.#textPosition > this.#text.length) return this.#charactersBeyond(start, length);
    return this.#text.substring(start, this.#textPosition);
  }

  #charactersBeyond(start: number, length: number): string {
    const missing = length - (this.#text.length - start);
    if (missing > this.#textEnd - this.#textStart) this.fail();
    const characters = this.#text.substring(start) + this.#piece(missing);
    this.#text = this.#piece(PIECE);
    this.#textPosition = 0;
    return characters;
  }

  /** Text written with `text`. */
  text(): string {
    return this.characters(this.varint());
  }

  longText(): string {
    const kind = this.byte();
    const sizeBytes = this.count();
    const start = this.#position;
    this.#position = start + sizeBytes;
    return this.#decoded(kind, start, this.#position);
  }

  /** The next bytes as they stand in the message: to be copied by the caller. */
  raw(length: number): Buffer {
    if (length > this.#end - this.#position) this.fail();
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  /** The memory of the next attachment. */
  attachment(): ArrayBuffer {
    const bytes = this.#attachments[this.#attachmentsRead++];
    const memory = bytes?.buffer;
    if (!(memory instanceof ArrayBuffer) || memory.byteLength !== bytes?.byteLength) this.fail();
    return memory;
  }

  window(length: number): DataView {
    const bytes = this.raw(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }
}
