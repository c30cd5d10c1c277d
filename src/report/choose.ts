// Which reporter a run gets, and with what: the one place that looks at the environment.
import type { Reporter } from "../model/event.ts";
import type { Verbosity } from "./blocks.ts";
import { jsonReporter } from "./json.ts";
import { lineReporter } from "./lines.ts";
import { defaultAbbreviation, type Style } from "./names.ts";
import { type Env, palette, wantsColour } from "./palette.ts";
import { progressReporter } from "./progress.ts";
import type { ReportStream } from "./stream.ts";

/** The ways in which a run can be shown. */
export const reporterKinds = ["progress", "lines", "json", "silent"] as const;
export type ReporterKind = (typeof reporterKinds)[number];

/** What a reporter is made from. */
export interface ReporterOptions {
  /** The name of the pipeline that is shown. */
  readonly pipeline: string;
  readonly stream: ReportStream;
  /** Environment variables: they decide about colours. */
  readonly env: Env;
  /** How much is told: see {@link Verbosity}. @defaultValue 1 */
  readonly verbose?: Verbosity;
  /** Absolute path of the directory of the run. @defaultValue the current one */
  readonly directory?: string;
  /** How much of a file's path is shown. @defaultValue 2 */
  readonly pathAbbreviation?: number;
  /** Milliseconds since 1970. @defaultValue Date.now */
  readonly now?: () => number;
}

/** Makes a reporter. */
export function makeReporter(kind: ReporterKind, options: ReporterOptions): Reporter {
  const { stream, verbose = 1, now = Date.now } = options;
  const style = makeStyle(options);
  switch (kind) {
    case "progress":
      // Nothing but failures is nothing to draw.
      return verbose === 0
        ? lineReporter({ stream, verbose, style })
        : progressReporter({ stream, verbose, style, now });
    case "lines":
      return lineReporter({ stream, verbose, style });
    case "json":
      return jsonReporter(stream, options.pipeline, verbose);
    case "silent":
      return silentReporter;
  }
}

/** How names and colours are written to a stream, with defaults filled in. */
export function makeStyle(options: Omit<ReporterOptions, "verbose" | "now">): Style {
  const {
    pipeline,
    stream,
    env,
    directory = process.cwd(),
    pathAbbreviation = defaultAbbreviation,
  } = options;
  return {
    pipeline,
    palette: palette(wantsColour(stream, env)),
    directory,
    pathAbbreviation,
    // The terminal may be resized.
    get width() {
      return stream.isTTY === true ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY;
    },
  };
}

/** The way in which a run is shown when nobody said: live on a terminal, in lines elsewhere. */
export function defaultReporter(stream: ReportStream, env: Env): ReporterKind {
  const { CI: ci = "", TERM: terminal } = env;
  const isCi = ci !== "" && ci !== "0" && ci !== "false";
  return stream.isTTY === true && !isCi && terminal !== "dumb" ? "progress" : "lines";
}

/** Reports nothing. */
const silentReporter: Reporter = {
  on: () => undefined,
};
