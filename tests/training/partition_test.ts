import assert from "node:assert/strict";
import fc from "fast-check";
import { KooplineError } from "../../schemas/error.ts";
import { layOutParameters } from "../../training/net.ts";
import {
  namePartition,
  partitionParameters,
  partitionVector,
  type Patch,
} from "../../training/partition.ts";
import type { DenseNet, ParameterBlock } from "../../training/trainer.ts";

function openNet(sizes: readonly number[], bias: boolean): readonly ParameterBlock[] {
  const [inputs = 1, ...units] = sizes;
  const layers: DenseNet["layers"] = units.map((unit) => ({ units: unit, activation: "relu" }));
  return layOutParameters({ inputs, layers, bias });
}

/** How many patches there are of each size. */
function countSizes(patches: readonly Patch[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { places } of patches) counts[places.length] = (counts[places.length] ?? 0) + 1;
  return counts;
}

const SEED = 43;

const mnist = openNet([784, 20, 20, 20, 10], true);
const solver = openNet([1, 10, 10, 2], true);

const nets = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
  bias: fc.boolean(),
  kind: fc.constantFrom("network", "layer", "node", "weight", "quasi_node"),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

Deno.test(`every partition of every net covers each weight exactly once (seed ${SEED})`, () => {
  fc.assert(
    fc.property(nets, ({ sizes, bias, kind, share }) => {
      const blocks = openNet(sizes, bias);
      const total = sizes.slice(1).reduce(
        (sum, units, i) => sum + units * (sizes[i]! + Number(bias)),
        0,
      );
      const largest = Math.max(...sizes.slice(0, -1)) + Number(bias);
      const size = 1 + Math.floor(share * (largest - 1));
      const patches = partitionParameters(
        blocks,
        kind === "quasi_node" ? { kind, size, layers: null } : { kind },
      );
      const places = patches.flatMap((patch) => [...patch.places]).sort((a, b) => a - b);
      assert.deepEqual(places, Array.from({ length: total }, (_, i) => i));
      assert.ok(patches.every((patch) => patch.places.length > 0));
    }),
    { seed: SEED },
  );
});

Deno.test("a node is a row of weights and the bias behind them", () => {
  // Layer 1: weights 0–5 of 2 × 3, biases 6 and 7; layer 2: weights 8 and 9, bias 10.
  const patches = partitionParameters(openNet([3, 2, 1], true), { kind: "node" });
  assert.deepEqual(
    patches.map(({ layer, unit, places }) => ({ layer, unit, places: [...places] })),
    [
      { layer: 1, unit: 0, places: [0, 1, 2, 6] },
      { layer: 1, unit: 1, places: [3, 4, 5, 7] },
      { layer: 2, unit: 0, places: [8, 9, 10] },
    ],
  );
});

Deno.test("a node of a net without biases is its row of weights", () => {
  const patches = partitionParameters(openNet([3, 2], false), { kind: "node" });
  assert.deepEqual(patches.map(({ places }) => [...places]), [[0, 1, 2], [3, 4, 5]]);
});

Deno.test("a quasi-node ends with the remainder of its node", () => {
  const patches = partitionParameters(openNet([4, 2], true), {
    kind: "quasi_node",
    size: 2,
    layers: null,
  });
  assert.deepEqual(
    patches.map(({ unit, places }) => [unit, ...places]),
    [[0, 0, 1], [0, 2, 3], [0, 8], [1, 4, 5], [1, 6, 7], [1, 9]],
  );
});

Deno.test("784-20-20-20-10 has 20 nodes of 785 = 5·157 weights and 50 of 21", () => {
  assert.deepEqual(countSizes(partitionParameters(mnist, { kind: "node" })), { 21: 50, 785: 20 });
  assert.deepEqual(
    countSizes(partitionParameters(mnist, { kind: "quasi_node", size: 157, layers: [1] })),
    { 21: 50, 157: 100 },
  );
  assert.deepEqual(
    countSizes(partitionParameters(mnist, { kind: "layer" })),
    { 210: 1, 420: 2, 15700: 1 },
  );
  assert.deepEqual(countSizes(partitionParameters(mnist, { kind: "network" })), { 16750: 1 });
  assert.deepEqual(countSizes(partitionParameters(mnist, { kind: "weight" })), { 1: 16750 });
});

Deno.test("1-10-10-2 has 22 nodes: 10 of 2 weights, 10 and 2 of 11", () => {
  const nodes = partitionParameters(solver, { kind: "node" });
  assert.deepEqual(countSizes(nodes), { 2: 10, 11: 12 });
  assert.deepEqual(countSizes(nodes.filter(({ layer }) => layer === 3)), { 11: 2 });
});

Deno.test("layers of a quasi-node partition count from 1 and from -1 at the end", () => {
  const cut = (layers: readonly number[]) =>
    partitionParameters(solver, { kind: "quasi_node", size: 5, layers });
  assert.deepEqual(countSizes(cut([-1])), { 1: 2, 2: 10, 5: 4, 11: 10 });
  assert.deepEqual(cut([-1]), cut([3]));
  assert.deepEqual(cut([2, -1]), cut([3, 2]));
});

Deno.test("weights know their unit, and their layer", () => {
  const patches = partitionParameters(openNet([2, 2, 1], true), { kind: "weight" });
  assert.deepEqual(patches.map(({ unit }) => unit), [0, 0, 1, 1, 0, 1, 0, 0, 0]);
  assert.deepEqual(patches.map(({ layer }) => layer), [1, 1, 1, 1, 1, 1, 2, 2, 2]);
});

Deno.test("a plain vector is one patch, single weights, or groups with a remainder", () => {
  const sizes = (partition: Parameters<typeof partitionVector>[1]) =>
    partitionVector(7, partition).map(({ places }) => [...places]);
  assert.deepEqual(sizes({ kind: "network" }), [[0, 1, 2, 3, 4, 5, 6]]);
  assert.deepEqual(sizes({ kind: "weight" }), [[0], [1], [2], [3], [4], [5], [6]]);
  assert.deepEqual(
    sizes({ kind: "quasi_node", size: 3, layers: null }),
    [[0, 1, 2], [3, 4, 5], [6]],
  );
});

const refusals = [
  {
    name: "a layer that the net does not have",
    run: () => partitionParameters(solver, { kind: "quasi_node", size: 2, layers: [4] }),
    message: /layer from 1 to 3.*layer 4/s,
  },
  {
    name: "a layer 0",
    run: () => partitionParameters(solver, { kind: "quasi_node", size: 2, layers: [0] }),
    message: /layer 0/,
  },
  {
    name: "a layer before the first",
    run: () => partitionParameters(solver, { kind: "quasi_node", size: 2, layers: [-4] }),
    message: /layer -4/,
  },
  {
    name: "groups of 0 weights",
    run: () => partitionParameters(solver, { kind: "quasi_node", size: 0, layers: null }),
    message: /size 0/,
  },
  {
    name: "groups larger than the largest node",
    run: () => partitionParameters(solver, { kind: "quasi_node", size: 12, layers: null }),
    message: /1 to 11 weights.*size 12/s,
  },
  {
    name: "groups larger than the largest node of the layers that are cut",
    run: () => partitionParameters(solver, { kind: "quasi_node", size: 3, layers: [1] }),
    message: /1 to 2 weights.*size 3/s,
  },
  {
    name: "nodes of a plain vector",
    run: () => partitionVector(5, { kind: "node" }),
    message: /no net is known.*by node/s,
  },
  {
    name: "layers of a plain vector",
    run: () => partitionVector(5, { kind: "quasi_node", size: 2, layers: [1] }),
    message: /a list of layers/,
  },
  {
    name: "groups larger than a plain vector",
    run: () => partitionVector(5, { kind: "quasi_node", size: 6, layers: null }),
    message: /1 to 5 weights.*size 6/s,
  },
  {
    name: "nodes of a convolution",
    run: () =>
      partitionParameters(
        [{ name: "layer1.kernel", layer: 0, shape: [3, 3, 1, 4], first: 0, length: 36 }],
        { kind: "node" },
      ),
    message: /dense layers.*`layer1.kernel` of shape 3 × 3 × 1 × 4/s,
  },
];

for (const { name, run, message } of refusals) {
  Deno.test(`partitions refuse ${name}`, () => {
    assert.throws(
      run,
      (error) =>
        error instanceof KooplineError && error.code === "input.value" &&
        message.test(error.message),
    );
  });
}

Deno.test("a partition is named as artifacts name it", () => {
  assert.equal(namePartition({ kind: "layer" }), "layer");
  assert.equal(namePartition({ kind: "quasi_node", size: 157, layers: [1] }), "quasi_node(157)");
});
