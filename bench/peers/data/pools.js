// Two workers of Node that echo what they get: how data moves with fork() and with pools from npm.
// node pools.js fork|piscina|tinypool|workerpool WAY KIND SIZE MS
import { fileURLToPath } from "node:url";
import { makePool } from "../pools/pool.js";
import { timeCalls } from "./payload.ts";

const [name, way, ...what] = process.argv.slice(2);
const pool = await makePool(name, way, fileURLToPath(new URL("../pools/echo.cjs", import.meta.url)));
await timeCalls(pool.call, what);
await pool.end();
