/** What the store keeps beside blobs: manifests of artifacts and one record per key. */

import type { Problem } from "../../schemas/error.ts";
import type { JsonValue, Labels } from "../../schemas/json.ts";

/** Raised when the bytes of artifacts, manifests or records change meaning. */
export const STORE_FORMAT = 1;

/** A blob in a manifest. */
export interface BlobEntry {
  readonly sha256: string;
  readonly bytes: number;
}

/** A table in a manifest: one blob, or its chunks in order. */
export type TableEntry =
  | TableBlob
  | { readonly rows: number; readonly chunks: readonly TableBlob[] };

/** A blob that holds rows. */
export interface TableBlob extends BlobEntry {
  readonly rows: number;
}

/** What an artifact consists of. Its canonical JSON is stored as a blob; the hash of that is the address. */
export interface Manifest {
  readonly format: typeof STORE_FORMAT;
  readonly type: string;
  readonly version: number;
  readonly tables: Readonly<Record<string, TableEntry>>;
  readonly files: Readonly<Record<string, BlobEntry>>;
  readonly meta: JsonValue;
}

/** One artifact in a preimage. */
export interface PreimageInput {
  readonly labels: Labels;
  readonly artifact: string;
  /** The producing stage's name, where the kind sees it: in SQL, or because it shows the pipeline. */
  readonly stage?: string;
  /** All axis values of the producing cell, where SQL sees more of them than `labels` has. */
  readonly axes?: Labels;
}

/** An input that failed, for a stage that goes on without it. */
export type MissingInput = Omit<PreimageInput, "artifact">;

/** Everything that determines a cell's result. Its canonical JSON's hash is the key. */
export interface Preimage {
  readonly format: typeof STORE_FORMAT;
  readonly kind: string;
  /** Hash of the stage's module graph; the graph itself is a blob of that address. */
  readonly code: string;
  readonly params: JsonValue;
  readonly inputs: Readonly<Record<string, readonly PreimageInput[]>>;
  /** What failed and is therefore not among the inputs, by port; absent when everything is there. */
  readonly missing?: Readonly<Record<string, readonly MissingInput[]>>;
  /** SHA-256 of declared files by path as written. */
  readonly files?: Readonly<Record<string, string>>;
  /** SQL by result name. */
  readonly queries?: Readonly<Record<string, string>>;
  /** The rules by which rows become columns, for kinds with queries. */
  readonly catalog?: number;
  /** For kinds with queries, the axes of each stage they see, in the order of its tables' columns. */
  readonly schemas?: Readonly<Record<string, readonly string[]>>;
  /** The pipeline's graph, for kinds that show it. */
  readonly pipeline?: JsonValue;
}

/** A proof that a key gave these bytes once more. */
export interface Attestation {
  readonly at: string;
  readonly deno: string;
  readonly system: string;
}

/** Where and when a cell that reads the clock ran. */
export interface Measurement extends Attestation {
  /** How many processors the machine has, and their name where the system tells it. */
  readonly processors: number;
  readonly processor?: string;
}

/** What is known of a key. */
export interface CellRecord {
  readonly format: typeof STORE_FORMAT;
  readonly key: string;
  readonly preimage: Preimage;
  readonly outcome:
    | {
      readonly kind: "done";
      readonly artifact: string;
      /** Whether it depends on the time, its own or that of something it was made from. */
      readonly measured: boolean;
    }
    | { readonly kind: "failed"; readonly problem: Problem };
  readonly log: readonly string[];
  readonly cost: { readonly milliseconds: number };
  readonly measurement?: Measurement;
  readonly attestations: readonly Attestation[];
}

/** A stage's module graph: its hash is `Preimage.code`. */
export interface CodeManifest {
  /** SHA-256 of each local module by its path relative to the graph's common root. */
  readonly modules: Readonly<Record<string, string>>;
  /** Locked integrity of each npm package by name@version. */
  readonly packages: Readonly<Record<string, string>>;
}
