/** Every command with its arguments, options and examples. Its module is loaded only when it is used. */

import type { Command } from "commander";
import {
  addJobsOption,
  addOnlyOption,
  addPipelineOptions,
  addStoreOption,
  defineLockOption,
  parseAge,
  parseCount,
  readCommon,
} from "./options.ts";
import type { Supervision } from "./supervision.ts";

/** Takes a command's exit code. */
type Finish = (code: number) => void;

/** Adds the commands that execute cells. */
export function addRunning(program: Command, finish: Finish, supervision?: Supervision): void {
  const run = addPipelineOptions(program.command("run"))
    .summary("run a pipeline; only what changed is executed")
    .description("Runs a pipeline: executes what is not in the store yet and publishes the view.");
  addOnlyOption(addJobsOption(run))
    .option("--retry", "run cells again that failed in an earlier run")
    .option("--measure", "measure again: run cells that read the clock although they have a result")
    .addOption(defineLockOption("--locked", "fail on a result that is not as in the lock", "set"))
    .addOption(
      defineLockOption("--write-lock", "write the lock from the results", "set", "only", "locked"),
    )
    .option("-q, --quiet", "show failures only")
    .option("--unsupervised", "do the work in this process: for debuggers and profilers")
    .option("--json", "events as JSON lines on standard error, the summary on standard output")
    .addHelpText("after", listExamples("run", ["FILE", "FILE --set steps=100", "FILE --locked"]))
    .action(async (file, options) => {
      const { runCommand } = await import("./run.ts");
      finish(await runCommand(file, { ...options, ...readCommon(options) }, supervision));
    });
  const verify = addPipelineOptions(program.command("verify"), [
    "[file]",
    "the pipeline; without it, every file of the store is checked against its address",
  ])
    .summary("execute again and compare bit for bit")
    .description("Executes cells again and compares the bytes with the records and the lock file.");
  addOnlyOption(addJobsOption(verify))
    .option("--sample <n>", "only so many cells, the same ones each time", parseCount)
    .option("--json", "the summary as JSON")
    .addHelpText("after", listExamples("verify", ["FILE", "FILE --sample 5", ""]))
    .action(async (file, options) => {
      const { verifyCommand } = await import("./verify.ts");
      finish(await verifyCommand(file, { ...options, ...readCommon(options) }));
    });
}

/** Adds the commands that only read. */
export function addAsking(program: Command, finish: Finish): void {
  addPlanning(program, finish);
  addPipelineOptions(program.command("query"))
    .summary("SQL over results and lineage")
    .description(
      "Answers SQL over the tables of a pipeline's stages (`stage.table`, axes are columns) and over\n" +
        "koopline.cells, koopline.records, koopline.lineage, koopline.runs, koopline.tables and\n" +
        "koopline.columns.",
    )
    .argument("<sql>", "one select statement")
    .option("-f, --format <format>", "table, csv, json, arrow or parquet (default: by the output)")
    .option("-o, --output <path>", "write to a file instead of standard output")
    .option("--wide", "do not fit the table to the terminal")
    .addHelpText(
      "after",
      listExamples("query", [
        'FILE "select * from koopline.tables"',
        'FILE "select * from spectrum.eigenvalues" -o eigenvalues.csv',
      ]),
    )
    .action(async (file, sql, options) => {
      const { queryCommand } = await import("./query.ts");
      finish(await queryCommand(file, sql, { ...options, ...readCommon(options) }));
    });
  addStoreOption(program.command("trace"))
    .summary("from a figure file to the cells that made it")
    .description("Shows the lineage of a published figure, of a key or of an artifact's address.")
    .argument("<figure>", "a figure file, a key or an address")
    .option("--all", "every input, however many there are")
    .option("--json", "as JSON, every input")
    .addHelpText("after", listExamples("trace", ["artifacts/out/quickstart/figures/spectra.svg"]))
    .action(async (figure, options) => {
      const { traceCommand } = await import("./trace.ts");
      finish(traceCommand(figure, { ...options, ...readCommon(options) }));
    });
  program.command("stages")
    .summary("the stage kinds; with KIND its parameters, ports and tables")
    .description("Lists the stage kinds, or shows one: its parameters, ports and tables.")
    .argument("[kind]", "a stage kind, or a path such as ./my_stage.ts")
    .option("--json", "one JSON line a kind")
    .addHelpText("after", listExamples("stages", ["", "operator"]))
    .action(async (kind, options) => {
      const { stagesCommand } = await import("./stages.ts");
      finish(await stagesCommand(kind, options));
    });
}

function addPlanning(program: Command, finish: Finish): void {
  addOnlyOption(addPipelineOptions(program.command("plan")))
    .summary("what would run and why; nothing is executed")
    .description(
      "Shows what `run` would do and why: which parameter, input, module or package changed.",
    )
    .option("--cells", "list every cell")
    .option("--retry", "as `run --retry` would")
    .option("--measure", "as `run --measure` would")
    .option("--json", "one JSON line a cell")
    .addHelpText("after", listExamples("plan", ["FILE", "FILE --set steps=100 --cells"]))
    .action(async (file, options) => {
      const { planCommand } = await import("./plan.ts");
      finish(await planCommand(file, { ...options, ...readCommon(options) }));
    });
  addPipelineOptions(program.command("explain"))
    .summary("everything that is known of some cells")
    .description("Shows the state, parameters, inputs, code, cost and log of the cells of a stage.")
    .argument("<stage>", "a stage")
    .argument("[axis=value...]", "values of its axes")
    .option("--json", "one JSON line a cell")
    .addHelpText("after", listExamples("explain", ["FILE operator method=mirror"]))
    .action(async (file, stage, axes, options) => {
      const { explainCommand } = await import("./explain.ts");
      finish(await explainCommand(file, stage, axes, { ...options, ...readCommon(options) }));
    });
}

/** Adds the commands that keep the store and the project in order. */
export function addKeeping(program: Command, finish: Finish): void {
  addStoreOption(program.command("collect"))
    .summary("garbage: shows what is not needed any more, deletes with --yes")
    .description(
      "Lists what no pipeline's last run and no named lock file needs, by pipeline and stage: how\n" +
        "large it is, when it was last used and what it would cost to make again. What runs use that\n" +
        "are under way, or were cut off, stays. Deletes nothing without --yes.",
    )
    .argument("[files...]", "lock files, or pipelines with one, whose locked results are kept too")
    .option("--older-than <age>", "only what was not used for so long: 12h, 30d, 8w", parseAge)
    .option("--keep <n>", "keep so many earlier results of each cell, those used last", parseCount)
    .option("--yes", "delete")
    .option("--json", "as JSON")
    .addHelpText("after", listExamples("collect", ["", "FILE --older-than 30d --yes"]))
    .action(async (files, options) => {
      const { collectCommand } = await import("./collect.ts");
      finish(collectCommand(files, { ...options, ...readCommon(options) }));
    });
  addPipelineOptions(program.command("export"))
    .summary("a folder to archive: tables, figures, report, pipeline, lock")
    .description(
      "Writes a pipeline's results to a folder of plain files, to archive beside a paper.",
    )
    .option("--to <folder>", "the folder (default: <pipeline name>-export)")
    .option("-f, --format <format>", "tables as csv, parquet or arrow", "parquet")
    .addHelpText("after", listExamples("export", ["FILE --to paper-data --format csv"]))
    .action(async (file, options) => {
      const { exportCommand } = await import("./export.ts");
      finish(await exportCommand(file, { ...options, ...readCommon(options) }));
    });
  program.command("schema")
    .summary("the JSON Schema of pipelines, for editors")
    .description("Prints the JSON Schema of pipelines, by which editors complete and check.")
    .option("-o, --output <path>", "write to a file instead of standard output")
    .addHelpText("after", listExamples("schema", ["", "-o pipeline.schema.json"]))
    .action(async (options) => {
      const { schemaCommand } = await import("./schema.ts");
      finish(await schemaCommand(options));
    });
}

function listExamples(command: string, lines: readonly string[]): string {
  const shown = lines.map((line) => `  koopline ${command} ${line}`.trimEnd());
  return `\nExamples:\n${shown.join("\n")}`.replaceAll("FILE", "pipelines/quickstart.yaml");
}
