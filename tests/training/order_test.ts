import assert from "node:assert/strict";
import fc from "fast-check";
import { seedRandom } from "../../numerics/random.ts";
import { type Batching, openOrder } from "../../training/order.ts";

const random = seedRandom("7");

function take(batching: Partial<Batching>, steps: number): readonly (readonly number[])[] {
  const whole = {
    order: "natural",
    batch: 3,
    count: 7,
    lastBatch: "smaller",
    ...batching,
  } as const;
  const next = openOrder(whole, random);
  return Array.from({ length: steps }, () => [...next()]);
}

Deno.test("natural order ends an epoch with a smaller batch and begins anew", () => {
  assert.deepEqual(take({}, 4), [[0, 1, 2], [3, 4, 5], [6], [0, 1, 2]]);
});

Deno.test("a dropped last batch leaves its examples out", () => {
  assert.deepEqual(take({ lastBatch: "dropped" }, 3), [[0, 1, 2], [3, 4, 5], [0, 1, 2]]);
});

Deno.test("a fixed batch is the first examples at every step", () => {
  assert.deepEqual(take({ order: "fixed" }, 2), [[0, 1, 2], [0, 1, 2]]);
});

Deno.test("every shuffled epoch holds each example once, in an order of its own", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 50 }),
    (count, size) => {
      const batch = Math.min(count, size);
      const steps = Math.ceil(count / batch);
      const next = openOrder({ order: "shuffled", batch, count, lastBatch: "smaller" }, random);
      for (let epoch = 0; epoch < 3; epoch++) {
        const seen = Array.from({ length: steps }, () => [...next()]).flat();
        assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
      }
    },
  ));
  const [first, second] = [0, 1].map((epoch) =>
    take({ order: "shuffled", batch: 40, count: 40 }, 2)[epoch]
  );
  assert.notDeepEqual(first, second);
});

Deno.test("the order of an epoch depends on its own stream alone", () => {
  const asked: string[] = [];
  const spy = (name: string) => {
    asked.push(name);
    return random("order/1");
  };
  const next = openOrder({ order: "shuffled", batch: 5, count: 5, lastBatch: "smaller" }, spy);
  assert.deepEqual([...next()], [...next()]);
  assert.deepEqual(asked, ["order/0", "order/1"]);
});

Deno.test("a shuffle is uniform over the six orders of three examples", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const source = seedRandom(String(seed));
    const batching = { order: "shuffled", batch: 3, count: 3, lastBatch: "smaller" } as const;
    const order = openOrder(batching, source)().join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  // χ² with five degrees of freedom: 20.5 has p = 0.001.
  const statistic = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(statistic < 20.5, `${statistic}`);
});
