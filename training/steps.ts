/** Which steps of a training something happens at. */

/** Steps: a regular series, or a list. */
export type Steps =
  | { readonly from: number; readonly to: number; readonly every: number }
  | { readonly at: readonly number[] };

/** Opens a choice of steps: tells whether a step is among them. */
export function openSteps(steps: Steps): (step: number) => boolean {
  if ("at" in steps) {
    const listed = new Set(steps.at);
    return (step) => listed.has(step);
  }
  const { from, to, every } = steps;
  return (step) => step >= from && step <= to && (step - from) % every === 0;
}
