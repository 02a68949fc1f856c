import assert from "node:assert/strict";
import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { findStageKinds } from "../../engine/pipeline/kind_shape.ts";
import { parsePipeline } from "../../engine/pipeline/parse.ts";
import { buildPipelineSchema } from "../../schemas/pipeline_schema.ts";
import { BUILT_IN_KINDS } from "../../stages/mod.ts";
import { TEST_KINDS } from "../engine/pipeline/test_kinds.ts";

const COMMITTED = new URL("../../schemas/pipeline.schema.json", import.meta.url);
const PIPELINES = new URL("../../pipelines/", import.meta.url);

function compile(schema: object): ValidateFunction {
  return new Ajv({ allErrors: true, strict: false }).compile(schema);
}

function compileTestSchema(): ValidateFunction {
  return compile(buildPipelineSchema([...TEST_KINDS.values()].map(({ kind }) => kind)));
}

Deno.test("pipeline.schema.json is what the stage kinds say now; `deno task schema -o schemas/pipeline.schema.json` writes it", async () => {
  const kinds = await Promise.all(
    [...BUILT_IN_KINDS.values()].map(async ({ load }) => findStageKinds(await load()).kinds),
  );
  const schema = buildPipelineSchema(kinds.flat().map(({ kind }) => kind));
  assert.deepEqual(JSON.parse(await Deno.readTextFile(COMMITTED)), schema);
});

Deno.test("pipeline.schema.json accepts the pipelines of this repository", async () => {
  const validate = compile(JSON.parse(await Deno.readTextFile(COMMITTED)));
  for await (const { name } of Deno.readDir(PIPELINES)) {
    if (!name.endsWith(".yaml")) continue;
    assert.ok(
      validate(parse(await Deno.readTextFile(new URL(name, PIPELINES)))),
      `${name}: ${JSON.stringify(validate.errors)}`,
    );
  }
});

const GOOD: readonly string[] = [
  "name: a\nstages: { s: { uses: source } }",
  "name: a\nstages: { s: { uses: ./mine.ts, with: { anything: [1, { b: 2 }] }, needs: { x: y, z: [t] } } }",
  'name: a\naxes: { w: [1, a, true], i: { range: [0, "${n}"] }, r: { linspace: [0, 1, 5] } }\nstages: { s: { uses: source } }',
  'name: a\nstages: { f: { uses: fit, needs: { trajectories: s }, with: { delays: "${320 / w}", rank: { kind: fixed, rank: "${k}" } } } }',
  'name: a\nstages: { f: { uses: fit, needs: { trajectories: s }, with: { method: "${m}" } } }',
  "name: a\nstages: { r: { uses: report, needs: { tables: [a, b] } } }",
  "name: a\nstages: { r: { uses: relate, needs: { spectra: s } } }",
];

Deno.test.each(GOOD.map((text) => [text] as const))("buildPipelineSchema() accepts %s", (text) => {
  const validate = compileTestSchema();
  assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
  parsePipeline({ path: "p.yaml", bytes: new TextEncoder().encode(text) });
});

const BAD: readonly string[] = [
  "name: A\nstages: { s: { uses: source } }",
  "name: a\nstages: {}",
  "name: a\nstages: { s: { uses: sauce } }",
  "name: a\nstages: { s: { uses: source, wiht: {} } }",
  "name: a\naxes: { w: 5 }\nstages: { s: { uses: source } }",
  "name: a\nstages: { s: { uses: source, with: { steps: many } } }",
  "name: a\nstages: { s: { uses: source, with: { stpes: 5 } } }",
  "name: a\nstages: { s: { uses: source, needs: { data: x } } }",
  "name: a\nstages: { f: { uses: fit } }",
  "name: a\nstages: { f: { uses: fit, needs: { trajectories: s }, with: { rank: { kind: full, rank: 3 } } } }",
  "name: a\nstages: { r: { uses: relate, needs: { others: s } } }",
  "name: a\nstages: { i: { uses: import } }",
];

Deno.test.each(BAD.map((text) => [text] as const))("buildPipelineSchema() refuses %s", (text) => {
  assert.ok(!compileTestSchema()(parse(text)));
});

Deno.test("buildPipelineSchema() carries the kinds' descriptions to editors", () => {
  const { definitions } = buildPipelineSchema([...TEST_KINDS.values()].map(({ kind }) => kind));
  assert.match(JSON.stringify(definitions), /"const":"fit","description":"A fit for tests\."/);
});
