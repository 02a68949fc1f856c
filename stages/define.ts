/**
 * The contract of a stage kind: parameters in, typed artifacts in, one typed artifact out.
 *
 * A kind is pure. It sees only what this contract hands to `run`; the engine runs it in a worker
 * without permissions, hashes everything it was given into the cell's key, and stores what it returns.
 */

import type { z } from "zod";
import type {
  ArtifactType,
  ArtifactValue,
  OpenTableType,
  TableType,
  TableValue,
} from "../schemas/artifact_type.ts";
import type { JsonValue, Labels } from "../schemas/json.ts";
import type { AnyColumnValues } from "../schemas/column.ts";
import type { RandomSource } from "../numerics/random.ts";
import type { RemoteFile } from "./remote_file.ts";

export type { Packing, RemoteFile, RemoteSource } from "./remote_file.ts";

/** A port that takes exactly one artifact. */
export interface OnePort<T extends ArtifactType = ArtifactType> {
  readonly arity: "one";
  readonly type: T;
  /** Whether a stage may leave the port out. */
  readonly optional?: boolean;
}

/** A port that takes a list of artifacts, gathered over axes or over several stages. */
export interface ManyPort<T extends ArtifactType = ArtifactType> {
  readonly arity: "many";
  readonly type: T;
  /** Whether a stage may leave the port out. */
  readonly optional?: boolean;
}

/** A port of any arity and type: its artifacts are only reached through queries. */
export interface AnyPort {
  readonly arity: "any";
}

/** A declared input of a stage kind. */
export type Port = OnePort | ManyPort | AnyPort;

/** The ports of a kind by name. */
export type Ports = Readonly<Record<string, Port>>;

/** Declares a port that takes exactly one artifact of a type. */
export function one<T extends ArtifactType>(type: T): OnePort<T> {
  return { arity: "one", type };
}

/** Declares a port that takes a list of artifacts of a type, each labelled with its axis values. */
export function many<T extends ArtifactType>(type: T): ManyPort<T> {
  return { arity: "many", type };
}

/**
 * Lets a stage leave a port out: `optional(many(Type))` then hands an empty list to `run`, and
 * `optional(one(Type))` hands it undefined. A port that a stage does name is filled as usual.
 */
export function optional<P extends OnePort | ManyPort>(port: P): P & { readonly optional: true } {
  return { ...port, optional: true };
}

/** Declares a port that takes any artifacts and shows them to queries only. */
export function any(): AnyPort {
  return { arity: "any" };
}

/** An artifact that arrives at a port. */
export interface Item<T extends ArtifactType = ArtifactType> extends ArtifactValue<T> {
  /**
   * Name of the producing stage, for kinds that declare `shows: "pipeline"`; empty for others, so that
   * renaming a stage reruns nothing.
   */
  readonly stage: string;
  /** The gathered axes' values; with several producers on the port also `stage`, the producer's name. */
  readonly labels: Labels;
  /** SHA-256 of the artifact's manifest. */
  readonly address: string;
}

/** What a port hands to `run`. */
export type PortValue<P extends Port> = P extends OnePort<infer T>
  ? P extends { readonly optional: true } ? Item<T> | undefined : Item<T>
  : P extends ManyPort<infer T> ? readonly Item<T>[]
  : readonly Reference[];

/** An artifact that only queries see: where it is, not what it holds. */
export interface Reference {
  readonly stage: string;
  readonly labels: Labels;
  readonly address: string;
  /** The artifact type's name. */
  readonly type: string;
  /** The small JSON of the artifact. */
  readonly meta: JsonValue;
}

/** A file that a stage declared, as bytes. */
export interface DeclaredFile {
  /** The path as the pipeline wrote it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The rows of a query: columns of equal length, in the order the query gives them. */
export interface QueryResult {
  readonly columns: Readonly<Record<string, AnyColumnValues>>;
  readonly rows: number;
}

/** The pipeline as a report shows it. */
export interface PipelineGraph {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly axes: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** Values of the pipeline's parameters, as given or by default. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly stages: readonly {
    readonly name: string;
    readonly kind: string;
    readonly over: readonly string[];
    readonly needs: readonly string[];
    readonly cells: number;
    /** Present when its results depend on the time: it reads the clock, or takes from a stage that is so marked. */
    readonly measured?: "clock" | "inputs";
  }[];
  /**
   * Cells that failed and that the stage goes without, directly or further up, with the first line of why; absent when
   * there are none.
   */
  readonly failed?: readonly { readonly cell: string; readonly problem: string }[];
}

/** A table of the result that is written in pieces, so that no more than one of them is in memory. */
export interface TableWriter<T extends TableType | OpenTableType = TableType | OpenTableType> {
  /** The table's name. */
  readonly table: string;
  /** Rows appended so far. */
  readonly rows: number;
  /**
   * Appends rows: columns of equal length, as a whole table has them; vectors of the same width as before. The rows
   * are copied before this returns, so that arrays may be used again. How rows are spread over appends changes nothing
   * of the result.
   *
   * @returns a promise to wait for before more is computed: it holds the stage back while the store is behind.
   * @throws KooplineError `stage.output` on rows that the table's type does not allow; the cell then fails, whatever
   * the stage makes of it.
   */
  append(rows: TableValue<T>): Promise<void>;
}

/** What `run` returns: an artifact, with the writer of a table in place of its columns where it was streamed. */
export interface ArtifactOutput<T extends ArtifactType = ArtifactType>
  extends Omit<ArtifactValue<T>, "tables"> {
  readonly tables: {
    readonly [K in keyof T["tables"]]: TableValue<T["tables"][K]> | TableWriter<T["tables"][K]>;
  };
}

/** Gives seconds that have passed since some moment; never less than before. */
export type Clock = () => number;

/** Everything that `run` may see. */
export interface RunContext<
  P,
  N extends Ports,
  M extends ArtifactType = ArtifactType,
  E extends Effect = never,
> {
  readonly params: P;
  readonly needs: { readonly [K in keyof N]: PortValue<N[K]> };
  /**
   * What failed and is therefore not in `needs`, by port, for stages with `allow_missing: true` in the pipeline: the
   * labels of each, in the order in which it would have arrived. Empty when nothing is missing.
   */
  readonly missing: Readonly<Record<string, readonly Labels[]>>;
  /** Declared files by the path that `reads` gave, and fetched ones by the name that `fetches` gave. */
  readonly files: Readonly<Record<string, DeclaredFile>>;
  /** Results by the name that `queries` gave. */
  readonly results: Readonly<Record<string, QueryResult>>;
  /** The pipeline's graph, for kinds with `shows: "pipeline"`; undefined otherwise. */
  readonly pipeline: PipelineGraph | undefined;
  /** Seeded streams of random numbers: the same seed parameter and stream name give the same numbers. */
  readonly random: RandomSource;
  /**
   * The time, for kinds that declare `effects: ["clock"]`; absent for others, for whom it stands still everywhere. It
   * can be read until `run` has ended.
   */
  readonly clock: [E] extends [never] ? undefined : E extends "clock" ? Clock : undefined;
  /** Reports how far the cell is: a fraction from 0 to 1. */
  readonly progress: (fraction: number) => void;
  /** Writes a line to the cell's log, which its record keeps. */
  readonly log: (line: string) => void;
  /**
   * Opens a table of the result that is written in pieces: return the writer in place of the table's columns. Each
   * table at most once.
   */
  stream<K extends keyof M["tables"] & string>(table: K): TableWriter<M["tables"][K]>;
}

/**
 * What touches the world: `network` results are pinned by checksum. `clock` cells run alone, with the time in their
 * context; their results, and all that is made from them, are marked measured and never compared bit for bit.
 */
export type Effect = "network" | "clock";

/** A stage kind. Build it with {@link defineStage}. */
export interface StageKind<
  P extends z.ZodType = z.ZodType,
  N extends Ports = Ports,
  M extends ArtifactType = ArtifactType,
  E extends Effect = Effect,
> {
  /** snake_case name. */
  readonly kind: string;
  readonly summary: string;
  /** A strict zod object; unknown keys are refused, defaults are part of the key. */
  readonly params: P;
  /** The ports. */
  readonly needs: N;
  /** Whether further ports of any name are accepted, each an {@link AnyPort}. */
  readonly open?: boolean;
  /** The type it makes; a function when a parameter decides. */
  readonly makes: M | ((params: z.output<P>) => M);
  readonly effects?: readonly E[];
  /** Files beside the pipeline that the stage reads; their content enters the key. */
  readonly reads?: (params: z.output<P>) => readonly string[];
  /**
   * Files from elsewhere, by the name under which `run` finds them in `files`. The engine fetches them before a cell
   * runs and checks them against the hash that pins them; which source served one is no part of the key.
   */
  readonly fetches?: (params: z.output<P>) => Readonly<Record<string, RemoteFile>>;
  /** SQL over the tables of the stages it needs, by name; text and inputs enter the key. */
  readonly queries?: (
    given: {
      readonly params: z.output<P>;
      readonly files: Readonly<Record<string, DeclaredFile>>;
    },
  ) => Readonly<Record<string, string>>;
  /**
   * Looks at parameters and declared files before anything of the pipeline runs, in the main process, for cells that
   * have no result yet. It throws a KooplineError on what `run` could not take, which makes that an error of the
   * pipeline rather than a failure of the cell. Only for kinds without needs.
   */
  readonly check?: (
    given: {
      readonly params: z.output<P>;
      readonly files: Readonly<Record<string, DeclaredFile>>;
    },
  ) => Promise<void>;
  /** `"pipeline"` when the result shows the pipeline's graph, which then enters the key. */
  readonly shows?: "pipeline";
  readonly run: (
    context: RunContext<z.output<P>, N, M, E>,
  ) => ArtifactOutput<M> | Promise<ArtifactOutput<M>>;
}

/**
 * Declares a stage kind; the identity function, so that TypeScript checks `run` against the ports,
 * the parameters and the artifact type.
 */
export function defineStage<
  P extends z.ZodType,
  const N extends Ports,
  M extends ArtifactType,
  const E extends Effect = never,
>(kind: StageKind<P, N, M, E>): StageKind<P, N, M, E> {
  return kind;
}
