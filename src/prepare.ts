// Opens the world that a plan looks at: the disk in the directory of the run, the code of the project, and the history.
import { resolve } from "node:path";
import { openCode } from "./code/open-code.ts";
import { readerEntry, startedScript } from "./hello.ts";
import type { TaskSet } from "./model/task-set.ts";
import { type LookedOver, lookOver, type World } from "./plan/look-over.ts";
import { checkOf, historyFileOf, type PlanOptions } from "./run-options.ts";
import { withSmallHeap } from "./small-heap.ts";
import { openContents } from "./storage/contents.ts";
import { openDisk } from "./storage/disk.ts";
import { openForgetfulLedger } from "./storage/forgetful-ledger.ts";
import { emptied } from "./storage/history-error.ts";
import { isEmptyHistory } from "./storage/history-file.ts";
import { openLedger } from "./storage/ledger.ts";
import { workingDirectory } from "./working-directory.ts";

/** A pipeline that has been looked over, with the world in which it was. */
export interface Prepared extends LookedOver, World {
  /** Lets go of the world. */
  close(): void;
}

/** Opens the world and plans everything, as things are now. */
export function prepare(pipeline: TaskSet, options: PlanOptions): Prepared {
  const script = startedScript();
  const historyFile = historyFileOf(options, script);
  const directory = workingDirectory();
  const world: World = {
    disk: openDisk(directory),
    contents: openContents(directory, readerEntry()),
    ...(historyFile === undefined
      ? // Where nothing is remembered, there is nothing to compare code with.
        { ledger: openForgetfulLedger(), code: { partsOf: () => [] } }
      : { ledger: openLedger(resolve(historyFile)), code: openCode(script) }),
  };
  const close = (): void => {
    world.contents.close();
    world.ledger.close();
  };
  const empty =
    historyFile !== undefined && isEmptyHistory(historyFile) ? [emptied(resolve(historyFile))] : [];
  const looked = withSmallHeap(() => lookOver(pipeline, { ...options, check: checkOf(options) }, world));
  const survey = { ...looked.survey, problems: [...empty, ...looked.survey.problems] };
  return { ...world, ...looked, survey, close };
}
