/** `verify` without a pipeline: every blob, record and run file of the store, its histories and its views. */

import { verifyHistories, verifyViews } from "../run/verify_views.ts";
import { openStore } from "../store/store.ts";
import { verifyStore } from "../store/verify_store.ts";
import { countNoun, formatBytes } from "./amounts.ts";
import { EXIT, showProblem } from "./exit.ts";
import { choosePaint, writeErr, writeJson } from "./terminal.ts";

/** Reads the whole store, reports what is damaged or missing, and sets it aside. Returns the exit code. */
export function verifyStoreCommand(
  options: { readonly store: string; readonly json?: boolean },
): number {
  const store = openStore(options.store);
  // Before damaged records are set aside, which would make them missing as well.
  const gone = verifyHistories(store);
  const { objects, records, runs, bytes, ...found } = verifyStore(store);
  const problems = [...found.problems, ...gone, ...verifyViews(store)];
  problems.forEach(showProblem);
  if (options.json) writeJson({ objects, records, runs, bytes, problems });
  else {
    const paint = choosePaint("stderr");
    const checked = `${countNoun(objects, "blob")}, ${countNoun(records, "record")} and ` +
      `${countNoun(runs, "run file")} read, ${formatBytes(bytes)}`;
    const verdict = problems.length === 0
      ? paint("green", "none is damaged")
      : paint("red", `${problems.length} damaged or missing; the next run derives them again`);
    writeErr(`${checked}: ${verdict}\n`);
  }
  return problems.length === 0 ? EXIT.done : EXIT.differs;
}
