import assert from "node:assert/strict";
import { z } from "zod";
import { renderParameters } from "../../../engine/command/parameter_text.ts";
import type { JsonValue } from "../../../schemas/json.ts";

function render(params: z.ZodType, columns = 100): readonly string[] {
  const schema: JsonValue = JSON.parse(JSON.stringify(z.toJSONSchema(params, { io: "input" })));
  return renderParameters(schema, { indent: "", paint: (_, text) => text, columns });
}

Deno.test("renderParameters() says type, bounds, default and meaning of each parameter", () => {
  const lines = render(z.strictObject({
    name: z.string().describe("what it is called"),
    steps: z.int().min(1).max(9).default(5),
    rate: z.number().positive().optional(),
    level: z.number().gt(0).lt(1).default(0.5),
    seed: z.int().default(0),
    bias: z.boolean().default(false),
    method: z.enum(["exact", "projected"]).default("exact"),
    repeats: z.string().nullable().default(null),
  }));
  assert.deepEqual(lines, [
    "name     text  what it is called",
    "steps    whole number 1 to 9 = 5",
    "rate     number above 0, optional",
    "level    number above 0 and below 1 = 0.5",
    "seed     whole number = 0",
    "bias     true or false = false",
    "method   exact | projected = exact",
    "repeats  text or null, optional",
  ]);
});

Deno.test("renderParameters() shows each alternative of a tagged union under its tag", () => {
  const lines = render(z.strictObject({
    rank: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("fixed"), rank: z.int().min(1) }),
      z.strictObject({ kind: z.literal("energy"), fraction: z.number().default(0.99) }),
      z.strictObject({ kind: z.literal("full") }),
    ]).default({ kind: "full" }),
  }));
  assert.deepEqual(lines, [
    "rank  one of = { kind: full }",
    "  kind: fixed",
    "    rank  whole number at least 1",
    "  kind: energy",
    "    fraction  number = 0.99",
    "  kind: full",
  ]);
});

Deno.test("renderParameters() says what an alternative means, and which one is meant without a tag", () => {
  const lines = render(z.strictObject({
    fit: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("fixed").default("fixed"), from: z.int() }),
      z.strictObject({ kind: z.literal("adaptive") }).describe("found in the recording"),
    ]),
  }));
  assert.deepEqual(lines, [
    "fit  one of",
    "  kind: fixed, unless another kind is given",
    "    from  whole number",
    "  kind: adaptive  found in the recording",
  ]);
});

Deno.test("renderParameters() shows a union that is all of the parameters", () => {
  const lines = render(z.discriminatedUnion("as", [
    z.strictObject({ as: z.literal("trajectories"), file: z.string() }),
    z.strictObject({ as: z.literal("spectrum") }),
  ]));
  assert.deepEqual(lines, ["as: trajectories", "  file  text", "as: spectrum"]);
});

Deno.test("renderParameters() shows what is inside of maps, lists and pairs", () => {
  const lines = render(z.strictObject({
    limits: z.strictObject({ x: z.tuple([z.number(), z.number()]).optional() }).default({}),
    layers: z.array(z.int()).describe("widths"),
    marks: z.array(z.strictObject({ at: z.number() })).default([]),
    columns: z.record(z.string(), z.string()).optional(),
    initial: z.union([z.number(), z.strictObject({ low: z.number() })]),
  }));
  assert.deepEqual(lines, [
    "limits   map, optional",
    "  x  [number, number], optional",
    "layers   list of whole numbers  widths",
    "marks    list of maps = []",
    "  at  number",
    "columns  map to text, optional",
    "initial  number or a map",
    "  low  number",
  ]);
});

Deno.test("renderParameters() puts a meaning that does not fit below, in its own column", () => {
  const meaning = "a long explanation of what the step length of both descents is good for";
  const lines = render(z.strictObject({ rate: z.number().describe(meaning) }), 50);
  assert.deepEqual(lines, [
    "rate  number",
    "      a long explanation of what the step length",
    "      of both descents is good for",
  ]);
});
