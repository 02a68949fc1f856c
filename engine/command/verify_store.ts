/** `verify` without a pipeline: every blob, record and run file of the store against its address. */

import { openStore } from "../store/store.ts";
import { verifyStore } from "../store/verify_store.ts";
import { countNoun, formatBytes } from "./amounts.ts";
import { EXIT, showProblem } from "./exit.ts";
import { choosePaint, writeErr, writeJson } from "./terminal.ts";

/** Reads the whole store and reports what is damaged. Changes nothing. Returns the exit code. */
export function verifyStoreCommand(
  options: { readonly store: string; readonly json?: boolean },
): number {
  const { problems, objects, records, runs, bytes } = verifyStore(openStore(options.store));
  problems.forEach(showProblem);
  if (options.json) writeJson({ objects, records, runs, bytes, problems });
  else {
    const paint = choosePaint("stderr");
    const checked = `${countNoun(objects, "blob")}, ${countNoun(records, "record")} and ` +
      `${countNoun(runs, "run file")} read, ${formatBytes(bytes)}`;
    const found = problems.length === 0
      ? paint("green", "none is damaged")
      : paint("red", `${problems.length} damaged or missing; the next run derives them again`);
    writeErr(`${checked}: ${found}\n`);
  }
  return problems.length === 0 ? EXIT.done : EXIT.differs;
}
