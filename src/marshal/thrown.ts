// What a job throws, made fit to cross: the error that arrives is as near to the one thrown as it can be.

import { inspect, types } from "node:util";
import { errorClasses, pretendedPrototype } from "./builtin-classes.ts";
import { encode } from "./encode.ts";
import { className, UnsendableError } from "./refusal.ts";

// Causes of causes further down are left out.
const MAX_CAUSES = 32;
const SHOWN = { depth: 1, breakLength: Number.POSITIVE_INFINITY, customInspect: false } as const;

/**
 * Make something that can be encoded of whatever was thrown.
 *
 * What can be sent is given back as it is. An error of another class becomes an Error that has the name of its class,
 * its message, stack, code and causes, and those of its properties that can be sent. Never throws.
 */
export function toSendableError(thrown: unknown): unknown {
  try {
    const copy = sendable(thrown, new Map(), 0);
    return refusalOf(copy) === undefined ? copy : new Error(messageOf(thrown));
  } catch {
    return new Error(`a job threw what cannot be looked at: ${typeof thrown}`);
  }
}

function sendable(thrown: unknown, made: Map<unknown, Error>, depth: number): unknown {
  const known = made.get(thrown);
  if (known !== undefined) return known;
  const refusal = refusalOf(thrown);
  if (refusal === undefined) return thrown;
  if (!isError(thrown)) return new Error(`a job threw what cannot be sent (${refusal}): ${shown(thrown)}`);
  return depth < MAX_CAUSES ? copyOf(thrown, made, depth) : new Error(messageOf(thrown));
}

function copyOf(error: Error, made: Map<unknown, Error>, depth: number): Error {
  const copy = emptyCopyOf(error);
  made.set(error, copy);
  for (const key of Object.getOwnPropertyNames(error)) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (property?.get !== undefined && key !== "stack") continue;
    const value: unknown = key === "stack" ? error.stack : property?.value;
    const kept = isAboutOthers(key) ? sendableParts(value, made, depth + 1) : value;
    if (Object.hasOwn(copy, key) || refusalOf(kept) !== undefined) continue;
    define(copy, key, kept, property?.enumerable === true);
  }
  if (!Object.hasOwn(copy, "message")) define(copy, "message", computedMessage(error), false);
  return copy;
}

/** The message of an error that has it from its class, which may make it of what the error holds. */
function computedMessage(error: Error): string {
  try {
    return String(error.message);
  } catch {
    return "";
  }
}

/** An error of the same class without properties; where the class cannot be sent, an Error of its name. */
function emptyCopyOf(error: Error): Error {
  const prototype = pretendedPrototype(Object.getPrototypeOf(error));
  const copy = errorClasses.find((builtin) => builtin.prototype === prototype)?.construct([]);
  if (error instanceof DOMException && prototype === DOMException.prototype) {
    return withoutProperties(new DOMException(error.message, error.name));
  }
  if (copy instanceof Error) return withoutProperties(copy);
  const named = withoutProperties(new Error());
  define(named, "name", className(prototype) || error.name, false);
  return named;
}

function withoutProperties(error: Error): Error {
  for (const key of Reflect.ownKeys(error)) Reflect.deleteProperty(error, key);
  return error;
}

function isAboutOthers(key: string): boolean {
  return key === "cause" || key === "errors";
}

function sendableParts(value: unknown, made: Map<unknown, Error>, depth: number): unknown {
  return Array.isArray(value)
    ? value.map((part) => sendable(part, made, depth))
    : sendable(value, made, depth);
}

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}

function messageOf(thrown: unknown): string {
  return isError(thrown) ? `${thrown.name}: ${thrown.message}` : shown(thrown);
}

function shown(value: unknown): string {
  return inspect(value, SHOWN);
}

/** The reason why a value cannot be encoded, if there is one. */
function refusalOf(value: unknown): string | undefined {
  try {
    encode(value);
    return undefined;
  } catch (error) {
    return error instanceof UnsendableError ? error.message : shown(error);
  }
}

// An error of another realm is no instance of our Error, an imitation is not native; a proxy is not to be touched.
function isError(value: unknown): value is Error {
  if (types.isProxy(value)) return false;
  return types.isNativeError(value) || value instanceof Error;
}
