// An indicator for `postTask`: files that are touched when a task has ended.

/** Files to touch. Made by {@link touchFile}. */
export class TouchFile {
  readonly #files: readonly string[];

  constructor(files: readonly string[]) {
    this.#files = files;
  }

  /** Their names. */
  get files(): readonly string[] {
    return this.#files;
  }
}

/**
 * Says in `postTask` that files are to be made, empty, when all jobs of the task have ended; those that are there get the
 * time of now.
 */
export function touchFile(...files: readonly string[]): TouchFile {
  return new TouchFile(files);
}
