// The floors of src/: a module imports what is on its own floor or below, and nothing above, type-only imports
// included. docs/architecture.md says what each floor is for.
const floors = [
  { name: "base", folders: ["base"] },
  { name: "marshal", folders: ["marshal"] },
  { name: "model", folders: ["model"] },
  { name: "plan", folders: ["plan"] },
  { name: "schedule", folders: ["schedule"] },
  { name: "hands", folders: ["executors", "storage", "code"] },
];

const floorRules = floors.map(({ name, folders }, level) => {
  const reachable = floors.slice(0, level + 1).flatMap((floor) => floor.folders);
  return {
    name: `floor-${name}`,
    comment:
      `src/${folders.join(" and src/")} may import only ${reachable.join(", ")}. ` +
      "Move what you need down to a floor both can reach, or pass it in through a port.",
    severity: "error",
    from: { path: `^src/(${folders.join("|")})/` },
    to: { path: "^src/", pathNot: `^src/(${reachable.join("|")})/` },
  };
});

const folders = [...floors.flatMap((floor) => floor.folders), "report", "flags", "cli"];

export default {
  forbidden: [
    ...floorRules,
    {
      name: "hands-apart",
      comment:
        "src/executors, src/storage and src/code do not know each other. What they need is a noun of src/model or a port below; " +
        "src/run.ts introduces them.",
      severity: "error",
      from: { path: "^src/(executors|storage|code)/" },
      to: { path: "^src/(executors|storage|code)/", pathNot: "^src/$1/" },
    },
    {
      name: "report-is-told",
      comment:
        "src/report may import only base, marshal, model and plan. It is told of plans and events: " +
        "what it wants to know of a run belongs in a RunEvent.",
      severity: "error",
      from: { path: "^src/report/" },
      to: { path: "^src/", pathNot: "^src/(base|marshal|model|plan|report)/" },
    },
    {
      name: "front-door-below-cli",
      comment:
        "The front door, with the flags that a script can have, knows nothing of the command line. " +
        "What they share goes to src/flags or src/base.",
      severity: "error",
      from: { path: "^src/([^/]+$|flags/)" },
      to: { path: "^src/cli/" },
    },
    {
      name: "cli-through-front-door",
      comment:
        "src/cli may import only src/index.ts, src/flags, src/base and itself: whatever the command line can do, a script can " +
        "do too. " +
        "Export from src/index.ts what is missing there.",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^src/", pathNot: "^src/(index\\.ts$|flags/|base/|cli/)" },
    },
    {
      name: "every-folder-has-a-floor",
      comment: "This folder of src/ is on no floor. Say in .dependency-cruiser.mjs which one it is on.",
      severity: "error",
      from: {},
      to: { path: "^src/", pathNot: `^src/([^/]+$|(${folders.join("|")})/)` },
    },
    {
      name: "pure-floors",
      comment:
        "Floors base to schedule do no I/O: of Node they may use path, util, url, crypto and buffer. " +
        "Ask for disks, clocks and processes through a port.",
      severity: "error",
      from: { path: "^src/(base|model|plan|schedule)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|util|url|crypto|buffer)$" },
    },
    {
      name: "pure-marshal",
      comment: "src/marshal turns values into bytes and back; of Node it may use buffer and util.",
      severity: "error",
      from: { path: "^src/marshal/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(buffer|util)$" },
    },
    {
      name: "no-cycles",
      comment:
        "Modules form a graph without cycles, types included. Move what both need into a third module.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "src-stands-alone",
      comment: "The package must work without tests, benchmarks and examples: none of them is in it.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|examples)/" },
    },
    {
      name: "examples-use-the-package",
      comment: 'An example shows what a user can write: it imports "pipefish", never a file of ours.',
      severity: "error",
      from: { path: "^examples/" },
      to: { path: "^(src|test|bench)/", pathNot: "^src/index\\.ts$" },
    },
    {
      name: "declared-packages",
      comment: "This package is not in package.json. Add it there, and a line on it to docs/dependencies.md.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "src-runtime-packages",
      comment:
        'src/ may import only packages under "dependencies": development dependencies are not there when a user installs ' +
        "pipefish, nor are the types in them.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-optional", "npm-peer", "npm-bundled"] },
    },
    {
      name: "resolvable",
      comment: "Nothing answers to this import. Is the path right, with its .ts, and the package installed?",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Makes `import type` count. Without it types would tie the floors together unseen.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["pipefish-source", "import", "node", "default", "types"],
    },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
  },
};
