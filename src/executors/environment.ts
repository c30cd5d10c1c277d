// The environment of jobs. A function shares the one of its process with the jobs before and after it, so what its task
// asks for is put there for the time of the job.
import type { Environment } from "../model/definition.ts";

/** Sets variables of this process; returns what puts them back as they were. */
export function setEnvironment(environment: Environment): () => void {
  const before = Object.keys(environment).map((name): [string, string | undefined] => [
    name,
    process.env[name],
  ]);
  put(Object.entries(environment));
  return () => put(before);
}

function put(variables: readonly (readonly [name: string, text: string | undefined])[]): void {
  for (const [name, text] of variables) {
    if (text === undefined) delete process.env[name];
    else process.env[name] = text;
  }
}
