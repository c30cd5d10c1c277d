// What a task does when its last job has ended well: files are touched, and functions of the user's are called, one after
// the other, in the process of the run.
import type { Problem } from "../model/error.ts";
import type { Task } from "../model/task.ts";
import { TouchFile } from "../model/touch-file.ts";
import { callbackThrew } from "../plan/callback.ts";

const hint =
  "the jobs of the task are done and recorded; what is below it did not run; the next run does this again";

/**
 * Does what a task asks for in `postTask`; resolves with what went wrong, and then leaves out the rest.
 *
 * @param killed when it is aborted, nobody waits any longer: a function cannot be stopped in the process of the run
 */
export async function doPostTask(
  task: Task,
  touch: (file: string) => void,
  killed: AbortSignal,
): Promise<Problem | undefined> {
  const kill = Promise.withResolvers<never>();
  const onKill = (): void => kill.reject(new Error("the run was killed before it had ended"));
  killed.addEventListener("abort", onKill, { once: true });
  try {
    for (const action of task.definition.postTask) {
      if (action instanceof TouchFile) for (const file of action.files) touch(file);
      else await Promise.race([action(), kill.promise]);
    }
    return undefined;
  } catch (error) {
    return callbackThrew(task, "'postTask'", error, hint);
  } finally {
    killed.removeEventListener("abort", onKill);
  }
}
