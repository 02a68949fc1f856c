/** The memory of patches with many more weights than snapshots stays far below n². */

import assert from "node:assert/strict";

const WEIGHTS = 15_700;
const PAIRS = 60;
const MEBIBYTE = 1_048_576;

/** Fits and predicts in a process of its own; prints how much its peak grew, and a weight. */
const PROGRAM = `
import { fitPatchOperators, predictPatches } from "${
  import.meta.resolve("../../numerics/patch_operators.ts")
}";
const readPeak = () => Number(/VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1]);
const make = (weights) => {
  const data = new Float64Array(weights * ${PAIRS + 1});
  data.forEach((_, i) => {
    const [t, w] = [Math.floor(i / weights), i % weights];
    data[i] = 1 + (w % 7) * 0.9 ** t + Math.sin(w * w + 13 * t * (w % 11)) * 0.01;
  });
  return { rows: ${PAIRS + 1}, columns: weights, data };
};
const run = (weights, precision) => {
  const snapshots = make(weights);
  const options = {
    precision, constant: true, rank: { kind: "full" }, cutoffs: [1e-6], projection: "unit_circle",
  };
  const all = [Int32Array.from({ length: weights }, (_, i) => i)];
  const [found] = predictPatches(snapshots, all, Int32Array.of(1, 20), options);
  const operators = fitPatchOperators(snapshots, all, options);
  operators.start(snapshots.data.slice(-weights));
  operators.step(19);
  operators.leap(1);
  const weightsThen = new Float64Array(weights);
  operators.read(weightsThen);
  return Math.abs(weightsThen[5] - found.predictions.data[weights + 5]);
};
const precision = Deno.args[0];
run(100, precision);
const before = readPeak();
const difference = run(${WEIGHTS}, precision);
console.log(JSON.stringify({ growth: (readPeak() - before) * 1024, difference }));
`;

for (const precision of ["float32", "float64"]) {
  Deno.test({
    name:
      `operators of ${WEIGHTS} weights from ${PAIRS} pairs take less than a quarter of ${WEIGHTS}² numbers in ${precision}`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const file = await Deno.makeTempFile({ suffix: ".ts" });
      await Deno.writeTextFile(file, PROGRAM);
      const config = new URL("../../deno.json", import.meta.url).pathname;
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--config", config, file, precision],
      }).output();
      await Deno.remove(file);
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      const { growth, difference } = JSON.parse(new TextDecoder().decode(stdout));
      const most = WEIGHTS * WEIGHTS * (precision === "float32" ? 4 : 8) / 4;
      assert.ok(growth < most, `${growth / MEBIBYTE} MiB of at most ${most / MEBIBYTE}`);
      assert.ok(difference < 1e-4, `predictions differ by ${difference}`);
    },
  });
}
