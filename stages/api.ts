/** What a stage kind of the user's own imports: `import { defineStage, one, z } from "koopline";`. */

export { z } from "zod";
export * from "./define.ts";
export * from "../schemas/column.ts";
export * from "../schemas/artifact_type.ts";
export { KooplineError } from "../schemas/error.ts";
export { Trajectories } from "../schemas/trajectories.ts";
export { Dataset } from "../schemas/dataset.ts";
export { NO_CURVES } from "./trajectory_tables.ts";
export { Operator } from "../schemas/operator.ts";
export { Spectrum } from "../schemas/spectrum.ts";
export { Distances } from "../schemas/distances.ts";
export { Forecast } from "../schemas/forecast.ts";
export { Conjugacy } from "../schemas/conjugacy.ts";
export { Expectation } from "../schemas/expectation.ts";
export { Timing } from "../schemas/timing.ts";
export { Figure } from "../schemas/figure.ts";
export { Report } from "../schemas/report.ts";
export {
  atan2,
  cbrt,
  cos,
  exp,
  expm1,
  hypot,
  log,
  log1p,
  pow,
  sin,
  tan,
  tanh,
} from "../numerics/elementary.ts";
export type { JsonValue, Labels, Scalar } from "../schemas/json.ts";
