/**
 * Optimisers: how weights w move along the gradient g of a batch's mean loss, at learning rate η.
 *
 * Everything acts on each weight by itself; state begins at 0. `weightDecay` λ adds λ·w to g first
 * (L2 regularisation), except in adamw. The forms are PyTorch's (torch.optim, documentation of 1.13), which
 * differ from some papers as noted.
 *
 * | kind     | update                                                                  | source |
 * | -------- | ----------------------------------------------------------------------- | ------ |
 * | sgd      | w ← w − η·g                                                             | Robbins & Monro 1951 |
 * | momentum | v ← μ·v + g; w ← w − η·v                                                | Polyak 1964; with η outside v as in PyTorch, not inside as in Sutskever et al. 2013 |
 * | nesterov | v ← μ·v + g; w ← w − η·(g + μ·v)                                        | Nesterov 1983; Sutskever et al. 2013, eq. 3–4, in PyTorch's form |
 * | adagrad  | s ← s + g²; w ← w − η·g/(√s + ε); s begins at `initial`                 | Duchi, Hazan & Singer 2011, fig. 1 |
 * | adadelta | s ← ρ·s + (1−ρ)·g²; d = g·√(u+ε)/√(s+ε); u ← ρ·u + (1−ρ)·d²; w ← w − η·d | Zeiler 2012, algorithm 1 (η = 1) |
 * | rmsprop  | s ← α·s + (1−α)·g²; w ← w − η·g/(√s + ε)                                | Tieleman & Hinton 2012, lecture 6.5 (α = 0.9) |
 * | adam     | m ← β₁·m + (1−β₁)·g; s ← β₂·s + (1−β₂)·g²; w ← w − η·m̂/(√ŝ + ε), m̂ = m/(1−β₁ᵗ), ŝ = s/(1−β₂ᵗ) | Kingma & Ba 2015, algorithm 1 |
 * | adamw    | w ← w − η·λ·w, then adam without λ in g                                 | Loshchilov & Hutter 2019, algorithm 2; there λ is not multiplied by the rate α, only by the schedule |
 */

import type { Optimiser } from "./trainer.ts";

/** Parameters with PyTorch's values where a pipeline gives none; `rate` is missing where PyTorch has none. */
export const OPTIMISER_DEFAULTS = {
  sgd: { weightDecay: 0 },
  momentum: { momentum: 0.9, weightDecay: 0 },
  nesterov: { momentum: 0.9, weightDecay: 0 },
  adagrad: { rate: 0.01, epsilon: 1e-10, initial: 0, weightDecay: 0 },
  adadelta: { rate: 1, rho: 0.9, epsilon: 1e-6, weightDecay: 0 },
  rmsprop: { rate: 0.01, alpha: 0.99, epsilon: 1e-8, weightDecay: 0 },
  adam: { rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  adamw: { rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
} as const;

/** Moves parameters along a gradient, in place. */
export type Update = (parameters: Float64Array, gradient: ArrayLike<number>, rate: number) => void;

/**
 * Opens the plain update of an optimiser with its state, in float64: what the kernels compute, written for
 * reading. The tfjs backend uses it, and the tests.
 *
 * @param length number of parameters.
 */
export function openUpdate(optimiser: Optimiser, length: number): Update {
  switch (optimiser.kind) {
    case "sgd":
      return updateSgd(optimiser);
    case "momentum":
    case "nesterov":
      return updateMomentum(optimiser, length);
    case "adagrad":
      return updateAdagrad(optimiser, length);
    case "adadelta":
      return updateAdadelta(optimiser, length);
    case "rmsprop":
      return updateRmsprop(optimiser, length);
    case "adam":
    case "adamw":
      return updateAdam(optimiser, length);
  }
}

type OptimiserOf<K extends Optimiser["kind"]> = Extract<Optimiser, { readonly kind: K }>;

function updateSgd({ weightDecay: lambda }: OptimiserOf<"sgd">): Update {
  return (w, g, rate) => {
    for (let i = 0; i < w.length; i++) w[i]! -= rate * (g[i]! + lambda * w[i]!);
  };
}

function updateMomentum(
  { kind, momentum: mu, weightDecay: lambda }: OptimiserOf<"momentum" | "nesterov">,
  length: number,
): Update {
  const v = new Float64Array(length);
  return (w, gradient, rate) => {
    for (let i = 0; i < w.length; i++) {
      const g = gradient[i]! + lambda * w[i]!;
      v[i] = mu * v[i]! + g;
      w[i]! -= rate * (kind === "nesterov" ? g + mu * v[i]! : v[i]!);
    }
  };
}

function updateAdagrad(
  { epsilon, initial, weightDecay: lambda }: OptimiserOf<"adagrad">,
  length: number,
): Update {
  const s = new Float64Array(length).fill(initial);
  return (w, gradient, rate) => {
    for (let i = 0; i < w.length; i++) {
      const g = gradient[i]! + lambda * w[i]!;
      s[i]! += g * g;
      w[i]! -= rate * g / (Math.sqrt(s[i]!) + epsilon);
    }
  };
}

function updateAdadelta(
  { rho, epsilon, weightDecay: lambda }: OptimiserOf<"adadelta">,
  length: number,
): Update {
  const s = new Float64Array(length);
  const u = new Float64Array(length);
  return (w, gradient, rate) => {
    for (let i = 0; i < w.length; i++) {
      const g = gradient[i]! + lambda * w[i]!;
      s[i] = rho * s[i]! + (1 - rho) * g * g;
      const d = g * Math.sqrt(u[i]! + epsilon) / Math.sqrt(s[i]! + epsilon);
      u[i] = rho * u[i]! + (1 - rho) * d * d;
      w[i]! -= rate * d;
    }
  };
}

function updateRmsprop(
  { alpha, epsilon, weightDecay: lambda }: OptimiserOf<"rmsprop">,
  length: number,
): Update {
  const s = new Float64Array(length);
  return (w, gradient, rate) => {
    for (let i = 0; i < w.length; i++) {
      const g = gradient[i]! + lambda * w[i]!;
      s[i] = alpha * s[i]! + (1 - alpha) * g * g;
      w[i]! -= rate * g / (Math.sqrt(s[i]!) + epsilon);
    }
  };
}

function updateAdam(
  { kind, beta1, beta2, epsilon, weightDecay: lambda }: OptimiserOf<"adam" | "adamw">,
  length: number,
): Update {
  const m = new Float64Array(length);
  const s = new Float64Array(length);
  // Powers by repeated products: their bits then follow from × alone.
  let power1 = 1;
  let power2 = 1;
  return (w, gradient, rate) => {
    power1 *= beta1;
    power2 *= beta2;
    for (let i = 0; i < w.length; i++) {
      if (kind === "adamw") w[i]! -= rate * lambda * w[i]!;
      const g = kind === "adamw" ? gradient[i]! : gradient[i]! + lambda * w[i]!;
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      s[i] = beta2 * s[i]! + (1 - beta2) * g * g;
      w[i]! -= rate * (m[i]! / (1 - power1)) / (Math.sqrt(s[i]! / (1 - power2)) + epsilon);
    }
  };
}
