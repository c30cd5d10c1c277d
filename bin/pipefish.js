#!/usr/bin/env node

// Plain old JavaScript: a Node too old for pipefish must get as far as the sentence that says so.

// biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know "node:".
import { existsSync } from "fs";

const oldestSupported = { major: 22, minor: 18 };
const program = new URL("../dist/cli/main.js", import.meta.url);
const source = new URL("../src/cli/main.ts", import.meta.url);

function refusal() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldestSupported.major || (major === oldestSupported.major && minor < oldestSupported.minor)) {
    return (
      `pipefish needs Node ${oldestSupported.major}.${oldestSupported.minor} or newer; ` +
      `this is Node ${process.versions.node} (${process.execPath}). ` +
      "Install a newer one from https://nodejs.org, or for this project alone with: npm install --save-dev node@24"
    );
  }
  if (!existsSync(program) && existsSync(source)) {
    return "pipefish is not built in this checkout; build it with: npm run build";
  }
  return undefined;
}

const sentence = refusal();
if (sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
} else {
  import("node:module")
    // Code that was compiled once, TypeScript included, is kept for the next start.
    .then((module) => module.enableCompileCache())
    .then(() => import(program.href))
    .then((cli) => cli.main())
    .then(
      (exitCode) => {
        // What the pipeline's file left open, a timer or a connection, must not keep a command that is done.
        process.stdout.write("", () => process.stderr.write("", () => process.exit(exitCode)));
      },
      (error) => {
        console.error(error);
        process.exitCode = 70; // main() has an exit code for every error it knows: this is a bug
      },
    );
}
