// A message while it is written: growing bytes, and the text beside them.
// Knows how numbers, strings and bytes are written; what stands in what is the encoder's.

import { JoinedText } from "./joined-text.ts";
import * as wire from "./wire.ts";

const SLAB_BYTES = 64 * 1024;
// What one call may write without asking for room again: a tag, a shape or number, and a length.
const ROOM_BYTES = 32;
// Joined text must stay well below the longest string there can be (2^29 characters).
const TEXT_LIMIT = 2 ** 27;
const SHORT_TEXT = 4096;
// Memory up to this size is kept to write the next message in: fresh memory is dear.
const MOST_KEPT = 4 * 1024 * 1024;

const oneFloat = new Float64Array(1);
const oneBigint = new BigInt64Array(oneFloat.buffer);
const eightBytes = new Uint8Array(oneFloat.buffer);

export class Writer {
  // Small messages are cut one after the other from a slab; a message that outgrows it is written in the draft, and
  // copied out of it or, when it is large, given away with it.
  #slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #slabUsed = 0;
  #draft: Buffer | undefined;
  #bytes: Buffer = this.#slab;
  #start = 0;
  #position = 0;
  readonly #text: JoinedText = new JoinedText();
  // Memory that goes beside the message; undefined where all has to be in it.
  #attachments: Uint8Array[] | undefined;

  begin(mayAttach: boolean): void {
    this.#attachments = mayAttach ? [] : undefined;
    if (this.#slab.length - this.#slabUsed < SHORT_TEXT) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#slabUsed = 0;
    }
    this.#bytes = this.#slab;
    this.#start = this.#slabUsed;
    this.#position = this.#start + wire.HEADER_BYTES;
    this.#text.clear();
  }

  /** Close the message and give its bytes, which nobody writes to afterwards. */
  finish(): Buffer {
    const structureBytes = this.#position - this.#start - wire.HEADER_BYTES;
    const kind = this.#closeText();
    this.byte(wire.END);
    const bytes = this.#bytes;
    const start = this.#start;
    bytes[start] = wire.FORMAT;
    bytes[start + 1] = wire.BYTE_ORDER | kind;
    bytes.writeUIntLE(structureBytes, start + 2, 6);
    const message = bytes.subarray(start, this.#position);
    if (bytes === this.#slab) this.#slabUsed = this.#position;
    else if (bytes.length > MOST_KEPT) this.#draft = undefined;
    else return copyOf(message);
    return message;
  }

  /** Take memory along as it is, if it is large and may go beside the message; tells whether it was taken. */
  attach(bytes: Uint8Array): boolean {
    const attachments = this.#attachments;
    if (attachments === undefined || bytes.length < wire.MIN_ATTACHED) return false;
    return attachments.length < wire.MAX_ATTACHED && attachments.push(bytes) > 0;
  }

  get attachments(): readonly Uint8Array[] {
    return this.#attachments ?? [];
  }

  /** Let go of what the message held. */
  release(): void {
    this.#attachments = undefined;
    this.#bytes = this.#slab;
    if ((this.#draft?.length ?? 0) > MOST_KEPT) this.#draft = undefined;
    this.#text.clear();
  }

  /** How much has been written so far, a character counted as a byte. */
  get sizeBytes(): number {
    return this.#position - this.#start + this.#text.length;
  }

  /** Make room for one short write; longer ones make their own. */
  makeRoom(): void {
    if (this.#bytes.length - this.#position < ROOM_BYTES) this.#grow(ROOM_BYTES);
  }

  // Leaves room for a short write after the long one.
  #reserve(sizeBytes: number): void {
    if (this.#bytes.length - this.#position < sizeBytes + ROOM_BYTES) this.#grow(sizeBytes + ROOM_BYTES);
  }

  #grow(roomBytes: number): void {
    const used = this.#position - this.#start;
    const draft = this.#draft;
    const isLarger = draft !== undefined && draft !== this.#bytes && draft.length >= used + roomBytes;
    const larger = isLarger ? draft : Buffer.allocUnsafeSlow(2 * used + roomBytes + SHORT_TEXT);
    larger.set(this.#bytes.subarray(this.#start, this.#position));
    this.#draft = larger;
    this.#bytes = larger;
    this.#start = 0;
    this.#position = used;
  }

  byte(value: number): void {
    this.#bytes[this.#position++] = value;
  }

  /** A count, length or number of something, in seven bits a byte. */
  varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80;
      rest = rest > 0x7fffffff ? Math.floor(rest / 0x80) : rest >>> 7;
    }
    this.#bytes[this.#position++] = rest;
  }

  number(value: number): void {
    const integer = value | 0;
    if (integer !== value || (value === 0 && Object.is(value, -0))) {
      this.byte(wire.FLOAT);
      this.float(value);
    } else if (integer >= 0 && integer < 0x80) {
      this.byte(wire.SMALL_INTEGER + integer);
    } else {
      this.byte(wire.INTEGER);
      this.varint(((integer << 1) ^ (integer >> 31)) >>> 0);
    }
  }

  float(value: number): void {
    oneFloat[0] = value;
    this.#eightBytes();
  }

  bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) === value) {
      this.byte(wire.BIGINT64);
      oneBigint[0] = value;
      this.#eightBytes();
    } else {
      this.byte(wire.BIGINT);
      this.byte(value < 0n ? 1 : 0);
      this.string((value < 0n ? -value : value).toString(16));
    }
  }

  #eightBytes(): void {
    for (let index = 0; index < 8; index++) this.#bytes[this.#position + index] = eightBytes[index] ?? 0;
    this.#position += 8;
  }

  string(value: string): void {
    const length = value.length;
    if (length > wire.LONG_TEXT || this.#text.length > TEXT_LIMIT) {
      this.byte(wire.LONG_STRING);
      this.#longText(value);
    } else if (length < wire.SMALL_INTEGER - wire.SHORT_STRING) {
      this.byte(wire.SHORT_STRING + length);
      this.#text.add(value);
    } else {
      this.byte(wire.STRING);
      this.text(value);
    }
  }

  /** Text at a place where nothing else can stand: without a tag. */
  text(value: string): void {
    this.varint(value.length);
    this.#text.add(value);
  }

  #longText(value: string): void {
    const utf8Bytes = Buffer.byteLength(value, "utf8");
    const kind = encodingFor(value, utf8Bytes);
    const sizeBytes = kind === wire.UTF16 ? 2 * value.length : utf8Bytes;
    this.byte(kind);
    this.varint(sizeBytes);
    this.#put(value, kind, sizeBytes);
  }

  #closeText(): number {
    const pieces = this.#text.pieces();
    if (pieces.length > 0) this.#reserve(this.#text.length);
    for (const piece of pieces) this.raw(piece);
    const text = this.#text.rest;
    if (text === "") return wire.ASCII;
    if (text.length > SHORT_TEXT) {
      const utf8Bytes = Buffer.byteLength(text, "utf8");
      const kind = encodingFor(text, utf8Bytes);
      this.#put(text, kind, kind === wire.UTF16 ? 2 * text.length : utf8Bytes);
      return kind;
    }
    // Nearly all text is short and ASCII: writing it as UTF-8 measures it in the same step.
    const before = this.position;
    this.#put(text, wire.UTF8, 3 * text.length);
    const kind = encodingFor(text, this.position - before);
    if (kind !== wire.UTF16) return kind;
    this.rewind(before);
    this.#put(text, kind, 2 * text.length);
    return kind;
  }

  #put(text: string, kind: number, roomBytes: number): void {
    this.#reserve(roomBytes);
    this.#position += this.#bytes.write(text, this.#position, roomBytes, wire.TEXT_ENCODINGS[kind]);
  }

  /** Where the next byte goes, counted from the start of the message; `rewind` forgets what was written since. */
  get position(): number {
    return this.#position - this.#start;
  }

  rewind(position: number): void {
    this.#position = this.#start + position;
  }

  /** Take a piece of the message to be filled in. */
  window(sizeBytes: number): DataView {
    this.#reserve(sizeBytes);
    const offset = this.#bytes.byteOffset + this.#position;
    this.#position += sizeBytes;
    return new DataView(this.#bytes.buffer, offset, sizeBytes);
  }

  /** Bytes as they are, of any number. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#position);
    this.#position += bytes.length;
  }
}

function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

/** The encoding that keeps `text` exactly, in the fewest bytes; only UTF-16 keeps lone surrogates. */
function encodingFor(text: string, utf8Bytes: number): number {
  if (utf8Bytes === text.length) return wire.ASCII;
  return utf8Bytes <= 2 * text.length && text.isWellFormed() ? wire.UTF8 : wire.UTF16;
}
