import { Dataset } from "../../schemas/dataset.ts";
import { Forecast } from "../../schemas/forecast.ts";
import { Trajectories } from "../../schemas/trajectories.ts";
import { defineStage, one, optional } from "../define.ts";
import { ForecastParams } from "./params.ts";

/** Predicts the weights of a training instead of training them; README.md has the equations. */
export const forecast = defineStage({
  kind: "forecast",
  summary: "Weights predicted by Koopman operators of patches, beside the training and baselines.",
  params: ForecastParams,
  needs: { trajectories: one(Trajectories), data: optional(one(Dataset)) },
  makes: Forecast,
  async run({ params, needs, progress, log }) {
    const { forecastWeights } = await import("./forecast.ts");
    return forecastWeights(params, needs, { progress, log });
  },
});
