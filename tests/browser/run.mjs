// Builds the portal, serves it, and runs all tests. Each file of tests is a process, which would otherwise build its own.

import { spawn } from "node:child_process";
import { portalOnDisk, servePortal } from "./portal.mjs";

const { close, ...portal } = await servePortal();
const env = { ...process.env, PLENARY_PORTAL: JSON.stringify({ ...portal, disk: portalOnDisk() }) };
const tests = spawn(process.execPath, ["--test", ...process.argv.slice(2)], { env, stdio: "inherit" });
process.exitCode = await new Promise((ended) => tests.on("exit", (code) => ended(code ?? 1)));
await close();
