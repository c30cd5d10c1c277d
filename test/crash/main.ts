// `npm run crash`: kills many random pipelines, and names the seeds that failed; or one small pipeline at every point.
import { parseArgs } from "node:util";
import { seedsFrom, sweeping } from "../support/seeds.ts";
import { playCrashes, playPoints } from "./crash.ts";

const usage = `npm run crash -- [--seeds 100] [--from 1] | --every 1

  --seeds  how many random pipelines are killed, at random points and instants
  --from   the seed of the first
  --every  one small pipeline is killed in place of these: at every point (1), at every second (2) …`;

const options = {
  seeds: { type: "string", default: "100" },
  from: { type: "string", default: "1" },
  every: { type: "string" },
  help: { type: "boolean" },
} as const;
const { values } = parseArgs({ options });

if (values.help) console.log(usage);
else if (values.every !== undefined) {
  const kills = await sweeping((context) => playPoints(context, 1, Number(values.every)));
  console.log(`${kills} kills, and nothing was lost`);
} else {
  const total = { kills: 0, recorded: 0 };
  await seedsFrom(Number(values.from), Number(values.seeds), async (context, seed) => {
    const { kills, recorded } = await playCrashes(context, seed);
    total.kills += kills;
    total.recorded += recorded;
  });
  console.log(`${total.kills} kills of runs that had recorded ${total.recorded} jobs`);
}
