import type { RandomStream } from "../numerics/random.ts";
import type { Precision } from "./trainer.ts";

/**
 * Perturbs parameters multiplicatively, in place: w ← w·(1 + size·ξ), ξ ~ U(−1, 1) for each parameter on its
 * own (Redman et al. 2024: size 0.001).
 *
 * @param precision results are rounded to it.
 */
export function perturbParameters(
  parameters: Float64Array,
  size: number,
  precision: Precision,
  stream: RandomStream,
): void {
  for (let i = 0; i < parameters.length; i++) {
    const value = parameters[i]! * (1 + size * stream.uniform(-1, 1));
    parameters[i] = precision === "float32" ? Math.fround(value) : value;
  }
}
