// Whether a job must run, and why: reasons are data, each with the difference that decided it. Words are made in report/.

/** What is known of a file: how large it is and when it was last changed. */
export interface FileFacts {
  readonly sizeBytes: number;
  /** Nanoseconds since 1970; of a directory that was looked into, the newest time in it. */
  readonly mtimeNs: bigint;
  readonly isDirectory: boolean;
  /** Of a directory that was looked into: a digest of names, kinds, sizes and times of all that is in it. */
  readonly tree?: string;
  /** The same for two names of one file. Not remembered from run to run. */
  readonly identity?: bigint;
  /** Of what is in it, where that was read. */
  readonly digest?: string;
}

/** A part of a job's code or extras that is not what it was; without `was` it is new, without `is` it is gone. */
export interface PartChange {
  /** `helper() in lib/stats.ts`, `package d3`; of extras, the path: `options.k`. */
  readonly name: string;
  readonly was?: string;
  readonly is?: string;
}

/** One reason for which a job must run. */
export type Reason =
  /** The run was asked to run this task. */
  | { readonly kind: "forced" }
  /** The run was asked to run this job, and no other. */
  | { readonly kind: "asked" }
  /** The task's own check says so, and perhaps why. */
  | { readonly kind: "own-check"; readonly said?: string }
  /** The job makes no files by which it could be known to be done. */
  | { readonly kind: "no-outputs" }
  /** An output does not exist. */
  | { readonly kind: "output-missing"; readonly file: string }
  /** An input will be made, or made again, by a job of a task above. */
  | { readonly kind: "input-pending"; readonly file: string; readonly by: string }
  /** The inputs are not known before the tasks above have run. */
  | { readonly kind: "inputs-unknown"; readonly task: string }
  /** Nothing is recorded of the job: it never ran to its end here. */
  | { readonly kind: "no-receipt" }
  /** The job was started and its end is not recorded: it failed, was killed, or the machine went down. */
  | { readonly kind: "interrupted"; readonly startedAt: number }
  /** The job runs now: the run of another process has started it. */
  | { readonly kind: "running"; readonly startedAt: number; readonly pid: number; readonly host: string }
  /** An input does not exist. */
  | { readonly kind: "input-missing"; readonly file: string }
  /** A file is an input now and was not when the job last ran. */
  | { readonly kind: "input-added"; readonly file: string }
  /** A file was an input when the job last ran and is not now. */
  | { readonly kind: "input-removed"; readonly file: string }
  /** A file is still an input, and stands in another place among them. */
  | { readonly kind: "input-moved"; readonly file: string }
  /** A file is still an output, and stands in another place among them. */
  | { readonly kind: "output-moved"; readonly file: string }
  /** An input is not as it was when the job last ran. */
  | { readonly kind: "input-changed"; readonly file: string; readonly was: FileFacts; readonly is: FileFacts }
  /** An output is not as the job left it. */
  | {
      readonly kind: "output-changed";
      readonly file: string;
      readonly was: FileFacts;
      readonly is: FileFacts;
    }
  /** A file is an output now and the job did not make it when it last ran. */
  | { readonly kind: "output-added"; readonly file: string }
  /** The job made a file when it last ran that is not an output now, or is gone. */
  | { readonly kind: "output-removed"; readonly file: string }
  /** An output is not newer than an input. */
  | {
      readonly kind: "output-older";
      readonly output: string;
      readonly input: string;
      readonly outputFacts: FileFacts;
      readonly inputFacts: FileFacts;
    }
  /** Its code is not what it was when the job last ran; without parts, it is no longer known what it was. */
  | { readonly kind: "code-changed"; readonly parts: readonly PartChange[] }
  /** With which code it last ran was not recorded: it was edited meanwhile, or the history is of an older version. */
  | { readonly kind: "code-unknown" }
  /** Its extras are not what they were when the job last ran. */
  | { readonly kind: "extras-changed"; readonly parts: readonly PartChange[] };

/** Whether a job is up to date; if not, at least one reason, the weightiest first. */
export type Verdict =
  | {
      readonly fresh: true;
      /** It was not looked at: the targets are up to date without it. */
      readonly isLeftAlone?: true;
      /** The task's own check says so, and nothing else was looked at. */
      readonly isOwnCheck?: true;
    }
  | { readonly fresh: false; readonly reasons: readonly [Reason, ...Reason[]] };
