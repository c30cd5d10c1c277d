// `npm run chaos`: plays many random pipelines in which jobs go wrong, and names the seeds that failed.
import { parseArgs } from "node:util";
import { seedsFrom } from "../support/seeds.ts";
import { playChaos } from "./chaos.ts";

const usage = `npm run chaos -- [--seeds 100] [--from 1]

  --seeds  how many random pipelines are run
  --from   the seed of the first`;

const options = {
  seeds: { type: "string", default: "100" },
  from: { type: "string", default: "1" },
  help: { type: "boolean" },
} as const;
const { values } = parseArgs({ options });

if (values.help) console.log(usage);
else {
  const total = { jobs: 0, failed: 0 };
  await seedsFrom(Number(values.from), Number(values.seeds), async (context, seed) => {
    const { jobs, failed } = await playChaos(context, seed);
    total.jobs += jobs;
    total.failed += failed;
  });
  console.log(`${total.jobs} jobs, of which ${total.failed} failed as they should`);
}
