/** Separable losses f(x) = Σ ℓ(x_i), by their slope. */

import { tan } from "./elementary.ts";

/**
 * A loss on ℝᵈ.
 * - `tan`: ℓ = tan x (Redman et al. 2024, their published code).
 * - `square`: ℓ = x². `quartic`: ℓ = x⁴ (the same code, commented out).
 * - `quadratic`: ℓ = (x − centre)²/2, whose minimum inside the box makes a hyperbolic fixed point.
 */
export type Loss =
  | { readonly kind: "tan" }
  | { readonly kind: "square" }
  | { readonly kind: "quartic" }
  | { readonly kind: "quadratic"; readonly centre: number };

/** Gives ℓ'(x). */
export function computeSlope(loss: Loss, x: number): number {
  switch (loss.kind) {
    case "tan": {
      const height = tan(x);
      return 1 + height * height;
    }
    case "square":
      return 2 * x;
    case "quartic":
      return 4 * x * x * x;
    case "quadratic":
      return x - loss.centre;
  }
}
