/** Mistakes that only several parameters of `train` together make. */

import type { TrainParams } from "./params.ts";

/** A mistake, and the parameter that it is put to. */
export interface Clash {
  readonly path: (string | number)[];
  /** Completes "Expected …". */
  readonly expected: string;
}

type Given = Pick<TrainParams, "model" | "backend" | "precision" | "steps" | "record" | "evaluate">;

type Expect = (holds: boolean, path: Clash["path"], expected: string) => void;

/** Finds the mistakes, in the order of the parameters. */
export function findClashes(params: Given): readonly Clash[] {
  return collectClashes((expect) => {
    expectBackend(params, expect);
    expectRecord(params, expect);
    expectEvaluate(params, expect);
  });
}

function expectBackend({ model, backend, precision }: Given, expect: Expect): void {
  expect(
    model.kind === "dense" || backend === "tfjs",
    ["model", "kind"],
    "`dense`, which the kernels know, or `backend: tfjs`",
  );
  expect(
    backend === "kernel" || precision === "float32",
    ["precision"],
    "`float32`, since TensorFlow.js has no float64",
  );
}

/** Finds the mistakes of what is recorded. */
export function findRecordClashes(params: Pick<Given, "record" | "steps">): readonly Clash[] {
  return collectClashes((expect) => expectRecord(params, expect));
}

function collectClashes(look: (expect: Expect) => void): readonly Clash[] {
  const clashes: Clash[] = [];
  look((holds, path, expected) => {
    if (!holds) clashes.push({ path, expected });
  });
  return clashes;
}

function expectRecord({ record, steps }: Pick<Given, "record" | "steps">, expect: Expect): void {
  const { at, also, from, observable } = record;
  expectSteps(at ?? [], ["record", "at"], steps, expect);
  expectSteps(also, ["record", "also"], steps, expect);
  expect(
    at === null || also.length === 0,
    ["record", "also"],
    "no steps beside `at`, which lists them all",
  );
  if (at === null) expectRange(record, ["record"], steps, expect);
  const isInitialRecorded = at?.includes(0) ?? (from === 0 || also.includes(0));
  expect(
    observable.loss === undefined || !isInitialRecorded,
    ["record", "observable", "loss"],
    "no snapshot at step 0, before which no batch has a loss",
  );
}

function expectEvaluate({ evaluate, steps }: Given, expect: Expect): void {
  const { at, every, from, to } = evaluate;
  expectSteps(at, ["evaluate", "at"], steps, expect);
  if (every !== null) {
    expectRange({ from: from ?? Math.min(every, to ?? steps), to }, ["evaluate"], steps, expect);
    return;
  }
  for (const [key, value] of Object.entries({ from, to })) {
    expect(value === null, ["evaluate", key], "`every` beside it: it limits what `every` gives");
  }
}

function expectSteps(
  list: readonly number[],
  path: readonly string[],
  steps: number,
  expect: Expect,
): void {
  list.forEach((step, i) => expect(step <= steps, [...path, i], `a step of at most ${steps}`));
}

function expectRange(
  { from, to }: { readonly from: number; readonly to: number | null },
  path: readonly string[],
  steps: number,
  expect: Expect,
): void {
  const end = to ?? steps;
  expect(from <= steps, [...path, "from"], `a step of at most ${steps}`);
  expect(end >= from && end <= steps, [...path, "to"], `a step from ${from} to ${steps}`);
}
