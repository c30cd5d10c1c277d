// Frames: a length of four bytes, big endian, and a body. What crosses a pipe between a run and its workers.

/** Puts a length before a body. */
export function frame(body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 + body.byteLength);
  bytes.writeUInt32BE(body.byteLength, 0);
  bytes.set(body, 4);
  return bytes;
}

/** Puts the chunks of a pipe together again into bodies of frames. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /** Takes the next chunk; returns the bodies that are complete now. */
  push(chunk: Buffer): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const bodies: Uint8Array[] = [];
    for (let need = this.#need(); need !== undefined && this.#length >= need; need = this.#need()) {
      const all = this.#join();
      bodies.push(all.subarray(4, need));
      this.#chunks = all.length > need ? [all.subarray(need)] : [];
      this.#length = all.length - need;
    }
    return bodies;
  }

  /** The size of the first frame with its length, once the length is there. */
  #need(): number | undefined {
    if (this.#length < 4) return undefined;
    const [first] = this.#chunks;
    const head = first !== undefined && first.length >= 4 ? first : this.#join();
    return 4 + head.readUInt32BE(0);
  }

  #join(): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }
}
