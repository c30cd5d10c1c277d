// What ninja reads: its file, and the log by which it knows with which command a file was made. Ninja writes that log
// itself when it builds, which takes an hour for a million files; so it is written here for files that are there.
import { nameOf, type Shape } from "./tree.ts";

/** Files that are made together by one command. */
interface Edge {
  readonly rule: keyof typeof rules;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

// Names that are too many for a command line are found by `find`.
const rules = {
  cp: "cp $in $out",
  merge: "find out -name '*.txt' | sort | xargs cat > $out",
  split: "split -l 1 -d -a 7 --additional-suffix=.txt $in in/",
} as const;

/** The text of `build.ninja`. */
export function ninjaFile(shape: Shape, texts: number): string {
  const head = Object.entries(rules).map(([name, command]) => `rule ${name}\n  command = ${command}\n`);
  const edges = edgesOf(shape, texts).map(
    ({ rule, from, to }) => `build ${to.join(" ")}: ${rule} ${from.join(" ")}\n`,
  );
  return [...head, ...edges].join("");
}

/** The text of `.ninja_log`, of version 5. Ninja takes no other version than its own: one of another kind builds all. */
export function ninjaLog(shape: Shape, texts: number): string {
  const now = BigInt(Date.now()) * 1_000_000n;
  const lines = edgesOf(shape, texts).flatMap(({ rule, from, to }) => {
    const command = rules[rule].replace("$in", from.join(" ")).replace("$out", to.join(" "));
    const hash = murmurHash(Buffer.from(command)).toString(16);
    return to.map((name) => `1\t2\t${now}\t${name}\t${hash}\n`);
  });
  return `# ninja log v5\n${lines.join("")}`;
}

function edgesOf({ name }: Shape, texts: number): Edge[] {
  const names = (folder: string): string[] => Array.from({ length: texts }, (_, i) => folder + nameOf(i));
  const copies = (from: string, to: string): Edge[] => {
    const made = names(to);
    return names(from).map((file, i) => ({ rule: "cp", from: [file], to: [made[i] ?? ""] }));
  };
  if (name === "flat") return copies("in/", "out/");
  if (name === "wide")
    return [{ rule: "split", from: ["seed.txt"], to: names("in/") }, ...copies("in/", "out/")];
  return [
    ...copies("in/", "mid/"),
    ...copies("mid/", "out/"),
    { rule: "merge", from: names("out/"), to: ["merged.txt"] },
  ];
}

const factor = 0xc6a4a7935bd1e995n;
const times = (a: bigint, b: bigint): bigint => BigInt.asUintN(64, a * b);
const mixed = (a: bigint): bigint => a ^ (a >> 47n);

/** MurmurHash64A, with the seed of ninja. */
function murmurHash(bytes: Buffer): bigint {
  let hash = 0xdecafbaddecafbadn ^ times(BigInt(bytes.length), factor);
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8)
    hash = times(hash ^ times(mixed(times(bytes.readBigUInt64LE(at), factor)), factor), factor);
  if (whole < bytes.length) {
    const rest = Buffer.alloc(8);
    bytes.copy(rest, 0, whole);
    hash = times(hash ^ rest.readBigUInt64LE(), factor);
  }
  return mixed(times(mixed(hash), factor));
}
