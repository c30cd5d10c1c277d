// What is measured. Each workload has `in/*.txt`, a hundred bytes each, and a job for each of them that makes `out/*.txt`.
import { barePool, emptyNode, make, ninja, pipefish, ruffus, type Tool } from "./tools.ts";

/** One thing to measure, with several tools and numbers of jobs. */
export interface Workload {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** Whether the outputs are there when the clock starts, and up to date. */
  readonly isUpToDate: boolean;
  readonly tools: readonly Tool[];
  /** How many jobs, and how often that is measured. */
  readonly sizes: readonly Size[];
}

/** A number of jobs. */
export interface Size {
  readonly jobs: number;
  readonly runs: number;
  /** Takes very long, and is left out unless asked for. */
  readonly isLarge?: boolean;
  readonly aims?: readonly Aim[];
}

/** What pipefish is to reach: its median, or memory, against that of a peer. */
export interface Aim {
  readonly text: string;
  readonly measure: "seconds" | "mainMB";
  /** The peer that it is compared with; none where the limit is absolute. */
  readonly against?: Tool;
  /** At most so many times what the peer needs, and so much more. */
  readonly factor?: number;
  readonly plus?: number;
}

const functions = pipefish("functions");
const ruffusFunctions = ruffus("functions");

export const workloads: readonly Workload[] = [
  {
    name: "start",
    title: "start: one job, up to date",
    isUpToDate: true,
    tools: [functions, pipefish("functions", "js"), emptyNode, ruffusFunctions, make, ninja],
    sizes: [
      {
        jobs: 1,
        runs: 21,
        aims: [
          { text: "at most node -e 0 and 40 ms", measure: "seconds", against: emptyNode, plus: 0.04 },
          { text: "as fast as ruffus", measure: "seconds", against: ruffusFunctions },
        ],
      },
    ],
  },
  {
    name: "nothing",
    title: "nothing to do",
    isUpToDate: true,
    tools: [functions, ruffusFunctions, ruffus("functions", "timestamps"), make, ninja],
    sizes: [
      { jobs: 1_000, runs: 11 },
      {
        jobs: 10_000,
        runs: 7,
        aims: [{ text: "at most twice ninja", measure: "seconds", against: ninja, factor: 2 }],
      },
      {
        jobs: 100_000,
        runs: 5,
        isLarge: true,
        aims: [
          { text: "as fast as ninja", measure: "seconds", against: ninja },
          { text: "at most 150 MB", measure: "mainMB", plus: 150 },
        ],
      },
    ],
  },
  {
    name: "functions",
    title: "function jobs from nothing, two workers",
    isUpToDate: false,
    tools: [functions, ruffusFunctions, ruffus("functions", "timestamps"), barePool],
    sizes: [
      {
        jobs: 10_000,
        runs: 5,
        aims: [
          { text: "at most 1.2 s", measure: "seconds", plus: 1.2 },
          {
            text: "at most a twentieth of ruffus",
            measure: "seconds",
            against: ruffusFunctions,
            factor: 0.05,
          },
        ],
      },
    ],
  },
  {
    name: "shell",
    title: "shell jobs (cp) from nothing, two at a time",
    isUpToDate: false,
    tools: [pipefish("shell"), ruffus("shell"), make, ninja],
    sizes: [
      { jobs: 1_000, runs: 5, aims: shellAims() },
      { jobs: 10_000, runs: 3, isLarge: true, aims: shellAims() },
    ],
  },
];

function shellAims(): Aim[] {
  return [
    { text: "as fast as ninja", measure: "seconds", against: ninja },
    { text: "at most 1.25 times make -rR", measure: "seconds", against: make, factor: 1.25 },
  ];
}
