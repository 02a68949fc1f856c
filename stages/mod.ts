/** The built-in stage kinds. Each is loaded only by pipelines that use it. */

/** A stage kind that comes with koopline. */
export interface BuiltInKind {
  /** URL of the module that exports the kind. */
  readonly module: string;
  /** Imports the module; the specifier is literal, so that tools that read imports see it. */
  readonly load: () => Promise<unknown>;
}

/** Built-in kinds by the name that `uses:` gives. */
export const BUILT_IN_KINDS: ReadonlyMap<string, BuiltInKind> = new Map<string, BuiltInKind>([
  ["dataset", {
    module: import.meta.resolve("./dataset/stage.ts"),
    load: () => import("./dataset/stage.ts"),
  }],
  ["descent", {
    module: import.meta.resolve("./descent/stage.ts"),
    load: () => import("./descent/stage.ts"),
  }],
  ["rootfinding", {
    module: import.meta.resolve("./rootfinding/stage.ts"),
    load: () => import("./rootfinding/stage.ts"),
  }],
  ["train", {
    module: import.meta.resolve("./train/stage.ts"),
    load: () => import("./train/stage.ts"),
  }],
  ["solver", {
    module: import.meta.resolve("./solver/stage.ts"),
    load: () => import("./solver/stage.ts"),
  }],
  ["operator", {
    module: import.meta.resolve("./operator/stage.ts"),
    load: () => import("./operator/stage.ts"),
  }],
  ["timing", {
    module: import.meta.resolve("./timing/stage.ts"),
    load: () => import("./timing/stage.ts"),
  }],
  ["spectrum", {
    module: import.meta.resolve("./spectrum/stage.ts"),
    load: () => import("./spectrum/stage.ts"),
  }],
  ["forecast", {
    module: import.meta.resolve("./forecast/stage.ts"),
    load: () => import("./forecast/stage.ts"),
  }],
  ["distances", {
    module: import.meta.resolve("./distances/stage.ts"),
    load: () => import("./distances/stage.ts"),
  }],
  ["conjugacy", {
    module: import.meta.resolve("./conjugacy/stage.ts"),
    load: () => import("./conjugacy/stage.ts"),
  }],
  ["import", {
    module: import.meta.resolve("./import/stage.ts"),
    load: () => import("./import/stage.ts"),
  }],
  ["figure", {
    module: import.meta.resolve("./figure/stage.ts"),
    load: () => import("./figure/stage.ts"),
  }],
  ["report", {
    module: import.meta.resolve("./report/stage.ts"),
    load: () => import("./report/stage.ts"),
  }],
]);
