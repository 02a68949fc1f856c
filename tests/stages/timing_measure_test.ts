import assert from "node:assert/strict";
import { measureTasks, type TimedTask } from "../../stages/timing/measure.ts";
import { tabulateSamples } from "../../stages/timing/tables.ts";

/** A clock that only work moves, and tasks whose calls take what they are told to, in milliseconds. */
function openWorkshop() {
  let now = 0;
  const events: string[] = [];
  const makeTask = <N extends string>(
    name: N,
    samples: number,
    milliseconds: (sample: number) => number,
  ): TimedTask<N> => {
    let sample = -1;
    return {
      name,
      samples,
      prepare() {
        sample += 1;
        events.push(`${name} ready`);
        // Not timed.
        now += 1;
      },
      run(calls) {
        events.push(`${name} × ${calls}`);
        now += calls * milliseconds(sample) / 1000;
      },
    };
  };
  return { clock: () => now, events, makeTask };
}

function assertNear(found: Iterable<number>, expected: readonly number[]): void {
  const values = [...found];
  assert.equal(values.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(values[i]! - value) < 1e-9, `${values}`));
}

Deno.test("medians and quartiles are those of the samples, worked out by hand", () => {
  const { clock, makeTask } = openWorkshop();
  // The first six calibrate: 3 ms are enough for a sample of one call.
  const times = [3, 3, 3, 3, 3, 3, 4, 9, 2, 3, 5];
  const taken = measureTasks([makeTask("step", 5, (sample) => times[sample]!)], clock, {
    warmUp: 0,
    limit: 60,
  });
  assertNear(taken.map(({ seconds }) => seconds), [0.004, 0.009, 0.002, 0.003, 0.005]);
  const { medians } = tabulateSamples(taken, { step: 12 });
  // Of 2, 3, 4, 5, 9.
  assertNear(medians.median, [0.004]);
  assertNear(medians.lower, [0.003]);
  assertNear(medians.upper, [0.005]);
  assert.deepEqual([medians.samples[0], medians.calls[0], medians.operations[0]], [5, 1, 12]);
});

Deno.test("quartiles of an even number of samples lie between neighbours", () => {
  const { clock, makeTask } = openWorkshop();
  const times = [3, 3, 3, 3, 3, 3, 8, 2, 6, 4];
  const taken = measureTasks([makeTask("step", 4, (sample) => times[sample]!)], clock, {
    warmUp: 0,
    limit: 60,
  });
  const { medians } = tabulateSamples(taken, { step: 1 });
  // Of 2, 4, 6, 8: places 0.75, 1.5 and 2.25.
  assertNear([medians.lower[0]!, medians.median[0]!, medians.upper[0]!], [0.0035, 0.005, 0.0065]);
});

Deno.test("short calls are repeated until a sample lasts more than a millisecond, and divided again", () => {
  const { clock, makeTask } = openWorkshop();
  const taken = measureTasks([makeTask("step", 3, () => 0.3)], clock, { warmUp: 2, limit: 60 });
  assert.deepEqual(taken.map(({ calls }) => calls), [8, 8, 8]);
  assertNear(taken.map(({ seconds }) => seconds), [0.0003, 0.0003, 0.0003]);
});

Deno.test("calls that warm-up made faster are calibrated again", () => {
  const { clock, makeTask } = openWorkshop();
  const taken = measureTasks([makeTask("step", 1, (sample) => sample < 5 ? 3 : 0.6)], clock, {
    warmUp: 2,
    limit: 60,
  });
  assert.deepEqual(taken.map(({ calls }) => calls), [4]);
});

Deno.test("samples of several tasks are taken in turn, each from where it begins", () => {
  const { clock, events, makeTask } = openWorkshop();
  const tasks = [makeTask("a", 3, () => 3), makeTask("b", 3, () => 5), makeTask("c", 1, () => 9)];
  const taken = measureTasks(tasks, clock, { warmUp: 1, limit: 60 });
  assert.deepEqual(taken.map(({ task, sample }) => `${task}${sample}`), [
    "a0",
    "b0",
    "c0",
    "a1",
    "b1",
    "a2",
    "b2",
  ]);
  assert.deepEqual(events.slice(-4), ["a ready", "a × 1", "b ready", "b × 1"]);
  const { samples, medians } = tabulateSamples(taken, { a: 1, b: 2, c: 3 });
  assert.deepEqual(samples.task, ["a", "b", "c", "a", "b", "a", "b"]);
  assert.deepEqual(medians.task, ["a", "b", "c"]);
  assert.deepEqual([...medians.operations], [1, 2, 3]);
});

Deno.test("a task of no samples is not run, and a long one is warm after a second", () => {
  const { clock, events, makeTask } = openWorkshop();
  const tasks = [makeTask("none", 0, () => 1), makeTask("long", 2, () => 600)];
  measureTasks(tasks, clock, { warmUp: 5, limit: 60 });
  assert.deepEqual(events.filter((event) => event.startsWith("none")), []);
  // Two to calibrate, which take 1.2 s, then two samples.
  assert.equal(events.filter((event) => event === "long × 1").length, 4);
});

Deno.test("a task that has taken its limit is content with three samples, others go on", () => {
  const { clock, makeTask } = openWorkshop();
  const tasks = [
    makeTask("slow", 9, () => 5000),
    makeTask("quick", 6, () => 3),
    makeTask("brief", 2, () => 9000),
  ];
  const { medians } = tabulateSamples(measureTasks(tasks, clock, { warmUp: 0, limit: 12 }), {
    slow: 1,
    quick: 1,
    brief: 1,
  });
  assert.deepEqual([...medians.samples], [3, 6, 2]);
  const { clock: second, makeTask: make } = openWorkshop();
  const long = measureTasks([make("long", 9, () => 2500)], second, { warmUp: 0, limit: 12 });
  // 12.5 s are reached by the fifth.
  assert.equal(long.length, 5);
});

Deno.test("a sample that something interrupted does not pass for a long one", () => {
  const { clock, makeTask } = openWorkshop();
  // The first call waits 50 ms for the processor.
  const taken = measureTasks([makeTask("step", 1, (sample) => sample === 0 ? 50 : 0.3)], clock, {
    warmUp: 0,
    limit: 60,
  });
  assert.deepEqual(taken.map(({ calls }) => calls), [8]);
});
