/** Fuzzing of command lines: options, `--set name=value`, and cells by name. One argument a line. */

import { Command, CommanderError } from "commander";
import {
  addJobsOption,
  addOnlyOption,
  addPipelineOptions,
  parseCount,
} from "../../../engine/command/options.ts";
import { parseFormat } from "../../../engine/command/query.ts";
import { findCells, selectCells } from "../../../engine/command/select.ts";
import { FORMATS } from "../../../engine/catalog/format.ts";
import { expandPipeline } from "../../../engine/pipeline/expand.ts";
import { parsePipeline } from "../../../engine/pipeline/parse.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { TEST_KINDS } from "../../engine/pipeline/test_kinds.ts";
import type { Dice } from "./dice.ts";
import { type Language, mutateText } from "./mutate_text.ts";
import {
  INHERITED_NAMES,
  repeatText,
  STRANGE_CHARACTERS,
  STRANGE_NUMBERS,
} from "./strange_values.ts";
import { everyPlace, type Target } from "./target.ts";

const PIPELINE = `name: options
parameters: { budget: 320, bias: false, method: mirror }
axes: { width: [5, 10], way: ["a,b", c=d], seed: [0, 1] }
stages:
  train:
    uses: source
    over: [width, way, seed]
    with: { steps: "\${floor(budget / width)}", bias: "\${bias}", label: "\${method} \${way}" }
  operator: { uses: fit, over: [width, way, seed], needs: { trajectories: train } }
`;
const parsed = parsePipeline({ path: "p.yaml", bytes: new TextEncoder().encode(PIPELINE) });

const TEXTS = [
  "p.yaml\n--set\nbudget=640\n--only\ntrain[width=5,seed=0]",
  "p.yaml\n--set\nbias=true\n--set=method=newton\n-j\n2\n--only=operator",
  "p.yaml\ntrain\nwidth=5\nway=a,b\n--format\ncsv\n--sample\n3",
];

const OPTIONS: Language = {
  tokens: /--?\w+|[\w.]+|[^\s\w]/g,
  pieces: [
    ...STRANGE_NUMBERS,
    ...INHERITED_NAMES,
    ...INHERITED_NAMES.map((name) => `\n--set\n${name}=1`),
    ...INHERITED_NAMES.map((name) => `bias=${name}`),
    ...INHERITED_NAMES.map((name) => `\n--only\n${name}`),
    ...STRANGE_CHARACTERS,
    "\n",
    "--",
    "-",
    "--set",
    "--only",
    "--jobs",
    "--sample",
    "--nothing",
    "=",
    "==",
    "[",
    "]",
    ",",
    "train[width=5]",
    "train[",
    "train[way=a,b]",
    "width=",
    "bias=",
    "bias=TRUE",
    "budget=1e400",
    "budget=0x10",
    "budget=",
    "method=\u0007",
    "-h",
    "--help",
    repeatText("x", 5000),
    repeatText("9", 400),
  ],
};

/** Writes a command line of the right form with any names and values. */
function writeCommandLine(dice: Dice): string {
  const name = () => dice.pick(["budget", "bias", "method", "width", ...INHERITED_NAMES, ""]);
  const value = () =>
    dice.pick(["1", "true", "c=d", ...INHERITED_NAMES, ...STRANGE_NUMBERS, ...STRANGE_CHARACTERS]);
  const cell = () =>
    dice.pick(["train", "operator", ...INHERITED_NAMES]) +
    dice.pick(["", `[${name()}=${value()}]`, `[way=a,b,width=${value()}]`]);
  const parts = [
    () => `--set\n${name()}=${value()}`,
    () => `--only\n${cell()}`,
    () => `--jobs\n${value()}`,
    () => `--format\n${value()}`,
    () => cell(),
  ];
  return ["p.yaml", ...Array.from({ length: dice.below(4) }, () => dice.pick(parts)())].join("\n");
}

interface Options {
  readonly set?: Readonly<Record<string, string>>;
  readonly only?: string;
  readonly format?: string;
}

function readCommandLine(text: string): number {
  const command = addOnlyOption(addJobsOption(addPipelineOptions(new Command("fuzz"))))
    .argument("[stage]").argument("[axes...]").option("-f, --format <format>")
    .option("--sample <n>", "so many", parseCount)
    .exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .showSuggestionAfterError().action(() => {});
  command.parse(text.split("\n"), { from: "user" });
  const { set = {}, only, format } = command.opts<Options>();
  if (format !== undefined) parseFormat(format, FORMATS);
  const pipeline = expandPipeline(parsed, TEST_KINDS, { set });
  const [, stage, ...axes] = command.args;
  if (stage !== undefined) findCells(pipeline, stage, axes);
  for (const value of Object.values(pipeline.parameters)) {
    if (!["string", "number", "boolean"].includes(typeof value)) {
      throw new Error(`a parameter of type ${typeof value}`);
    }
  }
  return selectCells(pipeline, only).length;
}

/** Command lines. What the option library refuses says what it takes. */
export const options: Target = {
  name: "options",
  seeds: TEXTS.map((text) => new TextEncoder().encode(text)),
  mutate: (dice) => {
    const text = dice.once(2) ? dice.pick(TEXTS) : writeCommandLine(dice);
    return new TextEncoder().encode(dice.once(3) ? text : mutateText(dice, text, OPTIONS));
  },
  readings: [{
    name: "command line",
    read(bytes) {
      try {
        return readCommandLine(new TextDecoder().decode(bytes));
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        if (error.exitCode === 0) return undefined;
        // The words are those that `paintUsageError` shows; quoted arguments are the user's own.
        const [line = ""] = error.message.replace(/^error: /, "").replaceAll(/'[^']*'/g, "'…'")
          .split("\n");
        throw new KooplineError({ code: "command.usage", expected: "options", found: line });
      }
    },
    codes: /^(?:command\.usage|pipeline\.)/,
    hasPlace: everyPlace,
  }],
};
