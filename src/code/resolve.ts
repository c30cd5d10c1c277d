// Where an import leads: to a module of the project, to a package, or to what only its name says.
import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What an import leads to. */
export type Target =
  /** A module of the project: not below `node_modules`, links followed. */
  | { readonly kind: "module"; readonly file: string }
  /** A package, which counts by its version. */
  | { readonly kind: "package"; readonly name: string; readonly version: string }
  /** A module of Node's, or one that is not found: it counts by how it is called. */
  | { readonly kind: "name" };

const require = createRequire(import.meta.url);
let resolver: typeof import("import-meta-resolve") | undefined;

/** Finds what a module imports, as Node does. */
export function resolve(specifier: string, from: string): Target {
  if (isBuiltin(specifier)) return { kind: "name" };
  const file = fileOf(specifier, from);
  if (file === undefined) return { kind: "name" };
  return packageOf(file) ?? { kind: "module", file };
}

function fileOf(specifier: string, from: string): string | undefined {
  resolver ??= require("import-meta-resolve") as typeof import("import-meta-resolve");
  try {
    const url = resolver.moduleResolve(specifier, pathToFileURL(from), conditions);
    return url.protocol === "file:" ? fileURLToPath(url) : undefined;
  } catch {
    return requiredFile(specifier, from);
  }
}

/** The file that `require()` would load: it tries endings that `import` does not. */
function requiredFile(specifier: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return undefined;
  }
}

const given = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
const conditions = new Set([
  "node",
  "import",
  "module-sync",
  "node-addons",
  ...[...given.matchAll(/(?:--conditions|-C)[= ](\S+)/g)].map((match) => match[1] ?? ""),
]);

/** This package, which is one like any other, wherever it lies. */
const ourselves = rootOf(fileURLToPath(import.meta.url));
const ourPlaces = ["src", "dist"].map((folder) => join(ourselves, folder, "/"));

function packageOf(file: string): Target | undefined {
  const found = /^(.*[\\/]node_modules[\\/])((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file);
  if (found !== null) return { kind: "package", name: found[2] ?? "", version: versionIn(found[0]) };
  const isOurs = ourPlaces.some((place) => file.startsWith(place));
  return isOurs ? { kind: "package", name: "pipefish", version: versionIn(ourselves) } : undefined;
}

function versionIn(root: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version?: unknown };
    return String(version);
  } catch {
    return "of an unknown version";
  }
}

/** The directory of the nearest `package.json` above a file; that of the file where there is none. */
export function rootOf(file: string): string {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "package.json"))) return directory;
    if (directory === dirname(directory)) return dirname(file);
  }
}
