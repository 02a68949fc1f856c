import assert from "node:assert/strict";
import fc from "fast-check";
import { contrastTexts } from "../../../engine/plan/contrast.ts";
import { diffPreimages, formatDifference } from "../../../engine/plan/explain.ts";
import { hashPreimage } from "../../../engine/plan/preimage.ts";
import type { CodeManifest, Preimage } from "../../../engine/store/record.ts";

const HASH = "a".repeat(64);
const OTHER = "b".repeat(64);

const PREIMAGE: Preimage = {
  format: 1,
  kind: "train",
  code: "0".repeat(64),
  params: { layers: [40, 10], optimiser: { kind: "sgd", rate: 0.1 } },
  inputs: { data: [{ labels: { n: 1 }, artifact: HASH }, { labels: { n: 2 }, artifact: HASH }] },
  files: { "a.csv": HASH },
  queries: { all: "select 1" },
  catalog: 1,
  schemas: { data: ["n"] },
  pipeline: { name: "p", axes: { n: [1, 2] }, stages: [{ name: "data", cells: 2, over: ["n"] }] },
};

const CODE: CodeManifest = {
  modules: { "stages/train/stage.ts": HASH, "kernels/net.wasm": HASH },
  packages: {
    "d3-array@3.2.4": "sha512-one",
    "@scope/thing@1.0.0": "sha512-two",
    "d3-transition@3.0.1_d3-selection@3.0.0": "sha512-three",
    "d3-selection@3.0.0": "sha512-four",
  },
};

const explain = (after: Preimage, now: CodeManifest = CODE) =>
  diffPreimages(PREIMAGE, after, (hash) => hash === PREIMAGE.code ? CODE : now)
    .map(formatDifference);

const explainCode = (now: CodeManifest) => explain({ ...PREIMAGE, code: OTHER }, now);

Deno.test("diffPreimages() names a module, a kernel and a package, each by one line", () => {
  const { modules, packages } = CODE;
  assert.deepEqual(
    explainCode({ packages, modules: { ...modules, "stages/train/stage.ts": OTHER } }),
    [
      "module stages/train/stage.ts: aaaaaaaaaaaa → bbbbbbbbbbbb",
    ],
  );
  assert.deepEqual(explainCode({ packages, modules: { ...modules, "kernels/net.wasm": OTHER } }), [
    "module kernels/net.wasm: aaaaaaaaaaaa → bbbbbbbbbbbb",
  ]);
  assert.deepEqual(explainCode({ packages, modules: { ...modules, "numerics/new.ts": OTHER } }), [
    "module numerics/new.ts: new (bbbbbbbbbbbb)",
  ]);
  const { "d3-array@3.2.4": _, ...others } = packages;
  assert.deepEqual(
    explainCode({ modules, packages: { ...others, "d3-array@3.2.5": "sha512-new" } }),
    [
      "package d3-array: 3.2.4 (sha512-one…) → 3.2.5 (sha512-new…)",
    ],
  );
});

Deno.test("diffPreimages() names an upgraded peer once, not again for the packages beside it", () => {
  const { "d3-transition@3.0.1_d3-selection@3.0.0": one, "d3-selection@3.0.0": _, ...others } =
    CODE.packages;
  const packages = {
    ...others,
    "d3-transition@3.0.1_d3-selection@3.1.0": one ?? "",
    "d3-selection@3.1.0": "sha512-five",
  };
  assert.deepEqual(explainCode({ modules: CODE.modules, packages }), [
    "package d3-selection: 3.0.0 (sha512-four…) → 3.1.0 (sha512-five…)",
  ]);
});

Deno.test("diffPreimages() names the store's format, the catalog's rules and what is missing", () => {
  const [first] = PREIMAGE.inputs["data"] ?? [];
  assert.ok(first !== undefined);
  // The next format, as a later version of this program would write it.
  const next: Preimage = JSON.parse(JSON.stringify({ ...PREIMAGE, format: 2 }));
  assert.deepEqual(explain(next), ["store format: 1 → 2"]);
  assert.deepEqual(explain({ ...PREIMAGE, catalog: 2 }), ["catalog rules: 1 → 2"]);
  const missing = { data: [{ labels: { n: 2 } }] };
  assert.deepEqual(explain({ ...PREIMAGE, inputs: { data: [first] }, missing }), [
    "input data[n=2]: aaaaaaaaaaaa → missing",
  ]);
});

Deno.test("diffPreimages() says that the code is another where its module graph is forgotten", () => {
  const after = { ...PREIMAGE, code: OTHER };
  assert.deepEqual(diffPreimages(PREIMAGE, after, () => undefined).map(formatDifference), [
    "module code: 000000000000 → bbbbbbbbbbbb",
  ]);
});

Deno.test("diffPreimages() gives the path of what has no name of its own", () => {
  const [first] = PREIMAGE.inputs["data"] ?? [];
  assert.ok(first !== undefined);
  const before: Preimage = { ...PREIMAGE, inputs: { data: [first] } };
  const after: Preimage = { ...before, inputs: { data: [{ ...first, labels: { n: "1" } }] } };
  assert.deepEqual(diffPreimages(before, after, () => CODE).map(formatDifference), [
    'preimage inputs.data[0].labels.n: 1 → "1"',
  ]);
});

Deno.test("contrastTexts() shows long texts around the place where they differ, and spaces where only they do", () => {
  const [start, end] = ["s".repeat(300), "e".repeat(300)];
  assert.deepEqual(contrastTexts(`${start}one${end}`, `${start}two${end}`), [
    `…${"s".repeat(30)}one${"e".repeat(30)}…`,
    `…${"s".repeat(30)}two${"e".repeat(30)}…`,
  ]);
  assert.deepEqual(contrastTexts("a b", "a  b"), ['"a b"', '"a  b"']);
});

const SEED = 20261122;

Deno.test(`two preimages of other keys always differ in something that has a name (seed ${SEED})`, () => {
  const scalar = fc.oneof(fc.integer(), fc.string(), fc.boolean());
  const labels = fc.dictionary(fc.constantFrom("n", "m"), scalar);
  const input = fc.record({ labels, artifact: fc.constantFrom(HASH, OTHER) });
  const change = fc.record({
    params: fc.jsonValue(),
    inputs: fc.dictionary(fc.constantFrom("data", "more"), fc.array(input, { maxLength: 3 })),
    missing: fc.dictionary(fc.constantFrom("data", "more"), fc.array(fc.record({ labels }))),
    files: fc.dictionary(fc.constantFrom("a.csv", "b.csv"), fc.constantFrom(HASH, OTHER)),
    queries: fc.dictionary(fc.constantFrom("all", "some"), fc.string()),
    catalog: fc.integer(),
    schemas: fc.dictionary(fc.constantFrom("data", "more"), fc.array(fc.constantFrom("n", "m"))),
    pipeline: fc.jsonValue(),
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(change, change, (one, two) => {
      const [before, after]: Preimage[] = JSON.parse(
        JSON.stringify([{ ...PREIMAGE, ...one }, { ...PREIMAGE, ...two }]),
      );
      assert.ok(before !== undefined && after !== undefined);
      const lines = diffPreimages(before, after, () => CODE).map(formatDifference);
      assert.equal(
        lines.length > 0,
        hashPreimage(before) !== hashPreimage(after),
        lines.join("\n"),
      );
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

Deno.test(`contrastTexts() never shows two texts alike (seed ${SEED})`, () => {
  const unit = fc.constantFrom("a", "b", " ", "\n");
  const text = fc.string({ unit, maxLength: 400, size: "max" });
  fc.assert(
    fc.property(text, text, text, text, (start, was, is, end) => {
      const [before, after] = [start + was + end, start + is + end];
      fc.pre(before !== after);
      const [shown, other] = contrastTexts(before, after);
      assert.notEqual(shown, other);
      for (const one of [shown, other]) assert.ok(one.length <= 121 && !one.includes("\n"));
    }),
    { seed: SEED, numRuns: 1000 },
  );
});
