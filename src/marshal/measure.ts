// How large a value is as bytes, and which part of it is to blame.

import { Encoder } from "./encode.ts";
import * as wire from "./wire.ts";

/**
 * Tell how large the message of a value is, and which part of it is to blame: the innermost that has over half of it.
 * Writes the message twice, so this is for the rare case that somebody must be told.
 */
export function measure(
  value: unknown,
  root = "value",
): { sizeBytes: number; largest: { path: string; sizeBytes: number } } {
  const encoder = new MeasuringEncoder();
  const sizeBytes = encoder.encode(value, root).length;
  encoder.release();
  encoder.thresholdBytes = sizeBytes / 2;
  encoder.encode(value, root);
  return { sizeBytes, largest: encoder.largest ?? { path: root, sizeBytes } };
}

class MeasuringEncoder extends Encoder {
  thresholdBytes = Number.POSITIVE_INFINITY;
  largest: { path: string; sizeBytes: number } | undefined;

  override write(value: unknown): void {
    const before = this.writer.sizeBytes;
    if (before === wire.HEADER_BYTES) this.largest = undefined;
    super.write(value);
    const sizeBytes = this.writer.sizeBytes - before;
    // Parts end before their wholes: the first to be over the threshold is the innermost.
    if (sizeBytes > this.thresholdBytes) this.largest ??= { path: this.trail.text(), sizeBytes };
  }
}
