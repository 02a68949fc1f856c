/** A stage kind that goes wrong in every way that a user's own may, by the name of the way. */

/** Ways, what their cell must fail with, and what its error must say. Codes beginning with `ok` mean that it is done. */
export const WAYS: Readonly<Record<string, readonly [code: string, says: RegExp]>> = {
  "throws an error": ["stage.failed", /^TypeError: row three is odd$/],
  "throws a text": ["stage.failed", /^a text, thrown$/],
  "throws nothing": ["stage.failed", /^undefined, thrown$/],
  "throws a value whose text throws": ["stage.failed", /cannot be written as text/],
  "throws an error whose parts throw": ["stage.failed", /cannot be written as text/],
  "throws a proxy": ["stage.failed", /cannot be written as text|thrown/],
  "throws an error with a long message": ["stage.failed", /^Error: x{1900,2000}/],
  "throws an error whose causes go in a circle": [
    "stage.failed",
    /^Error: outer, because of Error: inner$/,
  ],
  "throws several errors": [
    "stage.failed",
    /^AggregateError: both, because of Error: one, because of a text/,
  ],
  "throws an error of koopline's with an unknown code and long texts": [
    "stage.failed",
    /^y{300,400} … y{300,400}$/,
  ],
  "throws control characters": ["stage.failed", /thrown$/],
  "leaves a rejected promise": ["stage.failed", /^Error: nobody waits$/],
  "throws in a timer": ["stage.failed", /^Error: too late$/],
  "throws in a microtask": ["stage.failed", /^Error: too soon$/],
  "returns nothing": ["stage.output", /./],
  "returns a number": ["stage.output", /./],
  "returns no table": ["stage.output", /./],
  "returns other columns": ["stage.output", /./],
  "returns another dtype": ["stage.output", /./],
  "returns columns of two lengths": ["stage.output", /./],
  "returns NaN": ["stage.output", /NaN/],
  "returns getters that throw": ["stage.failed", /^Error: not yours$/],
  "returns a proxy that throws": ["stage.failed", /^Error: not yours$/],
  "asks for more bytes than there are": ["stage.memory", /^RangeError: .*allocation failed/],
  "reaches an unreachable": ["stage.failed", /^RuntimeError: unreachable$/],
  "recurses without end": ["stage.failed", /^RangeError: Maximum call stack/],
  "closes its worker": ["stage.impure", /close/],
  "floods the log": ["ok", /./],
  "writes endless lines": ["ok", /./],
  "floods the progress": ["ok", /./],
};

/** Ways that only a time limit ends. */
export const ENDLESS = ["loops", "waits", "loops in microtasks", "backtracks"] as const;

/** The module. */
export const BAD = `import { defineStage, Expectation, KooplineError, z } from "koopline";
const good = (change = {}) => ({
  tables: { values: {
    name: ["n"], value: Float64Array.of(1), tolerance: Float64Array.of(0), tag: ["D"], source: [""],
    ...change,
  } },
  files: {}, meta: {},
});
const refuse = () => { throw new Error("not yours"); };
const later = () => new Promise(() => {});
const WAYS = {
  "nothing": () => good(),
  "throws an error": () => { throw new TypeError("row three is odd"); },
  "throws a text": () => { throw "a text"; },
  "throws nothing": () => { throw undefined; },
  "throws a value whose text throws": () => { throw { toString: refuse, [Symbol.toPrimitive]: refuse }; },
  "throws an error whose parts throw": () => {
    const error = new Error("x");
    for (const name of ["message", "name", "stack", "cause", "errors"]) {
      Object.defineProperty(error, name, { get: () => ({ toString: refuse }) });
    }
    throw error;
  },
  "throws a proxy": () => {
    throw new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse });
  },
  "throws an error with a long message": () => { throw new Error("x".repeat(1e8)); },
  "throws an error whose causes go in a circle": () => {
    const inner = new Error("inner");
    const outer = new Error("outer", { cause: inner });
    inner.cause = outer;
    throw outer;
  },
  "throws several errors": () => {
    throw new AggregateError([new Error("one"), "a text"], "both");
  },
  "throws an error of koopline's with an unknown code and long texts": () => {
    throw new KooplineError({ code: "no.such", expected: "x".repeat(1e7), found: "y".repeat(1e7) });
  },
  "throws control characters": () => { throw "\\x1b[2J\\x1b]0;title\\x07\\x9b31m\\u202e"; },
  "leaves a rejected promise": () => { Promise.reject(new Error("nobody waits")); return later(); },
  "throws in a timer": () => { setTimeout(() => { throw new Error("too late"); }, 5); return later(); },
  "throws in a microtask": () => { queueMicrotask(() => { throw new Error("too soon"); }); return later(); },
  "returns nothing": () => undefined,
  "returns a number": () => 7,
  "returns no table": () => ({ ...good(), tables: {} }),
  "returns other columns": () => good({ tag: undefined, label: ["D"] }),
  "returns another dtype": () => good({ value: ["1"] }),
  "returns columns of two lengths": () => good({ name: ["n", "m"] }),
  "returns NaN": () => good({ value: Float64Array.of(NaN) }),
  "returns getters that throw": () => ({ files: {}, meta: {}, get tables() { return refuse(); } }),
  "returns a proxy that throws": () => new Proxy(good(), { get: refuse, ownKeys: refuse }),
  "asks for more bytes than there are": () => new ArrayBuffer(2 ** 46),
  "reaches an unreachable": () => {
    const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(code))).exports.f();
  },
  "recurses without end": () => { const f = (n) => 1 + f(n + 1); f(0); },
  "closes its worker": () => { self.close(); return later(); },
  "floods the log": (log) => { for (let i = 0; i < 2e6; i++) log("line " + i); return good(); },
  "writes endless lines": (log) => {
    log("y".repeat(1e8));
    log("z\\n".repeat(1e6));
    console.log("\\x1b[2J\\0\\x07".repeat(1e6));
    return good();
  },
  "floods the progress": (_, progress) => {
    for (let i = 0; i < 1e6; i++) progress(i % 2 === 0 ? NaN : i / 1e6);
    return good();
  },
  "loops": () => { for (;;); },
  "waits": later,
  "loops in microtasks": async () => { for (;;) await null; },
  "backtracks": () => /^(a+)+$/.test("a".repeat(100) + "b"),
};
export const bad = defineStage({
  kind: "bad",
  summary: "Goes wrong.",
  params: z.strictObject({ how: z.string() }),
  needs: {},
  makes: Expectation,
  run: ({ params, log, progress }) => WAYS[params.how](log, progress),
});
`;

/** A cell for each way, one that is fine, and one that needs each of them. */
export const BAD_PIPELINE = `name: bad
axes:
  way: [nothing, ${Object.keys(WAYS).map((way) => `"${way}"`).join(", ")}]
  endless: [nothing, ${ENDLESS.map((way) => `"${way}"`).join(", ")}]
stages:
  bad: { uses: ./bad.ts, over: [way], with: { how: "\${way}" } }
  heir: { uses: ./heir.ts, over: [way], needs: { value: bad } }
  endless: { uses: ./bad.ts, over: [endless], time_limit: 5, with: { how: "\${endless}" } }
`;

/** A stage that takes what another made. */
export const HEIR = `import { defineStage, Expectation, one, z } from "koopline";
export const heir = defineStage({
  kind: "heir",
  summary: "Takes what another made.",
  params: z.strictObject({}),
  needs: { value: one(Expectation) },
  makes: Expectation,
  run: ({ needs }) => ({ tables: { values: needs.value.tables.values }, files: {}, meta: {} }),
});
`;
