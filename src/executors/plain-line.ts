// Shell lines that are one command with its words and nothing else: they need no shell of their own.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Words, quoted or not, and redirections; nothing that a shell has to work out but patterns and `~`. Sign by sign: runs
 * of signs within the repetition would be tried in every way to cut them, for hours where a long line ends in a pipe.
 */
const plain = /^[\w./+-]+(?:[ \t<>\w@%+=:,./~*?[\]^-]|'[^'\0]*'|"[^"$`\\!\0]*")*$/;

/** What bash does itself, in place of a program of that name. */
const builtins: ReadonlySet<string> = new Set(
  `. : [ alias bg bind break builtin caller cd command compgen complete compopt continue coproc declare dirs disown
  echo enable eval exec exit export false fc fg for function getopts hash help history if case do done elif else esac
  fi in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt
  source suspend test then time times trap true type typeset ulimit umask unalias unset until wait while`.split(
    /\s+/,
  ),
);

const programs = new Map<string, boolean>();

/**
 * The line, if it is one program with its arguments, which a shell can turn into with `exec`; undefined when it needs a
 * shell, or names no program, which a shell says best.
 */
export function plainLine(line: string): string | undefined {
  const trimmed = line.trim();
  if (!plain.test(trimmed)) return undefined;
  const [name = ""] = trimmed.split(/[ \t<>'"]/, 1);
  return !builtins.has(name) && isProgram(name) ? trimmed : undefined;
}

function isProgram(name: string): boolean {
  const known = programs.get(name) ?? findProgram(name);
  programs.set(name, known);
  return known;
}

function findProgram(name: string): boolean {
  // A function that was exported to all shells goes before a program.
  if (name.includes("/") || Object.hasOwn(process.env, `BASH_FUNC_${name}%%`)) return false;
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((directory) => isExecutable(join(directory, name)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
