import { z } from "zod";
import { defineArtifact } from "./artifact_type.ts";
import { bool, f64, i32, utf8, vector } from "./column.ts";

const method = utf8(
  "`koopman`, `affine` (with the constant observable), `hold`, `linear`, `quadratic` or `average`",
);
const cutoff = f64(
  "relative cut-off on singular values: the number given, for `machine` and `jax` the largest over the patches, 0 for methods without one",
);

/** Weights predicted by patch operators and by the baselines, and how well they do. */
export const Forecast = defineArtifact({
  name: "forecast",
  version: 1,
  summary: "Weights predicted from a recorded training, beside the training itself and baselines.",
  tables: {
    paths: {
      meaning:
        "One row a quantity along a predicted path or, with method `optimiser`, along the recorded one.",
      columns: {
        method: utf8("as in `outcomes`, or `optimiser` for the recorded path"),
        cutoff,
        step: i32("iterations after the last snapshot of the fit", { unit: "step" }),
        quantity: utf8(
          "`loss` (the one that is compared), `train_loss`, `test_loss`, `test_accuracy`, `error` ‖ŵ − w‖, `displacement` ‖ŵ − w(t2)‖",
        ),
        value: f64("its value; not finite where the predicted weights are not", { finite: false }),
      },
    },
    outcomes: {
      meaning: "One row a method and cut-off: what T steps of prediction are worth.",
      columns: {
        method,
        cutoff,
        from: i32("first step of the window of the fit, t1", { unit: "step" }),
        to: i32("last step of the window, t2, where predictions begin", { unit: "step" }),
        steps: i32(
          "predicted iterations, T; fewer than asked for where an adaptive stop ended them",
          { unit: "step" },
        ),
        loss_begin: f64("the optimiser's loss at t2, smoothed as asked", { finite: false }),
        loss_end: f64("loss of the weights after T predicted steps, L_K", { finite: false }),
        loss_optimiser: f64("the optimiser's loss at t2 + T, smoothed as asked", { finite: false }),
        equal_steps: i32(
          "T^eq: iterations of the optimiser after t2 until its loss is at most L_K; how far was looked when censored; 0 without a loss",
          { unit: "step" },
        ),
        censored: bool("whether the optimiser did not get there as far as was looked"),
        ratio: f64("T^eq/T; NaN without a loss", { finite: false }),
        success: bool("whether T^eq > 0"),
        error: f64("‖ŵ − w‖₂ after T steps; NaN where the recording has no such snapshot", {
          finite: false,
        }),
        displacement: f64("‖w(t2 + T) − w(t2)‖₂; NaN likewise", { finite: false }),
        median_error: f64("median over the weights of |ŵ − w| after T steps; NaN likewise", {
          finite: false,
        }),
        median_displacement: f64("median over the weights of |w(t2 + T) − w(t2)|; NaN likewise", {
          finite: false,
        }),
        sign_agreement: f64(
          "share of weights that move and whose predicted change has the right sign",
          {
            finite: false,
          },
        ),
      },
    },
    patches: {
      meaning: "One row a patch, method and cut-off: its operator.",
      columns: {
        method,
        cutoff,
        patch: i32("number of the patch, from 0"),
        layer: i32("layer from 1; 0 where a patch spans several"),
        unit: i32("unit from 0; −1 where a patch spans several", {}),
        size: i32("weights in the patch"),
        rank: i32("singular values kept"),
        condition: f64("σ₁/σ_rank of what was kept"),
        radius: f64(
          "largest |λ|, after projection if there was one; of `affine` besides the constant's own 1; NaN when not asked for",
          { finite: false },
        ),
        residual: f64(
          "ResDMD residual of that eigenpair, relative to |λ|·‖g‖; NaN likewise and at rank 0",
          {
            finite: false,
          },
        ),
        defect: f64("√(Σ‖w⁺ − A·w‖² / Σ‖w⁺‖²) over the pairs of the fit"),
      },
    },
    weights: {
      meaning: "One row a method and cut-off: the weights after T predicted steps.",
      columns: {
        method,
        cutoff,
        values: vector("f64", "all weights, in the order of the recording", { finite: false }),
      },
    },
    operations: {
      meaning:
        "Floating-point operations by the formulas of `numerics/operation_count.ts` and `training_operations.ts`: the same on every machine.",
      columns: {
        method: utf8("as in `outcomes`, or `optimiser`"),
        cutoff,
        task: utf8(
          "`construction`; `enter` and `read`, to the coordinates of the operators and back; `step`, one application there; `dense_step`, one by matrices of n × n; `power`, T applications at once; `optimiser_step`",
        ),
        operations: f64("additions, multiplications, divisions and roots"),
      },
    },
    windows: {
      meaning: "One row a window that an adaptive start looked at; empty for a fixed start.",
      columns: {
        from: i32("first step of the window", { unit: "step" }),
        to: i32("last step of the window", { unit: "step" }),
        distance: f64(
          "largest distance from 1 of the modulus of an eigenvalue that counts; NaN where `error` is above `baseline`",
          { finite: false },
        ),
        error: f64("hold-out error of the operators", { finite: false }),
        baseline: f64("hold-out error of linear extrapolation", { finite: false }),
        accepted: bool("whether the conditions held"),
      },
    },
  },
  files: {},
  meta: z.strictObject({
    partition: z.string().describe("`network`, `layer`, `node`, `quasi_node(157)` or `weight`"),
    precision: z.enum(["float32", "float64"]),
    from: z.int().describe("step of the first snapshot of the fit, t1"),
    to: z.int().describe("step of the last, t2"),
    steps: z.int().describe("most iterations that a method predicted; `outcomes` has each one's T"),
    asked: z.int().describe(
      "iterations asked for; more than `steps` when an adaptive stop ended all predictions",
    ),
    stride: z.int().describe("iterations from one snapshot to the next: of one application"),
    lag: z.int().describe("lag h of linear and quadratic extrapolation, in iterations"),
    patches: z.int(),
    weights: z.int(),
    loss: z.string().describe("what `loss` is: `test_loss`, `train_loss` or `none`"),
    start: z.enum(["fixed", "adaptive"]),
    stop: z.enum(["fixed", "adaptive"]),
    began: z.boolean().describe(
      "whether an adaptive start found its windows; if not, the last `windows` of them were taken",
    ),
  }),
});
