// What is measured: a shape of files, a moment, the tools, and what pipefish is to reach.
import { emptyNode, forkPool, npmPools, pythonPool, spawnLimit, statLimit } from "./bare.ts";
import { doit, make, ninja, pipefish, ruffus } from "./engines.ts";
import { fromNothing, type Moment, nothingToDo, oneTouched, planOnly } from "./moments.ts";
import type { Tool } from "./tool.ts";
import { chain, flat, type Shape, wide } from "./tree.ts";

/** One thing to measure, with several tools and sizes. */
export interface Workload {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  readonly shape: Shape;
  readonly moment: Moment;
  /** The first is pipefish, with which the others are compared. */
  readonly tools: readonly Tool[];
  readonly sizes: readonly Size[];
}

/** How many texts there are, and how often that is measured. */
export interface Size {
  readonly texts: number;
  readonly runs: number;
  /** Takes so long that it is left out unless asked for. */
  readonly only?: "large" | "huge";
  readonly aims?: readonly Aim[];
}

/** What pipefish is to reach: its median, or memory, alone or against that of peers. */
export interface Aim {
  readonly text: string;
  readonly measure: "seconds" | "mainMB";
  /** The names of peers; the best of them is the limit. None where the limit is absolute. */
  readonly against?: readonly string[];
  /** At most so many times what the peer needs, and so much more. */
  readonly factor?: number;
  readonly plus?: number;
}

const pools = [...npmPools(flat), pythonPool(flat), forkPool(flat)];
const chainPools = [...npmPools(chain), pythonPool(chain), forkPool(chain)];

export const workloads: readonly Workload[] = [
  {
    name: "start",
    title: "start: one job, up to date",
    shape: flat,
    moment: nothingToDo,
    tools: [
      pipefish(flat),
      pipefish(flat, { language: "js" }),
      emptyNode,
      ruffus(flat),
      make(flat),
      ninja(flat),
    ],
    sizes: [
      {
        texts: 1,
        runs: 21,
        aims: [
          { text: "at most node -e 0 and 40 ms", measure: "seconds", against: ["node -e 0"], plus: 0.04 },
          { text: "as fast as ruffus", measure: "seconds", against: ["ruffus"] },
        ],
      },
    ],
  },
  {
    name: "functions",
    title: "function jobs from nothing, two workers",
    shape: flat,
    moment: fromNothing,
    tools: [pipefish(flat), ruffus(flat), ruffus(flat, { check: "timestamps" }), doit(flat), ...pools],
    sizes: [
      {
        texts: 10_000,
        runs: 5,
        aims: [
          { text: "at most 1.2 s", measure: "seconds", plus: 1.2 },
          { text: "at most a twentieth of ruffus", measure: "seconds", against: ["ruffus"], factor: 0.05 },
          {
            text: "as fast as any pool of npm",
            measure: "seconds",
            against: npmPools(flat).map(({ name }) => name),
          },
        ],
      },
    ],
  },
  {
    name: "chain",
    title: "three stages of functions from nothing, two workers",
    shape: chain,
    moment: fromNothing,
    tools: [
      pipefish(chain),
      ruffus(chain),
      ruffus(chain, { check: "timestamps" }),
      doit(chain),
      ...chainPools,
    ],
    sizes: [{ texts: 10_000, runs: 5, aims: [{ text: "at most 2.5 s", measure: "seconds", plus: 2.5 }] }],
  },
  {
    name: "shell",
    title: "shell jobs (cp) from nothing, two at a time",
    shape: flat,
    moment: fromNothing,
    tools: [
      pipefish(flat, { kind: "shell" }),
      ruffus(flat, { kind: "shell" }),
      make(flat),
      make(flat, { builtIn: true }),
      ninja(flat),
      spawnLimit,
    ],
    sizes: [
      { texts: 1_000, runs: 5, aims: shellAims() },
      { texts: 10_000, runs: 3, only: "large", aims: shellAims() },
    ],
  },
  {
    name: "nothing",
    title: "nothing to do",
    shape: flat,
    moment: nothingToDo,
    tools: [
      pipefish(flat),
      ruffus(flat),
      ruffus(flat, { check: "timestamps" }),
      doit(flat),
      make(flat),
      ninja(flat),
      statLimit(flat, 1),
      statLimit(flat, 2),
    ],
    sizes: [
      { texts: 1_000, runs: 11 },
      {
        texts: 10_000,
        runs: 7,
        aims: [{ text: "at most twice ninja", measure: "seconds", against: ["ninja"], factor: 2 }],
      },
      {
        texts: 100_000,
        runs: 5,
        only: "large",
        aims: [
          { text: "as fast as ninja", measure: "seconds", against: ["ninja"] },
          { text: "at most 150 MB", measure: "mainMB", plus: 150 },
        ],
      },
      {
        texts: 1_000_000,
        runs: 2,
        only: "huge",
        aims: [{ text: "at most 1 GB", measure: "mainMB", plus: 1000 }],
      },
    ],
  },
  {
    name: "touched",
    title: "one file touched",
    shape: flat,
    moment: oneTouched,
    tools: engines(flat),
    sizes: growing(),
  },
  {
    name: "plan",
    title: "all to run, planned only",
    shape: flat,
    moment: planOnly,
    tools: engines(flat),
    sizes: growing([{ text: "at most 10 s", measure: "seconds", plus: 10 }]),
  },
  {
    name: "chain-nothing",
    title: "three stages, nothing to do",
    shape: chain,
    moment: nothingToDo,
    tools: engines(chain),
    sizes: halved(growing()),
  },
  {
    name: "chain-plan",
    title: "three stages, all to run, planned only",
    shape: chain,
    moment: planOnly,
    tools: engines(chain),
    sizes: halved(growing()),
  },
  {
    name: "wide-nothing",
    title: "one job makes texts, each has a job; nothing to do",
    shape: wide,
    moment: nothingToDo,
    tools: engines(wide),
    sizes: growing(),
  },
];

function engines(shape: Shape): Tool[] {
  return [pipefish(shape), ruffus(shape), make(shape), ninja(shape)];
}

/** Up to a million; the aims are those of the largest. */
function growing(aims: readonly Aim[] = []): Size[] {
  return [
    { texts: 1_000, runs: 7 },
    { texts: 10_000, runs: 5 },
    { texts: 100_000, runs: 3, only: "large" },
    { texts: 1_000_000, runs: 2, only: "huge", aims },
  ];
}

/** The same numbers of jobs where each text has two. */
function halved(sizes: readonly Size[]): Size[] {
  return sizes.map((size) => ({ ...size, texts: size.texts / 2 }));
}

function shellAims(): Aim[] {
  return [
    { text: "at most 1.25 times make -rR", measure: "seconds", against: ["make -rR"], factor: 1.25 },
    { text: "as fast as make", measure: "seconds", against: ["make"] },
    { text: "as fast as ninja", measure: "seconds", against: ["ninja"] },
  ];
}
