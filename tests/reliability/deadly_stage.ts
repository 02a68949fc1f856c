/** A stage kind that ends the process it runs in, beside cells that are fine. */

/** Ends the test's own run at once: no other way leads from a worker without permissions to a signal. */
export const DEADLY = `import { defineStage, Expectation, z } from "koopline";
const fill = () => {
  const kept = [];
  for (;;) kept.push({ a: kept.length, b: [1, 2, 3] });
};
const grow = () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  for (;;) memory.grow(4096);
};
const ask = () => {
  const kept = [];
  for (;;) kept.push(new Float64Array(2 ** 40 + kept.length));
};
const WAYS = { fine: () => {}, fills: fill, grows: grow, asks: ask, waits: () => new Promise(() => {}) };
export const deadly = defineStage({
  kind: "deadly",
  summary: "Ends its process.",
  params: z.strictObject({ how: z.enum(["fine", "fills", "grows", "asks", "waits"]), n: z.int() }),
  needs: {},
  makes: Expectation,
  async run({ params }) {
    await WAYS[params.how]();
    return {
      tables: { values: {
        name: ["n"], value: Float64Array.of(params.n), tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {}, meta: {},
    };
  },
});
`;

/** Writes a pipeline whose cells do this, in this order. */
export function writeDeadly(...ways: readonly string[]): string {
  const cells = ways.map((how, n) =>
    `  c${n}_${how}: { uses: ./deadly.ts, with: { how: ${how}, n: ${n} } }\n`
  );
  return `name: deadly\nstages:\n${cells.join("")}`;
}

/** A heap that is full soon. */
export const SMALL_HEAP = { DENO_V8_FLAGS: "--max-old-space-size=64" };
