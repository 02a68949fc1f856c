/** Stages that go wrong, one way a parameter. */

import { type ArtifactValue, defineStage, KooplineError, z } from "koopline";
import { Numbers } from "./echo.ts";

type Result = ArtifactValue<typeof Numbers>;
// The compiler would refuse most of these; users run unchecked stages.
type Failure = () => Result | Promise<Result>;

const value = new Float64Array([1]);
const good = { tables: { numbers: { value } }, files: {}, meta: { text: "" } };

/** What a stage may do wrong, by name; each gives what `run` returns. */
const FAILURES: Readonly<Record<string, () => unknown>> = {
  "throws an Error": () => {
    throw new TypeError("the third row is odd");
  },
  "throws a text": () => {
    throw "a text";
  },
  "throws nothing": () => {
    throw undefined;
  },
  "throws a value without text": () => {
    throw { toString: () => new Error("no text") };
  },
  "throws a KooplineError": () => {
    throw new KooplineError({
      code: "numeric.not_finite",
      where: "row 3",
      expected: "finite numbers",
      found: "NaN",
    });
  },
  "throws out of a timer": () => {
    setTimeout(() => {
      throw new Error("too late");
    }, 5);
    return new Promise(() => {});
  },
  "leaves a rejection behind": async () => {
    void Promise.reject(new Error("nobody waits"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    return good;
  },
  "rejects a promise and returns": () => {
    void Promise.reject(new Error("nobody waits"));
    return good;
  },
  "forgets to await a check": async () => {
    const check = async () => {
      for (let i = 0; i < 100; i++) await Promise.resolve();
      throw new Error("nobody waits");
    };
    await Promise.resolve();
    void check();
    return good;
  },
  "returns nothing": () => undefined,
  "returns other columns": () => ({ ...good, tables: { numbers: { wrong: value } } }),
  "returns unequal columns": () => ({ ...good, tables: { numbers: { value: [1] } } }),
  "returns a wrong meta": () => ({ ...good, meta: { text: 5 } }),
  "asks for too much memory": () => new Float64Array(2 ** 52),
  "recurses without end": () => {
    const recurse = (depth: number): number => 1 + recurse(depth + 1);
    return recurse(0);
  },
  "extends a prototype": () => Object.assign(Array.prototype, { added: 1 }),
  "replaces a sealed global": () => Object.defineProperty(globalThis, "Date", { value: 1 }),
  "removes a seal": () => {
    Object.defineProperty(Math, "random", { value: () => 0.5, configurable: true });
  },
  "loops for ever": () => {
    for (;;);
  },
  "waits for ever": () => new Promise(() => {}),
  "loops for ever in microtasks": async () => {
    for (;;) await null;
  },
  "backtracks for ever": () => /^(a+)+$/.test(`${"a".repeat(100)}b`),
  "loops for ever in WebAssembly": () => {
    const loop = [
      0,
      97,
      115,
      109,
      1,
      0,
      0,
      0,
      1,
      4,
      1,
      96,
      0,
      0,
      3,
      2,
      1,
      0,
      7,
      5,
      1,
      1,
      102,
      0,
      0,
    ];
    const code = Uint8Array.from([...loop, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]);
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
    if (typeof f === "function") f();
  },
  "sets timers for ever": () => {
    const again = () => void setTimeout(again, 0);
    again();
    return new Promise(() => {});
  },
  "floods the log": () => {
    for (let i = 0; i < 100_000; i++) console.log(i, "x".repeat(100));
    return good;
  },
  "writes a long line": () => {
    console.error("y".repeat(1_000_000));
    return good;
  },
  "adds a global": () => {
    Object.assign(globalThis, { leaked: 1 });
    return good;
  },
  "replaces a method": () => {
    Array.prototype.at = () => 1;
    return good;
  },
  "tells whether it was polluted": () => ({
    ...good,
    meta: { text: `${"leaked" in globalThis} ${[7].at(0)}` },
  }),
  "leaves a timer behind": () => {
    const draw = () => {
      setTimeout(draw, 5);
      Math.random();
    };
    setTimeout(draw, 5);
    return good;
  },
  "waits a turn": async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return good;
  },
};

/** Does one thing wrong. */
export const failing = defineStage({
  kind: "failing",
  summary: "Goes wrong.",
  params: z.strictObject({ how: z.string() }),
  needs: {},
  makes: Numbers,
  run({ params }) {
    const fail: unknown = FAILURES[params.how];
    if (!isFailure(fail)) throw new Error(`no failure ${params.how}`);
    return fail();
  },
});

function isFailure(value: unknown): value is Failure {
  return typeof value === "function";
}
