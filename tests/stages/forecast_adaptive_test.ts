/** Forecasts whose window and length the recording decides. */

import assert from "node:assert/strict";
import { findOutcome, listPath, listSteps, makeRecording, runForecast } from "./forecast_data.ts";

/** Until step 40 noise without any rule, then a slow decay and a turn: linear. */
function settle(step: number): number[] {
  if (step < 40) return [0, 1, 2].map((i) => (step * (7 + i) * 13) % 11 - 5);
  const t = step - 40;
  const length = 0.995 ** t;
  return [length * Math.cos(0.05 * t), length * Math.sin(0.05 * t), 3 * 0.99 ** t];
}

const ADAPTIVE = { kind: "adaptive", from: 0, to: 150, window: 20, hop: 10, windows: 2 };

Deno.test("an adaptive start waits until the operators of several windows hold", async () => {
  const { artifact, log } = await runForecast(makeRecording(listSteps(0, 200), settle), {
    partition: { kind: "network" },
    fit: ADAPTIVE,
    steps: 20,
  });
  const { windows } = artifact.tables;
  // Windows that begin before step 40 see the noise.
  assert.deepEqual([...windows.from], [0, 10, 20, 30, 40, 50]);
  assert.deepEqual([...windows.to], [20, 30, 40, 50, 60, 70]);
  assert.deepEqual([...windows.accepted], [0, 0, 0, 0, 1, 1]);
  const { from, to, start, began } = artifact.meta;
  assert.deepEqual({ from, to, start, began }, {
    from: 40,
    to: 70,
    start: "adaptive",
    began: true,
  });
  for (const method of ["koopman", "hold", "average"]) {
    const outcome = findOutcome(artifact, method);
    assert.deepEqual([outcome.from, outcome.to], [40, 70], method);
  }
  assert.ok(findOutcome(artifact, "koopman").error < 1e-8);
  assert.ok(!log.some((line) => /qualify/.test(line)));
});

Deno.test("an adaptive start that finds no window says so, and takes the last", async () => {
  const { artifact, log } = await runForecast(makeRecording(listSteps(0, 200), settle), {
    partition: { kind: "network" },
    fit: { ...ADAPTIVE, to: 39, hop: null },
    steps: 20,
    methods: ["hold"],
  });
  assert.equal(artifact.meta.began, false);
  // Windows of 20 iterations, 5 apart: the last two to fit begin at 10 and 15.
  assert.deepEqual([artifact.meta.from, artifact.meta.to], [10, 35]);
  assert.match(
    log.find((line) => /qualify/.test(line)) ?? "",
    /^warning: no 2 windows one behind the other qualify, the last are taken: of 4 windows 0 qualified; 4 by /,
  );
});

Deno.test("an adaptive start counts iterations, not snapshots", async () => {
  const { artifact } = await runForecast(
    makeRecording(listSteps(0, 400, 2), (s) => settle(s / 2)),
    {
      partition: { kind: "network" },
      fit: { ...ADAPTIVE, to: 300, window: 40, hop: 20 },
      steps: 40,
      methods: ["koopman"],
    },
  );
  assert.deepEqual([artifact.meta.from, artifact.meta.to, artifact.meta.stride], [80, 140, 2]);
});

Deno.test("an adaptive stop goes back to the least residual before it rose", async () => {
  // A line that the window ends with, on which a jump at its end makes the held-out error large.
  const recording = makeRecording(listSteps(0, 200), (step) => [
    step <= 60 ? Math.sin(0.3 * step) + 0.01 * ((step * 37) % 11) : 0,
    Math.cos(0.3 * step) + 0.01 * ((step * 41) % 13),
  ]);
  const given = {
    partition: { kind: "network" },
    fit: { from: 10, to: 60 },
    steps: 60,
    methods: ["koopman", "linear"],
  };
  const fixed = await runForecast(recording, given);
  const stopped = await runForecast(recording, {
    ...given,
    stop: { kind: "adaptive", by: "residual", patience: 2 },
  });
  const { steps } = findOutcome(stopped.artifact, "koopman");
  assert.ok(steps >= 1 && steps < 60, String(steps));
  // Baselines have no residual, and paths go on to the end.
  assert.equal(findOutcome(stopped.artifact, "linear").steps, 60);
  assert.deepEqual(stopped.artifact.tables.paths, fixed.artifact.tables.paths);
  const error = listPath(fixed.artifact, "koopman", "error").find(([step]) => step === steps)!;
  assert.equal(findOutcome(stopped.artifact, "koopman").error, error[1]);
  assert.deepEqual([stopped.artifact.meta.stop, stopped.artifact.meta.asked], ["adaptive", 60]);
});
