// What a task does when its last job has ended well: files are touched, and functions of the user's are called, one after
// the other, in the process of the run.
import type { Problem } from "../model/error.ts";
import type { Task } from "../model/task.ts";
import { TouchFile } from "../model/touch-file.ts";
import { callbackThrew } from "../plan/callback.ts";

/** Does what a task asks for in `postTask`; resolves with what went wrong, and then leaves out the rest. */
export async function doPostTask(task: Task, touch: (file: string) => void): Promise<Problem | undefined> {
  for (const action of task.definition.postTask) {
    try {
      if (action instanceof TouchFile) for (const file of action.files) touch(file);
      else await action();
    } catch (error) {
      const hint = "the jobs of the task are done and recorded; what is below it did not run";
      return callbackThrew(task, "'postTask'", error, hint);
    }
  }
  return undefined;
}
