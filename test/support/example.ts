// An example of this repository, run as a user runs it, in a copy of its folder.
import assert from "node:assert/strict";
import { cpSync, statSync, utimesSync } from "node:fs";
import { basename } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { Project } from "./project.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));

/** A copy of an example, or of a folder of examples that share modules. */
export class Example extends Project {
  readonly #folder: string;

  /**
   * Copies a folder of `examples`, without what was made there.
   * @param folder where the pipeline is, below what is copied
   */
  constructor(context: TestContext, copied: string, folder = ".") {
    super(context);
    this.#folder = folder;
    cpSync(`${examples}/${copied}`, this.directory, {
      recursive: true,
      filter: (file) => !["results", ".pipefish"].includes(basename(file)),
    });
  }

  /** Runs the pipeline; returns the results that were made by it, in order. */
  async run(): Promise<string[]> {
    const before = this.#times();
    const { code, stderr } = await this.pipefish("run", "-C", this.#folder, "pipeline.ts", "-j", "2");
    assert.equal(code, 0, stderr);
    return [...this.#times()].filter(([name, time]) => before.get(name) !== time).map(([name]) => name);
  }

  /** The names of all results, below `results/`. */
  results(): string[] {
    return [...this.#times().keys()];
  }

  /** The text of a result. */
  result(name: string): string {
    return this.read(`${this.#folder}/results/${name}`);
  }

  /** Removes a result. */
  removeResult(name: string): void {
    this.remove(`${this.#folder}/results/${name}`);
  }

  /** Gives a file of the example a time that it cannot have had. */
  touch(name: string): void {
    utimesSync(this.path(`${this.#folder}/${name}`), 2_000_000_000, 2_000_000_000);
  }

  #times(): Map<string, bigint> {
    const start = this.#folder === "." ? "results/" : `${this.#folder}/results/`;
    const names = this.files().filter((name) => name.startsWith(start));
    return new Map(
      names.map((name) => [name.slice(start.length), statSync(this.path(name), { bigint: true }).mtimeNs]),
    );
  }
}
