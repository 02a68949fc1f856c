/** Counts the cells whose artifact in the store is the one that the pipeline's lock names. */

import { isMeasured, nameCell } from "../engine/pipeline/expanded.ts";
import { readLock } from "../engine/run/lock.ts";
import { openSession, planSession } from "../engine/run/session.ts";

const file = Deno.args[0] ?? "pipelines/quickstart.yaml";
const session = await openSession({
  file,
  set: {},
  store: Deno.env.get("KOOPLINE_STORE") ?? "artifacts",
});
const lock = readLock(file);
const counts = { agree: 0, differ: 0, "not there": 0 };
for (const planned of planSession(session)) {
  if (isMeasured(planned.cell)) continue;
  const address = planned.kind === "reuse" ? planned.address : undefined;
  const name = nameCell(planned.cell);
  const verdict = address === undefined
    ? "not there"
    : address === lock.get(name)
    ? "agree"
    : "differ";
  counts[verdict] += 1;
  if (verdict === "differ") console.log(`${name}: ${address} instead of ${lock.get(name)}`);
}
const parts = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
console.log(`${lock.size} addresses in the lock: ${parts.join(", ")}`);
