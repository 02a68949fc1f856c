/** What is recorded of a net under training: functions of its parameters, or its loss. */

import { findQuantile } from "../numerics/quantile.ts";
import { KooplineError } from "../schemas/error.ts";
import { measureNorms, type Norm } from "./norms.ts";
import { openProjection, type Projection } from "./projection.ts";
import type { ParameterBlock, Trainable } from "./trainer.ts";

/** Which parameters: all of them, or a layer's; layers count from 1, and from −1 at the end. */
export type Scope = number | null;

/** An observable, or several that belong together. */
export type Observable =
  | { readonly kind: "all" }
  | { readonly kind: "layer"; readonly layer: number }
  | { readonly kind: "node"; readonly layer: number; readonly unit: number }
  | { readonly kind: "indices"; readonly indices: readonly number[] }
  | { readonly kind: "quantiles"; readonly layer: Scope; readonly levels: readonly number[] }
  | { readonly kind: "norms"; readonly layer: Scope; readonly norms: readonly Norm[] }
  | { readonly kind: "projection"; readonly layer: Scope; readonly projection: Projection }
  | { readonly kind: "loss" };

/** Measures observables. */
export interface Probe {
  /** A name for each of the D observables. */
  readonly names: readonly string[];
  /**
   * Measures.
   *
   * @param loss the loss of the step's batch, before its update.
   * @param into D numbers.
   */
  measure(trainer: Trainable, loss: number, into: Float64Array): void;
}

/**
 * Opens observables side by side.
 *
 * @param blocks the net's parameters.
 * @throws KooplineError `input.value` for a layer, unit or index that the net does not have.
 */
export function openObservables(
  observables: readonly Observable[],
  blocks: readonly ParameterBlock[],
): Probe {
  const probes = observables.map((observable) => openObservable(observable, blocks));
  const [first] = probes;
  if (first !== undefined && probes.length === 1) return first;
  let end = 0;
  const places = probes.map(({ names }) => ({ begin: end, end: end += names.length }));
  return {
    names: probes.flatMap(({ names }) => names),
    measure(trainer, loss, into) {
      probes.forEach((probe, i) =>
        probe.measure(trainer, loss, into.subarray(places[i]!.begin, places[i]!.end))
      );
    },
  };
}

function openObservable(observable: Observable, blocks: readonly ParameterBlock[]): Probe {
  switch (observable.kind) {
    case "all":
      return probeBlocks(blocks);
    case "layer":
      return probeBlocks(selectLayer(blocks, observable.layer));
    case "node":
      return probeNode(blocks, observable);
    case "indices":
      return probeIndices(blocks, observable.indices);
    case "quantiles": {
      const { levels } = observable;
      const names = levels.map((level) => `quantile(${level})`);
      return probeScope(blocks, observable.layer, () => ({
        names,
        reduce: (values, into) => {
          values.sort();
          levels.forEach((level, i) => into[i] = findQuantile(values, level));
        },
      }));
    }
    case "norms": {
      const { norms } = observable;
      return probeScope(blocks, observable.layer, () => ({
        names: norms,
        reduce: (values, into) => measureNorms(values, norms, into),
      }));
    }
    case "projection":
      return probeScope(blocks, observable.layer, (length) => ({
        names: Array.from({ length: observable.projection.count }, (_, i) => `projection[${i}]`),
        reduce: openProjection(observable.projection, length),
      }));
    case "loss":
      return { names: ["train_loss"], measure: (_, loss, into) => into[0] = loss };
  }
}

function probeBlocks(blocks: readonly ParameterBlock[]): Probe {
  const { first, length } = spanBlocks(blocks);
  return {
    names: blocks.flatMap(nameElements),
    measure: (trainer, _, into) => trainer.read(first, length, into),
  };
}

/** The weights that come into a unit, and its bias. */
function probeNode(
  blocks: readonly ParameterBlock[],
  { layer, unit }: { readonly layer: number; readonly unit: number },
): Probe {
  const parts = selectLayer(blocks, layer).map((block) => {
    const [units = 0] = block.shape;
    if (block.shape.length > 2 || /\.kernel$/.test(block.name)) {
      throw refuse(
        "a layer of a dense net",
        `\`${block.name}\` of shape ${block.shape.join(" × ")}`,
      );
    }
    if (unit >= units) throw refuse(`a unit from 0 to ${units - 1} of layer ${layer}`, `${unit}`);
    const length = block.length / units;
    return { block, length, skipped: unit * length };
  });
  let end = 0;
  const reads = parts.map(({ block, length, skipped }) => {
    const begin = end;
    end += length;
    return { first: block.first + skipped, length, begin, end };
  });
  return {
    names: parts.flatMap(({ block, length, skipped }) =>
      Array.from({ length }, (_, i) => nameElement(block, skipped + i))
    ),
    measure(trainer, _, into) {
      for (const { first, length, begin, end } of reads) {
        trainer.read(first, length, into.subarray(begin, end));
      }
    },
  };
}

function probeIndices(blocks: readonly ParameterBlock[], indices: readonly number[]): Probe {
  const { length } = spanBlocks(blocks);
  const outside = indices.find((index) => index >= length);
  if (outside !== undefined) {
    throw refuse(
      `indices from 0 to ${length - 1}, since the net has ${length} parameters`,
      `${outside}`,
    );
  }
  const first = indices.reduce((least, index) => Math.min(least, index));
  const last = indices.reduce((most, index) => Math.max(most, index));
  const scratch = new Float64Array(last - first + 1);
  const places = Int32Array.from(indices, (index) => index - first);
  return {
    names: indices.map((index) => {
      const block = blocks.find(({ first, length }) => index < first + length)!;
      return nameElement(block, index - block.first);
    }),
    measure(trainer, _, into) {
      trainer.read(first, scratch.length, scratch);
      for (let i = 0; i < places.length; i++) into[i] = scratch[places[i]!]!;
    },
  };
}

interface Reduction {
  readonly names: readonly string[];
  /** May reorder `values`. */
  readonly reduce: (values: Float64Array, into: Float64Array) => void;
}

/** A function of all parameters or of a layer's. */
function probeScope(
  blocks: readonly ParameterBlock[],
  layer: Scope,
  open: (length: number) => Reduction,
): Probe {
  const scope = layer === null ? blocks : selectLayer(blocks, layer);
  const { first, length } = spanBlocks(scope);
  const { names, reduce } = open(length);
  const prefix = layer === null ? "" : `layer${(scope[0]?.layer ?? 0) + 1}.`;
  const scratch = new Float64Array(length);
  return {
    names: names.map((name) => `${prefix}${name}`),
    measure(trainer, _, into) {
      trainer.read(first, length, scratch);
      reduce(scratch, into);
    },
  };
}

function selectLayer(blocks: readonly ParameterBlock[], layer: number): readonly ParameterBlock[] {
  const layers = (blocks.at(-1)?.layer ?? -1) + 1;
  const wanted = layer < 0 ? layers + layer : layer - 1;
  const found = blocks.filter((block) => block.layer === wanted);
  if (layer !== 0 && found.length > 0) return found;
  throw refuse(
    `a layer from 1 to ${layers}, or from −1 (the last) to −${layers}`,
    `layer ${layer}`,
  );
}

function spanBlocks(blocks: readonly ParameterBlock[]) {
  const first = blocks[0]?.first ?? 0;
  const last = blocks.at(-1);
  return { first, length: last === undefined ? 0 : last.first + last.length - first };
}

function nameElements(block: ParameterBlock): readonly string[] {
  return Array.from({ length: block.length }, (_, i) => nameElement(block, i));
}

function nameElement({ name, shape }: ParameterBlock, index: number): string {
  const places: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `${name}[${places.join(",")}]`;
}

function refuse(expected: string, found: string): KooplineError {
  return new KooplineError({
    code: "input.value",
    expected,
    found,
    hint: "Change `record.observable`.",
  });
}
