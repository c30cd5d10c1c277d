// What crosses the port between a run and a thread: messages as the marshaller writes them, whose memory changes hands, and
// a few words about what only threads cannot do by themselves.
import type { MessagePort } from "node:worker_threads";
import type { Encoded } from "../marshal/encode.ts";
import { encodeMessage, type FromWorker, type ToWorker } from "./messages.ts";

/** An encoded message with memory of its own. */
export interface Parcel {
  readonly message: Uint8Array<ArrayBuffer>;
  readonly attachments: readonly Uint8Array<ArrayBuffer>[];
}

/** What a thread is made with. */
export interface ThreadData {
  readonly port: MessagePort;
  /** How many messages the run has still to read: memory that both share. */
  readonly unread: Int32Array;
}

/** What a thread is sent: a message, that the run will end a process group with itself, or that it is to end. */
export type ToThread = Parcel | { readonly guarded: number } | "end";

/** What a thread sends: a message, process groups that began and ended, or what the system calls it. */
export type FromThread =
  | Parcel
  | { readonly guard: number }
  | { readonly release: number }
  | { readonly task: string | undefined };

/** Sends a message, and gives its memory away. Returns its size in bytes. */
export function postMessage(port: MessagePort, sent: ToWorker | FromWorker): number {
  const { message, attachments } = encodeMessage(sent);
  // The memory of the marshaller and of users is theirs.
  const parcel: Parcel = {
    message: new Uint8Array(message),
    attachments: attachments.map((bytes) => new Uint8Array(bytes)),
  };
  const all = [parcel.message, ...parcel.attachments];
  port.postMessage(
    parcel,
    all.map(({ buffer }) => buffer),
  );
  return all.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** The message in a parcel. */
export function unpack({ message, attachments }: Parcel): Encoded {
  return { message: bufferOf(message), attachments };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
