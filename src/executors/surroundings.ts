// What the jobs of a worker share and may change: its working directory, its environment, the mode of files that it makes,
// the exit code that it would have, and who listens to its process.
// After each job it is as it was before the first.
import { isMainThread } from "node:worker_threads";

type Listener = (...values: unknown[]) => void;

/** What jobs share. To be made before the project is loaded, which may keep `process.env` under another name. */
export class Surroundings {
  readonly #environment = new WatchedEnvironment();
  #putBack = (): void => undefined;
  readonly #listeners = new WatchedListeners();

  /** Notes how all of it is now. */
  remember(): void {
    this.#putBack = noteProcess();
    this.#environment.remember();
    this.#listeners.remember();
  }

  /** Puts all of it back. */
  restore(): void {
    this.#putBack();
    this.#environment.restore();
    this.#listeners.restore();
  }
}

/** Notes the directory, the mode of files and the exit code of the process; returns what puts them back. */
export function noteProcess(): () => void {
  const [directory, umask, { exitCode }] = [process.cwd(), process.umask(), process];
  return () => {
    // A thread can change neither the directory of its process nor the mode.
    if (isMainThread) {
      if (!isIn(directory)) process.chdir(directory);
      process.umask(umask);
    }
    process.exitCode = exitCode;
  };
}

/** Whether that is the working directory, which may be one that is not there any more. */
function isIn(directory: string): boolean {
  try {
    return process.cwd() === directory;
  } catch {
    return false;
  }
}

/** Who listens to the process. All of them are looked through only when one of them came or went. */
class WatchedListeners {
  #all: ReadonlyMap<string | symbol, readonly Listener[]> = new Map();
  #hasChanged = false;

  remember(): void {
    const note = (): void => {
      this.#hasChanged = true;
    };
    for (const name of watching) process.on(name, note);
    this.#all = new Map(process.eventNames().map((name) => [name, listenersOf(name)]));
    this.#hasChanged = false;
  }

  restore(): void {
    const isWatched = watching.every((name) => process.listenerCount(name) === this.#all.get(name)?.length);
    if (isWatched && !this.#hasChanged) return;
    for (const name of new Set([...this.#all.keys(), ...process.eventNames()]))
      restoreListeners(name, this.#all.get(name) ?? []);
    this.#hasChanged = false;
  }
}

/** The events by which the process tells of its listeners. */
const watching = ["newListener", "removeListener"] as const;

function listenersOf(name: string | symbol): readonly Listener[] {
  return process.rawListeners(name) as unknown as readonly Listener[];
}

function restoreListeners(name: string | symbol, wanted: readonly Listener[]): void {
  const present = listenersOf(name);
  if (present.length === wanted.length && wanted.every((listener, i) => present[i] === listener)) return;
  process.removeAllListeners(name);
  for (const listener of wanted) process.on(name, listener);
}

/** `process.env`, and what it was before it was changed. To look through all of it after each job would take longer. */
class WatchedEnvironment {
  readonly #own = process.env;
  /** The first values of variables that were changed. */
  readonly #before = new Map<string | symbol, string | undefined>();
  #current: NodeJS.ProcessEnv;

  constructor() {
    const note = (name: string | symbol): void => {
      if (!this.#before.has(name)) this.#before.set(name, Reflect.get(this.#own, name) as string | undefined);
    };
    this.#current = new Proxy(this.#own, {
      set: (own, name, value) => {
        note(name);
        return Reflect.set(own, name, value);
      },
      defineProperty: (own, name, descriptor) => {
        note(name);
        return Reflect.defineProperty(own, name, descriptor);
      },
      deleteProperty: (own, name) => {
        note(name);
        return Reflect.deleteProperty(own, name);
      },
    });
    process.env = this.#current;
  }

  remember(): void {
    this.#current = process.env;
    this.#before.clear();
  }

  restore(): void {
    process.env = this.#current;
    for (const [name, text] of this.#before) {
      if (text === undefined) Reflect.deleteProperty(this.#own, name);
      else Reflect.set(this.#own, name, text);
    }
    this.#before.clear();
  }
}
