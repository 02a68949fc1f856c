/** Options that commands share, and reading their values. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { locateStore } from "./paths.ts";

/** Values of parameters by name, from `--set`. */
export type Settings = Readonly<Record<string, string>>;

/** Adds `--store`. */
export function addStoreOption(command: Command): Command {
  return command.option("--store <folder>", "the store (default: $KOOPLINE_STORE or artifacts)");
}

/** Adds the argument and the options of commands that take a pipeline. */
export function addPipelineOptions(
  command: Command,
  [name, meaning]: readonly [string, string] = ["<file>", "the pipeline"],
): Command {
  return addStoreOption(command.argument(name, meaning))
    .option("--set <name=value>", "set a parameter of the pipeline; may be repeated", addSetting);
}

/** Adds `--jobs`. */
export function addJobsOption(command: Command): Command {
  const jobs = Math.max(1, navigator.hardwareConcurrency);
  return command.option("-j, --jobs <n>", "workers at the same time", parseJobs, jobs);
}

/** Adds `--only`. */
export function addOnlyOption(command: Command): Command {
  const words = "only this stage, or stage[axis=value], and what it needs";
  return command.option("--only <stage>", words);
}

/** An option that does not go with others: those change what a lock file would hold. */
export function defineLockOption(flags: string, words: string, ...others: readonly string[]) {
  return new Option(flags, words).conflicts([...others]);
}

/** Gives what `--store` and `--set` say, with their defaults. */
export function readCommon(options: { readonly store?: string; readonly set?: Settings }) {
  return { store: locateStore(options.store), set: options.set ?? {} };
}

/** Reads a count of cells. */
export function parseCount(text: string): number {
  const count = parseWhole(text);
  if (count !== undefined && count >= 1) return count;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };

/** Reads a length of time, `12h`, `30d` or `8w`, in ms. */
export function parseAge(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const age = Number(count) * (UNITS[unit] ?? 0);
  if (age > 0) return age;
  throw new InvalidArgumentError("Expected hours, days or weeks: 12h, 30d, 8w.");
}

const MOST_JOBS = 256;

function parseJobs(text: string): number {
  const jobs = parseWhole(text);
  if (jobs !== undefined && jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_JOBS}.`);
}

function parseWhole(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function addSetting(text: string, earlier: Settings | undefined): Settings {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected name=value.");
  return { ...earlier, [text.slice(0, at)]: text.slice(at + 1) };
}
