/**
 * Patches of a net: the groups of weights that get an operator of their own (Dogra & Redman 2020, §3.2).
 *
 * | kind         | one patch is                                                                          |
 * | ------------ | ------------------------------------------------------------------------------------- |
 * | network      | all weights                                                                           |
 * | layer        | weights and biases of a layer                                                         |
 * | node         | the weights that come into a unit, and its bias behind them                           |
 * | quasi_node   | `size` neighbours of a node's weights; the remainder of a node is a smaller patch      |
 * | weight       | one weight                                                                            |
 *
 * A node of n weights gives ⌊n/q⌋ quasi-nodes of q weights each, and one of n − q·⌊n/q⌋ where that is not 0.
 */

import { KooplineError } from "../schemas/error.ts";
import { countParameters } from "./net.ts";
import type { ParameterBlock } from "./trainer.ts";

/** How a net is cut into patches. */
export type Partition =
  | { readonly kind: "network" | "layer" | "node" | "weight" }
  | {
    readonly kind: "quasi_node";
    /** Weights in a patch, q. */
    readonly size: number;
    /** Layers that are cut so, from 1 or from −1 at the end; the others are cut into nodes. Null for all. */
    readonly layers: readonly number[] | null;
  };

/** A patch. */
export interface Patch {
  /** Layer, from 1; 0 where the patch spans several. */
  readonly layer: number;
  /** Unit, from 0; −1 where the patch spans several. */
  readonly unit: number;
  /** Places of its weights in the vector of all parameters. */
  readonly places: Int32Array;
}

export type { ParameterBlock };

/**
 * Cuts the parameters of a net into patches, layer after layer and unit after unit: each parameter lies in
 * exactly one.
 *
 * @param blocks the net's parameters, as `layOutParameters` gives them.
 * @throws KooplineError `input.value` for a layer that the net does not have, for q below 1 or above the
 * largest node that is cut, and for nodes of layers that are not dense.
 */
export function partitionParameters(
  blocks: readonly ParameterBlock[],
  partition: Partition,
): readonly Patch[] {
  switch (partition.kind) {
    case "network":
      return [{ layer: 0, unit: -1, places: countUp(0, countParameters(blocks)) }];
    case "layer":
      return groupLayers(blocks).map(({ layer, first, length }) => ({
        layer,
        unit: -1,
        places: countUp(first, length),
      }));
    case "node":
      return listNodes(blocks);
    case "weight":
      return listWeights(blocks);
    case "quasi_node":
      return cutNodes(listNodes(blocks), partition);
  }
}

/**
 * Cuts a plain vector, of which no net is known: into one patch, neighbours of `size`, or single weights.
 *
 * @param length numbers in the vector.
 * @throws KooplineError `input.value` for `layer`, `node` and `quasi_node` with layers, which need a net, and for
 * q below 1 or above `length`.
 */
export function partitionVector(length: number, partition: Partition): readonly Patch[] {
  const whole = { layer: 0, unit: -1, places: countUp(0, length) };
  switch (partition.kind) {
    case "network":
      return [whole];
    case "weight":
      return cutPatch(whole, 1);
    case "quasi_node":
      if (partition.layers !== null) throw refuseNet("a list of layers");
      checkSize(partition.size, length);
      return cutPatch(whole, partition.size);
    case "layer":
    case "node":
      throw refuseNet(`a partition by ${partition.kind}`);
  }
}

/** Names a partition as artifacts do: `network`, `layer`, `node`, `quasi_node(157)` or `weight`. */
export function namePartition(partition: Partition): string {
  return partition.kind === "quasi_node" ? `quasi_node(${partition.size})` : partition.kind;
}

interface LayerSpan {
  /** From 1. */
  readonly layer: number;
  readonly blocks: readonly ParameterBlock[];
  readonly first: number;
  readonly length: number;
}

function groupLayers(blocks: readonly ParameterBlock[]): readonly LayerSpan[] {
  const layers = [...new Set(blocks.map(({ layer }) => layer))];
  return layers.map((layer) => {
    const own = blocks.filter((block) => block.layer === layer);
    const length = own.reduce((sum, block) => sum + block.length, 0);
    return { layer: layer + 1, blocks: own, first: own[0]?.first ?? 0, length };
  });
}

function listNodes(blocks: readonly ParameterBlock[]): readonly Patch[] {
  return groupLayers(blocks).flatMap(({ layer, blocks: own }) => {
    const units = countUnits(own, layer);
    return Array.from({ length: units }, (_, unit) => ({
      layer,
      unit,
      places: joinPlaces(own.map((block) => {
        const length = block.length / units;
        return countUp(block.first + unit * length, length);
      })),
    }));
  });
}

/** A dense layer has weights of units × inputs and, perhaps, biases. */
function countUnits(blocks: readonly ParameterBlock[], layer: number): number {
  const [weights, bias] = blocks;
  const [units = 0] = weights?.shape ?? [];
  const isDense = weights?.shape.length === 2 && !/\.kernel$/.test(weights.name) &&
    blocks.length <= 2 && (bias === undefined || bias.length === units);
  if (isDense) return units;
  throw refuse(
    "dense layers, whose weights are units × inputs, for a partition into nodes",
    `layer ${layer} with ${
      blocks.map(({ name, shape }) => `\`${name}\` of shape ${shape.join(" × ")}`).join(" and ")
    }`,
    "Take the partition `network`, `layer` or `weight`.",
  );
}

/** Where a layer is dense the node of each weight is known. */
function listWeights(blocks: readonly ParameterBlock[]): readonly Patch[] {
  return blocks.flatMap(({ layer, name, shape, first, length }) => {
    const isDense = shape.length <= 2 && !/\.kernel$/.test(name);
    const incoming = length / (shape[0] ?? 1);
    return Array.from({ length }, (_, i) => ({
      layer: layer + 1,
      unit: isDense ? Math.floor(i / incoming) : -1,
      places: Int32Array.of(first + i),
    }));
  });
}

function cutNodes(
  nodes: readonly Patch[],
  { size, layers }: Extract<Partition, { readonly kind: "quasi_node" }>,
): readonly Patch[] {
  const depth = nodes.at(-1)?.layer ?? 0;
  const cut = new Set(layers?.map((layer) => resolveLayer(layer, depth)));
  const isCut = ({ layer }: Patch) => layers === null || cut.has(layer);
  const largest = nodes.filter(isCut).reduce(
    (most, { places }) => Math.max(most, places.length),
    0,
  );
  checkSize(size, largest);
  return nodes.flatMap((node) => isCut(node) ? cutPatch(node, size) : [node]);
}

function resolveLayer(layer: number, depth: number): number {
  const found = layer < 0 ? depth + layer + 1 : layer;
  if (Number.isInteger(layer) && found >= 1 && found <= depth) return found;
  throw refuse(
    `a layer from 1 to ${depth}, or from −1 (the last) to −${depth}`,
    `layer ${layer}`,
    "Change `partition.layers`.",
  );
}

function checkSize(size: number, largest: number): void {
  if (Number.isInteger(size) && size >= 1 && size <= largest) return;
  throw refuse(
    `quasi-nodes of 1 to ${largest} weights, which the largest node that is cut has`,
    `size ${size}`,
    "Change `partition.size`.",
  );
}

/** Neighbours of `size`, then the remainder. */
function cutPatch({ layer, unit, places }: Patch, size: number): readonly Patch[] {
  const count = Math.ceil(places.length / size);
  return Array.from({ length: count }, (_, i) => ({
    layer,
    unit,
    places: places.slice(i * size, (i + 1) * size),
  }));
}

function countUp(first: number, length: number): Int32Array {
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) places[i] = first + i;
  return places;
}

function joinPlaces(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}

function refuseNet(found: string): KooplineError {
  return refuse(
    "`network`, `weight`, or `quasi_node` without layers for a recording of which no net is known",
    found,
    "Say what was recorded by `net: { inputs, layers, bias }`; a recording of `train` or `solver` says it itself " +
      "where `record` has `observable: { all: true }`.",
  );
}

function refuse(expected: string, found: string, hint: string): KooplineError {
  return new KooplineError({ code: "input.value", expected, found, hint });
}
