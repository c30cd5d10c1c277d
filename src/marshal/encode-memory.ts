// Buffers, ArrayBuffers and the views on them: who shares memory with whom, and how much of it goes along.
//
// A view goes with all of its ArrayBuffer, so that several views on one keep sharing it. A Buffer goes with its own
// bytes only, since most are cut from a pool; unless another value of the message looks at the same bytes, which is
// seen when all has been written. The message is then begun again, and that memory goes as a whole.

import { inspect, types } from "node:util";
import { type BuiltinClass, viewClasses } from "./builtin-classes.ts";
import type { BuiltinWriter, Encoding } from "./encoding.ts";
import * as refusals from "./refusal.ts";
import * as wire from "./wire.ts";

// From here on it is cheaper to have Node look for named properties than to list the indices.
const MANY_ELEMENTS = 32;
const NAMED_PROPERTIES = { depth: 0, maxArrayLength: 0, customInspect: false } as const;

function writeBuffer(encoding: Encoding, value: object, number: number): void {
  if (!Buffer.isBuffer(value)) encoding.refuseValue(value);
  const memory = value.buffer;
  if (
    encoding.sharedMemory.has(memory) ||
    encoding.seen.has(memory) ||
    isResizable(memory) ||
    types.isSharedArrayBuffer(memory) ||
    memory.detached
  ) {
    writeView(encoding, value, number);
  } else {
    checkViewExtras(encoding, value, number);
    writeOwnBytes(encoding, value);
  }
}

function writeOwnBytes(encoding: Encoding, buffer: Buffer): void {
  const windows = encoding.windows.get(buffer.buffer) ?? [];
  windows.push([buffer.byteOffset, buffer.byteOffset + buffer.length]);
  encoding.windows.set(buffer.buffer, windows);
  if (encoding.writer.attach(buffer)) {
    encoding.writer.byte(wire.ATTACHED_BUFFER);
  } else {
    encoding.writer.byte(wire.BUFFER);
    encoding.writer.varint(buffer.length);
    encoding.writer.raw(buffer);
  }
}

/** When all is written: learn which memory must go as a whole, and whether the message must be begun again for it. */
export function settleMemory(encoding: Encoding): void {
  for (const [memory, windows] of encoding.windows) {
    if (!encoding.seen.has(memory) && !overlap(windows)) continue;
    encoding.sharedMemory.add(memory);
    encoding.mustStartAgain = true;
  }
}

function overlap(windows: readonly (readonly [start: number, end: number])[]): boolean {
  if (windows.length < 2) return false;
  const inOrder = windows.filter(([start, end]) => start < end).sort((a, b) => a[0] - b[0]);
  return inOrder.some(([start], index) => start < (inOrder[index - 1]?.[1] ?? 0));
}

function writeView(encoding: Encoding, value: object, number: number): void {
  if (!ArrayBuffer.isView(value)) encoding.refuseValue(value);
  const { writer, trail } = encoding;
  checkViewExtras(encoding, value, number);
  const followsBuffer = isResizable(value.buffer) && isTracking(encoding, value);
  writer.byte(wire.VIEW);
  writer.varint(number);
  trail.enter("property");
  trail.at("buffer");
  encoding.write(value.buffer);
  trail.leave();
  writer.makeRoom();
  writer.varint(value.byteOffset);
  writer.varint(followsBuffer ? 0 : lengthOf(value) + 1);
}

function lengthOf(view: ArrayBufferView): number {
  return types.isTypedArray(view) ? view.length : view.byteLength;
}

function isResizable(memory: ArrayBufferLike): boolean {
  return types.isArrayBuffer(memory) && memory.resizable;
}

// Whether the length of a view follows that of its buffer is not written anywhere. A copy can be resized to find out.
function isTracking(encoding: Encoding, view: ArrayBufferView): boolean {
  const copy = copyOf(view);
  const memory = copy?.buffer;
  if (copy === undefined || !types.isArrayBuffer(memory)) encoding.refuse(refusals.OUT_OF_BOUNDS);
  const sizeBytes = copy.byteLength;
  const hasRoom = memory.maxByteLength - memory.byteLength >= 8;
  memory.resize(memory.maxByteLength);
  if (hasRoom) return copy.byteLength > sizeBytes;
  memory.resize(copy.byteOffset);
  return copyOf(copy) !== undefined;
}

function copyOf(view: ArrayBufferView): ArrayBufferView | undefined {
  try {
    return structuredClone(view);
  } catch {
    return undefined;
  }
}

function writeArrayBuffer(encoding: Encoding, value: object): void {
  if (!types.isArrayBuffer(value)) encoding.refuseValue(value);
  const { writer } = encoding;
  if (value.detached) encoding.refuse(refusals.DETACHED);
  encoding.checkExtras(value, "ArrayBuffer", 0);
  const bytes = new Uint8Array(value);
  if (!value.resizable && writer.attach(bytes)) {
    writer.byte(wire.ATTACHED_ARRAY_BUFFER);
    return;
  }
  writer.byte(value.resizable ? wire.RESIZABLE_BUFFER : wire.ARRAY_BUFFER);
  if (value.resizable) writer.varint(value.maxByteLength);
  writer.varint(value.byteLength);
  writer.raw(bytes);
}

function checkViewExtras(encoding: Encoding, view: ArrayBufferView, number: number): void {
  const viewClass = viewClasses[number];
  const length = types.isTypedArray(view) ? view.length : 0;
  if (length >= MANY_ELEMENTS && isPrintedAlike(view, viewClass)) return;
  encoding.checkExtras(view, viewClass?.name ?? "view", length);
}

// Listing the indices of a long view takes longer than sending it. Node prints named properties without that: they
// would tell the view from a new one on the same bytes.
function isPrintedAlike(view: ArrayBufferView, viewClass: BuiltinClass | undefined): boolean {
  const another = viewClass?.construct(view.buffer, view.byteOffset, lengthOf(view));
  return inspect(another, NAMED_PROPERTIES) === inspect(view, NAMED_PROPERTIES);
}

export const memoryWriters: readonly (readonly [prototype: unknown, BuiltinWriter])[] = [
  [ArrayBuffer.prototype, writeArrayBuffer],
  ...viewClasses.map(({ name, prototype }, number): readonly [unknown, BuiltinWriter] => {
    const write = name === "Buffer" ? writeBuffer : writeView;
    return [prototype, (encoding, value) => write(encoding, value, number)];
  }),
];
