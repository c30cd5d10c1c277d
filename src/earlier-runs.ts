// How the runs of this process ended so far. A worker that serves a later one is told, so that its script comes that far.
import type { EarlierRun } from "./executors/messages.ts";
import { PipelineError } from "./model/error.ts";
import type { RunSummary, SummaryData } from "./model/event.ts";
import { RunError } from "./model/run-error.ts";
import { tellIfUncaught } from "./uncaught.ts";

const runs: EarlierRun[] = [];

/** Runs something, and keeps how it ended. It is told how the runs before it ended. */
export async function remembered(
  run: (earlier: readonly EarlierRun[]) => Promise<RunSummary>,
): Promise<RunSummary> {
  const earlier = [...runs];
  const number = runs.push({}) - 1;
  try {
    const summary = await run(earlier);
    runs[number] = { summary: withoutJobs(summary) };
    return summary;
  } catch (error) {
    if (error instanceof PipelineError) {
      const summary = error instanceof RunError ? { summary: withoutJobs(error.summary) } : {};
      runs[number] = { ...summary, problems: error.problems };
      tellIfUncaught(error);
    }
    throw error;
  }
}

/** Does what may end in a run. Whatever was done, for a worker of a later run it was one call that did not reject. */
export async function rememberedAsOne(
  act: () => Promise<RunSummary | undefined>,
): Promise<RunSummary | undefined> {
  const number = runs.length;
  const summary = await act();
  runs.splice(number, 1, summary === undefined ? {} : { summary: withoutJobs(summary) });
  return summary;
}

/** A summary that can be sent: jobs know their tasks, and those know their functions. */
function withoutJobs({ endedBy: _, ...summary }: RunSummary): SummaryData {
  return { ...summary, failures: [] };
}
