// The program of a thread that reads files.
import { type MessagePort, workerData } from "node:worker_threads";
import { helpRead, type Reading } from "./storage/reading.ts";

const port = workerData as MessagePort;
port.on("message", (reading: Reading) => helpRead(reading, (findings) => port.postMessage(findings)));
