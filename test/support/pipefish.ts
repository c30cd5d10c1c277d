// The command line, run from its sources.
import { main } from "../../src/cli/main.ts";

process.exitCode = await main();
