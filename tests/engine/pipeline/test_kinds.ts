/** Stage kinds for tests of the pipeline: ports and parameters of every sort, and nothing to run. */

import { z } from "zod";
import type { ArtifactType } from "../../../schemas/artifact_type.ts";
import { Figure } from "../../../schemas/figure.ts";
import { Operator } from "../../../schemas/operator.ts";
import { Report } from "../../../schemas/report.ts";
import { Spectrum } from "../../../schemas/spectrum.ts";
import { Trajectories } from "../../../schemas/trajectories.ts";
import type { LoadedKind } from "../../../engine/pipeline/expanded.ts";
import { expandPipeline } from "../../../engine/pipeline/expand.ts";
import { parsePipeline } from "../../../engine/pipeline/parse.ts";
import { any, defineStage, many, one, optional, type Ports } from "../../../stages/define.ts";

const refuseToRun = () => {
  throw new Error("test kinds are not run");
};

function declareKind<P extends z.ZodType>(
  kind: string,
  params: P,
  needs: Ports,
  makes: ArtifactType | ((params: z.output<P>) => ArtifactType),
  open = false,
) {
  return defineStage({
    kind,
    summary: `A ${kind} for tests.`,
    params,
    needs,
    makes,
    open,
    run: refuseToRun,
  });
}

const Rank = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("fixed"), rank: z.int().min(1) }),
  z.strictObject({ kind: z.literal("full") }),
]);

const declared = [
  /** Makes trajectories from nothing. */
  declareKind(
    "source",
    z.strictObject({
      steps: z.int().min(1).default(10),
      rate: z.number().positive().optional(),
      label: z.string().optional(),
      layers: z.array(z.int().min(1)).min(1).optional(),
      bias: z.boolean().default(false),
      data: z.json().optional(),
    }),
    {},
    Trajectories,
  ),
  /** Takes one artifact. */
  declareKind(
    "fit",
    z.strictObject({
      delays: z.int().min(0).default(0),
      rank: Rank.default({ kind: "full" }),
      method: z.enum(["projected", "exact"]).default("projected"),
    }),
    { trajectories: one(Trajectories) },
    Operator,
  ),
  /** Takes many artifacts. */
  declareKind("pool", z.strictObject({}), { trajectories: many(Trajectories) }, Operator),
  declareKind("spectrum", z.strictObject({}), { operator: one(Operator) }, Spectrum),
  declareKind("compare", z.strictObject({ between: z.string() }), {
    spectra: many(Spectrum),
    reference: one(Operator),
  }, Spectrum),
  /** Makes what a parameter says. */
  declareKind(
    "import",
    z.strictObject({ as: z.enum(["trajectories", "spectrum"]) }),
    {},
    ({ as }) => as === "spectrum" ? Spectrum : Trajectories,
  ),
  declareKind("figure", z.strictObject({ sql: z.string().default("") }), {}, Figure, true),
  declareKind("report", z.strictObject({}), { figures: optional(many(Figure)) }, Report, true),
  /** Does without either port. */
  declareKind("relate", z.strictObject({}), {
    spectra: many(Spectrum),
    others: optional(many(Spectrum)),
    reference: optional(one(Operator)),
  }, Spectrum),
  declareKind("view", z.strictObject({}), { tables: any() }, Figure),
  /** A kind whose own schema is wrong in several ways. */
  declareKind(
    "broken",
    z.strictObject({ mode: z.enum(["throws", "waits", "date"]) }).transform((params) => {
      if (params.mode === "throws") throw new TypeError("no such luck");
      return params.mode === "date" ? { at: new Date(0) } : params;
    }).refine((params) =>
      "mode" in params && params.mode === "waits" ? Promise.resolve(true) : true
    ),
    {},
    Trajectories,
  ),
];

/** The test kinds as loaded kinds. */
export const TEST_KINDS: ReadonlyMap<string, LoadedKind> = new Map(
  declared.map((kind) => [kind.kind, { uses: kind.kind, kind, module: "file:///test_kinds.ts" }]),
);

/** Parses a pipeline's text, under the name p.yaml. */
export function parseText(text: string) {
  return parsePipeline({ path: "p.yaml", bytes: new TextEncoder().encode(text) });
}

/** Parses and expands a pipeline's text with the test kinds. */
export function expandText(text: string, set: Readonly<Record<string, string>> = {}) {
  return expandPipeline(parseText(text), TEST_KINDS, { set });
}
