/** A small project of a user's own, for tests of the command line: numbers, their totals, and a failure. */

import { inFolder, type Place, type Ran, runKoopline, writeFiles } from "./koopline.ts";

/** A function that makes an expectation of one value, as text. */
export const TABLE = `(name, value) => ({
    tables: { values: {
      name: [name], value: Float64Array.of(value),
      tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    } },
    files: {}, meta: {},
  })`;

/** The stage kind `number`: a number, a failure for 13, and `spin` steps of work. */
export const NUMBER = `import { defineStage, Expectation, z } from "koopline";
const describe = ${TABLE};
export const number = defineStage({
  kind: "number",
  summary: "A number, or a failure.",
  params: z.strictObject({
    value: z.number().describe("the number"),
    spin: z.int().min(0).default(0),
  }),
  needs: {},
  makes: Expectation,
  run({ params, progress, log }) {
    log("about to look at " + params.value);
    if (params.value === 13) throw new RangeError("thirteen is not a number");
    let x = 0.3;
    for (let i = 0; i < params.spin; i++) {
      x = 3.9 * x * (1 - x);
      if (i % 1e6 === 0) progress(i / params.spin);
    }
    return describe("n", params.value + 0 * x);
  },
});
`;

/** The stage kind `total`: the sum of numbers. */
export const TOTAL = `import { defineStage, Expectation, many, z } from "koopline";
const describe = ${TABLE};
export const total = defineStage({
  kind: "total",
  summary: "Adds numbers up.",
  params: z.strictObject({ factor: z.number().default(1) }),
  needs: { numbers: many(Expectation) },
  makes: Expectation,
  run({ params, needs }) {
    const values = needs.numbers.map(({ tables }) => tables.values.value[0] ?? 0);
    return describe("total", params.factor * values.reduce((sum, value) => sum + value, 0));
  },
});
`;

/** Three numbers and their total: four cells. */
export const NUMBERS = `name: numbers
parameters: { factor: 2 }
axes: { n: [1, 2, 3] }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}" } }
  total: { uses: ./total.ts, needs: { numbers: number }, with: { factor: "\${factor}" } }
`;

/** Numbers of which one fails, and what needs each of them. */
export const FAILING = `name: failing
axes: { n: [12, 13, 14] }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}" } }
  double: { uses: ./total.ts, over: [n], needs: { numbers: number }, with: { factor: 2 } }
`;

/** A figure of the numbers. */
export const FIGURE = `${NUMBERS.replace("name: numbers", "name: drawn")}  plot:
    uses: figure
    needs: { number: number }
    with:
      title: Numbers
      sql: select n, value from number.values order by n
      plot: { kind: scatter, x: n, y: value }
`;

/** The project's files. */
export const FILES = {
  "number.ts": NUMBER,
  "total.ts": TOTAL,
  "numbers.yaml": NUMBERS,
  "failing.yaml": FAILING,
  "figure.yaml": FIGURE,
};

/** Runs a test in a new copy of the project. */
export async function inProject(work: (place: Place) => Promise<void>): Promise<void> {
  await inFolder(async (cwd) => {
    await writeFiles(cwd, FILES);
    await work({ cwd });
  });
}

/** Runs koopline and gives the value that it wrote to standard output as JSON. */
export async function runForJson(args: readonly string[], place: Place) {
  const ran = await runKoopline(args, place);
  return { ...ran, value: JSON.parse(ran.stdout) };
}

/** Reads lines of JSON. */
export function parseLines(text: string) {
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

/** Runs several command lines, two at a time. */
export async function runEach(
  commands: readonly (readonly string[])[],
  place: Place,
): Promise<readonly Ran[]> {
  const results: Ran[] = new Array(commands.length);
  const indexes = commands.keys();
  const work = async () => {
    for (const index of indexes) results[index] = await runKoopline(commands[index] ?? [], place);
  };
  await Promise.all([work(), work()]);
  return results;
}
