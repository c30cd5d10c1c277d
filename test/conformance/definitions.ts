// One task of a case as a call of the API: which method, with which options.

import { exported } from "./api.ts";
import { type FilterSpec, isObject, itemsOf, marked, stringsIn, type TaskSpec, type Value } from "./case.ts";
import { jsRegExp, jsTemplate } from "./patterns.ts";
import { longName, reference, type Spelling, translate, verbatim, type World } from "./values.ts";

/** A method of `Pipeline` and its options. */
export interface Definition {
  readonly method: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the runner adds to a task: the function that stands for the user's, and a check of its own. */
export interface Added {
  readonly run: (job: never) => unknown;
  readonly upToDate?: (job: never) => unknown;
}

type Options = Record<string, unknown>;

const methods: Readonly<Record<string, string>> = {
  combinations_with_replacement: "combinationsWithReplacement",
  // A function that gets nothing is a job without parameters.
  plain: "parallel",
};
const combinatorial = ["product", "permutations", "combinations", "combinations_with_replacement"];

/** Writes a task as a call. */
export function definitionOf(given: TaskSpec, world: World, added: Added): Definition {
  const spec = given.kind === "files_re" ? withoutFilesRe(given) : given;
  const options = {
    name: spec.name,
    ...commonOptions(spec, world),
    ...kindOptions(spec, world),
    ...namedOptions(spec, world),
    ...(spec.kind === "mkdir" ? {} : { run: added.run }),
    ...(added.upToDate === undefined ? {} : { upToDate: added.upToDate }),
  };
  return { method: methods[spec.kind] ?? spec.kind, options };
}

/** `files_re` is a transform, or a collate where something is combined; with four arguments the third replaces inputs. */
function withoutFilesRe(spec: TaskSpec): TaskSpec {
  const { args = [], ...rest } = spec;
  const combined = args.some((arg) => marked(arg, "$combine") !== undefined);
  const [input = null, pattern = null, ...more] = args.map((arg) => {
    const inside = itemsOf(marked(arg, "$combine"));
    return inside === undefined ? arg : inside.length === 1 ? (inside[0] ?? null) : inside;
  });
  const [replaced, output, ...extras] = more.length > 1 ? more : [undefined, ...more];
  return {
    ...rest,
    kind: combined ? "collate" : "transform",
    input,
    filter: { regex: pattern },
    ...(output === undefined ? {} : { output }),
    ...(replaced === undefined ? {} : { replace_inputs: replaced }),
    ...(extras.length === 0 ? {} : { extras: extras as readonly Value[] }),
  };
}

function commonOptions(spec: TaskSpec, world: World): Options {
  const options: Options = {};
  const follows = (spec.follows ?? []).filter((one) => marked(one, "$mkdir") === undefined);
  const before = (spec.follows ?? []).map((one) => marked(one, "$mkdir") ?? null);
  const directories = [spec.mkdir_before ?? null, ...before].flatMap(stringsIn);
  if (follows.length > 0) options["follows"] = follows.map((one) => followed(one, world));
  if (directories.length > 0) options["mkdir"] = directories;
  if (spec.active_if !== undefined) options["activeIf"] = spec.active_if.every(Boolean);
  if (spec.posttask_touch !== undefined)
    options["postTask"] = spec.posttask_touch.map((file) => exported("touchFile")(file));
  if (spec.jobs_limit !== undefined) options["jobsLimit"] = limitOf(spec.jobs_limit);
  return options;
}

/** A limit may have a name: then it is a list of both. */
function limitOf(value: Value): unknown {
  const [count, name] = itemsOf(value) ?? [value];
  return name === undefined ? count : { count, name };
}

/** Tasks may be followed by name before they are defined. */
function followed(value: Value, world: World): unknown {
  if (typeof value === "string") return world.elsewhere(value) ?? value;
  if (!isObject(value)) return value;
  const { $task, $func, pipeline } = value;
  if (typeof $func === "string") return world.taskOfFunction($func) ?? $func;
  if (typeof $task !== "string") return reference(value, world);
  const home = typeof pipeline === "string" ? pipeline : undefined;
  return world.task($task, home) ?? longName($task, home);
}

function kindOptions(spec: TaskSpec, world: World): Options {
  if (spec.kind === "plain") return { params: [[]] };
  if (spec.kind === "files" || spec.kind === "parallel") return { params: rowsOf(spec, world) };
  if (spec.dirs !== undefined) return { output: spec.dirs.flatMap(stringsIn) };
  const spelling = spellingFor(spec);
  const templates = {
    output: spec.output,
    extras: spec.extras,
    addInputs: spec.add_inputs,
    replaceInputs: spec.replace_inputs,
  };
  return defined({
    input: spec.input === undefined ? undefined : translate(spec.input, verbatim, world),
    inputs: spec.inputs?.map((one) =>
      defined({
        input: one.input === undefined ? undefined : translate(one.input, verbatim, world),
        filter: filterOf(one.filter),
      }),
    ),
    filter: filterOf(spec.filter),
    outputDir: spec.output_dir,
    tupleSize: spec.tuple_size,
    ...Object.fromEntries(
      Object.entries(templates).map(([name, value]) => [name, templateOption(name, value, spelling, world)]),
    ),
  });
}

function templateOption(name: string, value: Value | undefined, spelling: Spelling, world: World): unknown {
  // To Ruffus, no other inputs are those of the task.
  if (value === undefined || (value === null && name === "replaceInputs")) return undefined;
  const named = name === "extras" ? marked(value, "$dict") : undefined;
  // Extras with names are a record here.
  if (isObject(named)) {
    return Object.fromEntries(
      Object.entries(named).map(([key, one]) => [key, translate(one, spelling, world)]),
    );
  }
  return translate(value, spelling, world);
}

/** Arguments that were given by name, whatever they are. */
function namedOptions(spec: TaskSpec, world: World): Options {
  const entries = Object.entries(spec.raw_named ?? {}).map(([name, value]): [string, unknown] => {
    if (/^filter\d*$/.test(name) && isObject(value)) return [name, filterOf(value)];
    const spelling = name === "input" ? verbatim : spellingFor(spec);
    return [camelCase(name), translate(value, spelling, world)];
  });
  return Object.fromEntries(entries);
}

/** Writes Ruffus's name of an option as the API writes names. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function rowsOf({ single, params, generator }: TaskSpec, world: World): unknown {
  if (generator !== undefined) return () => translate(generator, verbatim, world);
  if (single !== undefined) return [translate(single, verbatim, world)];
  return params === undefined ? undefined : translate(params, verbatim, world);
}

/** Templates of `suffix` and `regex` are spelled otherwise in JavaScript; those in braces are not. */
function spellingFor({ kind, filter }: TaskSpec): Spelling {
  const substitutes = filter !== undefined && ("suffix" in filter || "regex" in filter);
  return substitutes && !combinatorial.includes(kind) ? jsTemplate : verbatim;
}

function filterOf(filter: FilterSpec | undefined): unknown {
  const [entry] = Object.entries(filter ?? {});
  if (entry === undefined) return undefined;
  const [kind, given] = entry;
  const patterns = itemsOf(given) ?? [given];
  return exported(kind)(
    ...patterns.map((one) => (typeof one === "string" && kind !== "suffix" ? jsRegExp(one) : one)),
  );
}

function defined(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
