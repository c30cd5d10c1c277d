// Shell lines that are one program with its words and nothing else: they need no shell of their own, and any shell can
// start them, for all read them alike.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Words, quoted or not, and redirections; nothing that a shell has to work out but patterns of stars. */
// One character at a time outside of quotes: what can be matched in one way only is found out in one pass.
const plain = /^(?:[\w@%+=:,./*? \t-]|(?:<|>>?)(?=[ \t]*[\w@%+=:,./'"-])|'[^'\0\n]*'|"[^"$`\\!\0\n]*")+$/;
/** The word with which a line begins, as far as it is one that names a program. */
const firstWord = /^[\w./+-]+(?=[ \t<>]|$)/;

/**
 * What is no program, or is one and not to be started without a shell of its own: what shells do themselves, and
 * `timeout`, which leaves the process group in which it is unless it leads it.
 */
const others: ReadonlySet<string> = new Set(
  `. : [ alias bg bind break builtin caller cd chdir command compgen complete compopt continue coproc declare dirs disown
  echo enable eval exec exit export false fc fg for function getopts hash help history if case do done elif else esac
  fi in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt
  source suspend test then time timeout times trap true type typeset ulimit umask unalias unset until wait while`.split(
    /\s+/,
  ),
);

const programs = new Map<string, boolean>();

/**
 * The line, if it is one program with its arguments; undefined when it needs a shell of its own, or names no program,
 * which bash says best.
 */
export function plainLine(line: string): string | undefined {
  const trimmed = line.trim();
  if (!plain.test(trimmed)) return undefined;
  const [name = ""] = firstWord.exec(trimmed) ?? [];
  return !others.has(name) && isProgram(name) ? trimmed : undefined;
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
