// Frames: what crosses a pipe between a run and its workers. A frame is a head that tells how long its parts are, a
// message, and the attachments of the message. It begins with a seal, a number that only the two ends of the pipe know:
// what a job writes to the pipe is never taken for a frame, be it the copy of one.
import { giveBack } from "../base/memory.ts";
import type { Encoded } from "../marshal/encode.ts";

const sealBytes = 4;
/** The seal, the number of attachments in a byte, and the length of the message in six. */
const headBytes = sealBytes + 7;
/** The length of an attachment. */
const lengthBytes = 6;
/** A message shorter than this is written in one piece with its head. */
const shortBytes = 16 * 1024;

/** Makes the seal of a pipe. */
export function newSeal(): number {
  return Math.floor(Math.random() * 2 ** (8 * sealBytes));
}

/** The bytes of a frame, in pieces as they lie in memory. */
export function frame({ message, attachments }: Encoded, seal: number): readonly Uint8Array[] {
  const sizeBytes = headBytes + lengthBytes * attachments.length;
  const isShort = message.byteLength < shortBytes;
  const head = Buffer.allocUnsafe(sizeBytes + (isShort ? message.byteLength : 0));
  head.writeUInt32BE(seal);
  head[sealBytes] = attachments.length;
  head.writeUIntBE(message.byteLength, sealBytes + 1, 6);
  for (const [i, { byteLength }] of attachments.entries())
    head.writeUIntBE(byteLength, headBytes + lengthBytes * i, lengthBytes);
  if (isShort) head.set(message, sizeBytes);
  return isShort ? [head, ...attachments] : [head, message, ...attachments];
}

/** Puts the chunks of a pipe together again into messages with their attachments. */
export class FrameReader {
  readonly #seal: Buffer;
  /** Bytes that have come, but not as far as the end of a head or of a short frame. */
  #rest: Buffer | undefined;
  /** The parts of the frame that is coming, and the place of the next byte in them. */
  #parts: Buffer[] = [];
  #part = 0;
  #position = 0;

  constructor(seal: number) {
    this.#seal = Buffer.alloc(sealBytes);
    this.#seal.writeUInt32BE(seal);
  }

  /** Whether the rest of a frame is still to come. */
  get isAmidFrame(): boolean {
    return this.#rest !== undefined || this.#parts.length > 0;
  }

  /**
   * Takes the next chunk, which nobody else needs any more; yields what is complete now. Parts that are not short get
   * memory of their own: a chunk that held nothing else is given back.
   */
  *push(chunk: Buffer): Generator<Encoded> {
    let isCopied = true;
    const complete: Encoded[] = [];
    let bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    while (bytes.length > 0) {
      // What begins in this chunk may be short, and is then a part of it.
      isCopied &&= this.#parts.length > 0;
      const used = this.#parts.length > 0 ? this.#fill(bytes, complete) : this.#begin(bytes, complete);
      if (used === 0) {
        this.#rest = bytes;
        break;
      }
      bytes = bytes.subarray(used);
      yield* complete.splice(0);
    }
    if (isCopied) giveBack(chunk);
  }

  /** Reads a head, and what there is of its parts. Returns how many bytes that took: none while some are missing. */
  #begin(bytes: Buffer, complete: Encoded[]): number {
    const known = Math.min(sealBytes, bytes.length);
    if (bytes.compare(this.#seal, 0, known, 0, known) !== 0)
      throw new Error("the pipe between a run and a worker carries something else");
    const count = bytes[sealBytes] ?? 0;
    const start = headBytes + lengthBytes * count;
    if (bytes.length < start) return 0;
    const length = bytes.readUIntBE(sealBytes + 1, 6);
    if (count === 0 && length < shortBytes) {
      if (bytes.length < start + length) return 0;
      complete.push({ message: bytes.subarray(start, start + length), attachments: [] });
      return start + length;
    }
    this.#parts = [Buffer.allocUnsafeSlow(length)];
    for (let at = headBytes; at < start; at += lengthBytes)
      this.#parts.push(Buffer.allocUnsafeSlow(bytes.readUIntBE(at, lengthBytes)));
    this.#part = 0;
    this.#position = 0;
    return start + this.#fill(bytes.subarray(start), complete);
  }

  /** Copies what belongs to the frame that is coming. Returns how many bytes that were. */
  #fill(bytes: Buffer, complete: Encoded[]): number {
    let used = 0;
    for (let part = this.#parts[this.#part]; part !== undefined; part = this.#parts[this.#part]) {
      const copied = bytes.copy(part, this.#position, used);
      used += copied;
      this.#position += copied;
      if (this.#position < part.length) return used;
      this.#part += 1;
      this.#position = 0;
    }
    const [message = Buffer.alloc(0), ...attachments] = this.#parts;
    complete.push({ message, attachments });
    this.#parts = [];
    return used;
  }
}
