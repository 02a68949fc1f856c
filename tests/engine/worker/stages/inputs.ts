/** Shows what a stage receives. */

import { any, defineStage, many, one, optional, z } from "koopline";
import { Numbers } from "./echo.ts";

const others = any();

/** Reports everything that its context brings. */
export const inputs = defineStage({
  kind: "inputs",
  summary: "Reports its inputs.",
  params: z.strictObject({ seed: z.int().default(0), names: z.string().default("") }),
  needs: {
    single: one(Numbers),
    gathered: many(Numbers),
    others,
    spare: optional(one(Numbers)),
    spares: optional(many(Numbers)),
  },
  makes: Numbers,
  reads: () => ["notes.txt"],
  queries: () => ({ rows: "select 1 as value" }),
  run({ params, needs, files, results, random, progress, log, pipeline }) {
    for (let i = 0; i <= 10_000; i++) progress(i / 10_000);
    log("told by log");
    console.log("told by console", { a: [1] });
    const { value } = needs.single.tables.numbers;
    const first = value[0]!;
    // A stage that sorts in place must not change what other cells read.
    value.sort();
    const readFirst = ({ tables }: { tables: { numbers: { value: Float64Array } } }) =>
      tables.numbers.value[0] ?? 0;
    const stream = random("weights");
    const told = {
      first,
      single: [needs.single.labels, needs.single.address, needs.single.stage],
      gathered: needs.gathered.map(({ labels, tables }) => [labels, tables.numbers.value.length]),
      others: needs.others,
      spare: needs.spare?.tables.numbers.value.length ?? "absent",
      spares: needs.spares.map(({ tables }) => tables.numbers.value.length),
      spareFirst: needs.spare === undefined ? 0 : readFirst(needs.spare),
      sparesFirst: needs.spares.map((item) => {
        const found = readFirst(item);
        item.tables.numbers.value.sort();
        return found;
      }),
      notes: new TextDecoder().decode(files["notes.txt"]?.bytes),
      rows: [results["rows"]?.rows, Object.keys(results["rows"]?.columns ?? {})],
      drawn: [stream.uniform(), stream.integer(0, 9)],
      params,
      pipeline: pipeline?.name,
    };
    return { tables: { numbers: { value } }, files: {}, meta: { text: JSON.stringify(told) } };
  },
});
