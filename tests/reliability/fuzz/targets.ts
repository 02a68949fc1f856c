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
  parquet: { inputs: 1000, load: async () => (await import("./table_targets.ts")).parquet },
};
