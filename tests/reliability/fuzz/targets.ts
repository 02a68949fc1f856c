/** Every sort of input, loaded when it is fuzzed. */

import type { Target } from "./target.ts";

interface Plan {
  /** Inputs of a usual run; all together are the 20,000 that CI reads. */
  readonly inputs: number;
  readonly load: () => Promise<Target>;
}

/** The sorts by name. */
export const TARGETS: Readonly<Record<string, Plan>> = {
  pipeline: {
    inputs: 4000,
    load: async () => (await import("./pipeline_targets.ts")).pipeline,
  },
  pipeline_kinds: {
    inputs: 2000,
    load: async () => (await import("./pipeline_targets.ts")).pipelineKinds,
  },
  expression: {
    inputs: 2400,
    load: async () => (await import("./expression_target.ts")).expression,
  },
  sql: { inputs: 500, load: async () => (await import("./sql_target.ts")).sql },
  options: { inputs: 900, load: async () => (await import("./option_target.ts")).options },
  npy: { inputs: 1200, load: async () => (await import("./array_targets.ts")).npy },
  npz: { inputs: 1200, load: async () => (await import("./array_targets.ts")).npz },
  idx: { inputs: 1000, load: async () => (await import("./array_targets.ts")).idx },
  idx_gzip: { inputs: 800, load: async () => (await import("./array_targets.ts")).idxGzip },
  safetensors: {
    inputs: 1200,
    load: async () => (await import("./array_targets.ts")).safetensors,
  },
  csv: { inputs: 1600, load: async () => (await import("./table_targets.ts")).csv },
  arrow: { inputs: 1400, load: async () => (await import("./table_targets.ts")).arrow },
  record: { inputs: 1000, load: async () => (await import("./store_targets.ts")).record },
  manifest: { inputs: 600, load: async () => (await import("./store_targets.ts")).manifest },
  claim: { inputs: 400, load: async () => (await import("./store_targets.ts")).claim },
  lock: { inputs: 400, load: async () => (await import("./store_targets.ts")).lock },
  stamp: { inputs: 200, load: async () => (await import("./store_targets.ts")).stamp },
  gzip: { inputs: 400, load: async () => (await import("./package_targets.ts")).gzip },
  json_images: {
    inputs: 300,
    load: async () => (await import("./package_targets.ts")).jsonImages,
  },
  parquet: { inputs: 1000, load: async () => (await import("./table_targets.ts")).parquet },
};
