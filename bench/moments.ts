// When the clock of a workload starts: what is there by then, what is run, and how it shows that a tool did its work.
import { type CommandLine, timed } from "./measure.ts";
import type { Tool } from "./tool.ts";
import type { Tree } from "./tree.ts";

/** When the clock starts. */
export interface Moment {
  /** Whether all is made, and every tool knows it, before the first run. */
  readonly isMade: boolean;
  /** Brings the files to where the next run is to begin. */
  begin(tree: Tree): void;
  /** What is run; none where the tool cannot. */
  command(tool: Tool): CommandLine | undefined;
  /** Throws unless the run since `before` did what it should have done. */
  verify(tool: Tool, tree: Tree, before: Stamps): void;
}

type Stamps = ReadonlyMap<string, string>;

/** All is up to date. */
export const nothingToDo: Moment = {
  isMade: true,
  begin: () => undefined,
  command: ({ run }) => run,
  verify: (tool, tree, before) => expectRemade(0, tool, tree, before),
};

/** All is up to date but one input. */
export const oneTouched: Moment = {
  isMade: true,
  begin: (tree) => tree.touch(),
  command: ({ run }) => run,
  verify: (tool, tree, before) => expectRemade(1, tool, tree, before),
};

/** Nothing is made yet, and all has to be. */
export const fromNothing: Moment = {
  isMade: false,
  begin: (tree) => tree.empty(),
  command: ({ run }) => run,
  verify: (tool, tree) => {
    if (tool.change !== undefined) tree.check(tool.change);
    if (!tool.isEngine) return;
    const made = tree.stamps();
    timed(tool.run, tree.directory);
    expectRemade(0, tool, tree, made);
  },
};

/** Nothing is made yet, and tools say what they would do. */
export const planOnly: Moment = {
  isMade: false,
  begin: (tree) => tree.empty(),
  command: ({ plan }) => plan,
  verify: ({ name }, tree) => {
    const made = tree.stamps().size;
    if (made > 0) throw new Error(`${name} made ${made} files in ${tree.directory}, and was to plan only`);
  },
};

function expectRemade(wanted: number, { name }: Tool, tree: Tree, before: Stamps): void {
  const remade = [...tree.stamps()].filter(([file, stamp]) => before.get(file) !== stamp).length;
  if (remade !== wanted)
    throw new Error(`${name} made ${remade} files again in ${tree.directory}, and not ${wanted}`);
}
