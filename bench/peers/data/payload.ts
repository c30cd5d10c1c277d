// The values that cross in the workload `data`, and how calls with them are timed: the same for every tool of Node.

/** What a call sends and gets back; every answer must be as long as what was sent. */
interface Payload {
  readonly length: number;
}

/** Makes a value of about `size` bytes. */
export function payload(kind: string, size: number): Payload {
  if (kind === "bytes") return new Uint8Array(size).fill(120);
  if (kind === "numbers") return Array.from({ length: Math.max(1, size / 8) }, (_, i) => i + 0.1);
  return Array.from({ length: Math.max(1, size / 100) }, (_, id) => {
    const name = `sample_${String(id).padStart(8, "0")}`;
    return { id, name, path: `data/results/${name}.bam`, ok: true };
  });
}

/** Sends a value and gets it back. */
type Call = (value: Payload) => Promise<unknown>;

/** Times calls with one under way and with many, and prints the shortest milliseconds a call of many turns. */
export async function timeCalls(call: Call, [kind = "", size = "", budget = ""]: string[]): Promise<void> {
  const value = payload(kind, Number(size));
  const checked = async (): Promise<void> => {
    const answer = (await call(value)) as Payload;
    if (answer.length !== value.length) throw new Error(`sent ${value.length} and got ${answer.length}`);
  };
  // Enough to keep two workers busy; of the largest, one call in each lane is long enough.
  const width = Number(size) < 1e6 ? 64 : 4;
  const each = Number(size) < 1e7 ? 4 : 1;
  const alone = await shortest(() => checked(), 1, Number(budget) / 2);
  const together = await shortest(() => lanes(checked, width, each), each * width, Number(budget) / 2);
  console.log(JSON.stringify({ alone, together }));
}

async function lanes(call: () => Promise<void>, width: number, each: number): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let i = 0; i < each; i += 1) await call();
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** What a call took in the best of the turns: others use the machine too, and a turn is short. */
async function shortest(turn: () => Promise<void>, calls: number, budgetMs: number): Promise<number> {
  await turn();
  let least = Number.POSITIVE_INFINITY;
  for (const began = performance.now(); performance.now() - began < budgetMs; ) {
    const from = performance.now();
    await turn();
    least = Math.min(least, (performance.now() - from) / calls);
  }
  return least;
}
