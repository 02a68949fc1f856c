/**
 * Which producing cells serve which consuming cell.
 *
 * Producers that agree with the consumer on the axes both have are its inputs; an axis only the producer has is
 * gathered, an axis only the consumer has is broadcast. Producers are found by one number for their values of the
 * shared axes, so the work is linear in cells and inputs.
 */

import type { ArtifactType } from "../../schemas/artifact_type.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Port } from "../../stages/define.ts";
import type { CellInput } from "./expanded.ts";
import { buildProjection, type Grid, labelPosition } from "./grid.ts";

/** The cells of a producing stage. */
export interface ProducerCells {
  readonly name: string;
  readonly grid: Grid;
  /** Index of its first cell in the pipeline. */
  readonly first: number;
  /** The position in the grid of each cell. */
  readonly positions: readonly number[];
  /** What each cell makes. */
  readonly made: readonly ArtifactType[];
}

/** One producing cell at a port. */
export interface Candidate {
  readonly input: CellInput;
  readonly producer: ProducerCells;
  readonly position: number;
  readonly made: ArtifactType;
}

/** Finds the producing cells of a port for a position of the consumer's grid; equal answers are one list. */
export type Gather = (position: number) => readonly Candidate[];

/** Builds the search for the producers of one port. */
export function buildGather(
  consumer: Grid,
  port: Port,
  producers: readonly ProducerCells[],
): Gather {
  const sources = producers.map((producer) =>
    buildSource(consumer, port, producer, producers.length > 1)
  );
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only.find;
  const project = buildProjection(consumer, sources.flatMap(({ shared }) => shared));
  const lists = new Map<number, readonly Candidate[]>();
  return (position) => {
    const key = project(position);
    const list = lists.get(key) ?? sources.flatMap(({ find }) => find(position));
    lists.set(key, list);
    return list;
  };
}

interface Source {
  readonly shared: readonly string[];
  readonly find: Gather;
}

const NONE: readonly Candidate[] = [];
const NO_LABELS: Labels = {};

function buildSource(
  consumer: Grid,
  port: Port,
  producer: ProducerCells,
  isOneOfMany: boolean,
): Source {
  const names = new Set(consumer.axes.map(({ name }) => name));
  const shared = producer.grid.axes.map(({ name }) => name).filter((name) => names.has(name));
  const gathered = producer.grid.axes.filter(({ name }) => !names.has(name));
  const labelled = port.arity === "any" ? producer.grid.axes : gathered;
  const label = (position: number): Labels => {
    if (port.arity === "one") return NO_LABELS;
    const labels = labelPosition(labelled, position);
    return port.arity === "many" && isOneOfMany ? { ...labels, stage: producer.name } : labels;
  };
  const buckets = new Map<number, Candidate[]>();
  const projectProducer = buildProjection(producer.grid, shared);
  for (const [index, position] of producer.positions.entries()) {
    const made = producer.made[index];
    if (made === undefined) continue;
    const key = projectProducer(position);
    const bucket = buckets.get(key) ?? [];
    bucket.push({
      input: { cell: producer.first + index, labels: label(position) },
      producer,
      position,
      made,
    });
    buckets.set(key, bucket);
  }
  const projectConsumer = buildProjection(consumer, shared);
  return { shared, find: (position) => buckets.get(projectConsumer(position)) ?? NONE };
}
