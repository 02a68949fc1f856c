/** The command line: commands, options, help. Each command's module is loaded only when it is used. */

import { Command, CommanderError, InvalidArgumentError } from "commander";
import { EXIT, showError } from "./exit.ts";
import { measureWidth, writeErr, writeOut } from "./terminal.ts";
import { locateStore } from "./store_folder.ts";

const VERSION = "0.1.0";

/**
 * Runs a command line.
 *
 * @returns the exit code: 0 done, 1 a stage failed, 2 the pipeline or command is wrong, 3 verification
 * differs, 130 interrupted.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  // Zone and locale must not reach any result; workers take the zone from here.
  Deno.env.set("TZ", "UTC");
  let code: number = EXIT.done;
  const program = buildProgram((result) => {
    code = result;
  });
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return showError(error);
    return error.exitCode === 0 ? EXIT.done : EXIT.wrong;
  }
}

type Finish = (code: number) => void;

function buildProgram(finish: Finish): Command {
  const program = new Command("koopline")
    .description(
      "Are these two trainings the same dynamical system? Reproducible Koopman pipelines.",
    )
    .version(VERSION, "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr,
      getOutHasColors: () => Deno.stdout.isTerminal() && !Deno.noColor,
      getErrHasColors: () => Deno.stderr.isTerminal() && !Deno.noColor,
      getOutHelpWidth: measureWidth,
      getErrHelpWidth: measureWidth,
    })
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Examples:
  koopline run pipelines/quickstart.yaml          bring every figure and the report up to date
  koopline plan pipelines/quickstart.yaml         what would run, and why
  koopline query pipelines/quickstart.yaml "select * from conjugacy.groups"
In a clone of the repository, write \`deno task run …\` for \`koopline run …\`.

Exit codes: 0 done, 1 a stage failed, 2 the pipeline or command is wrong, 3 verification differs,
130 interrupted.`,
    );
  addRunning(program, finish);
  addAsking(program, finish);
  addKeeping(program, finish);
  return program;
}

function addRunning(program: Command, finish: Finish): void {
  addPipelineOptions(program.command("run"))
    .summary("run a pipeline; only what changed is executed")
    .description("Runs a pipeline: executes what is not in the store yet and publishes the view.")
    .argument("<file>", "the pipeline")
    .option("-j, --jobs <n>", "workers at the same time", parseJobs, defaultJobs())
    .option("--only <stage>", "only this stage, `stage[axis=value]`, and what it needs")
    .option("--retry", "run cells again that failed in an earlier run")
    .option("--locked", "fail on the first result that differs from the lock file")
    .option("--write-lock", "write the lock file from the results")
    .option("-q, --quiet", "show failures only")
    .option("--json", "events as JSON lines on standard error, the summary on standard output")
    .addHelpText("after", examples("run", ["FILE --set rate=0.2", "FILE --only spectra_figure"]))
    .action(async (file, options) => {
      const { runCommand } = await import("./run.ts");
      finish(await runCommand(file, { ...options, ...common(options) }));
    });
  addPipelineOptions(program.command("verify"))
    .summary("execute again and compare bit for bit")
    .description("Executes cells again and compares the bytes with the records and the lock file.")
    .argument("<file>", "the pipeline")
    .option("-j, --jobs <n>", "workers at the same time", parseJobs, defaultJobs())
    .option("--sample <n>", "only so many cells, the same ones each time", parseCount)
    .option("--only <stage>", "only this stage and what it needs")
    .option("--json", "the summary as JSON")
    .addHelpText("after", examples("verify", ["FILE", "FILE --sample 20"]))
    .action(async (file, options) => {
      const { verifyCommand } = await import("./verify.ts");
      finish(await verifyCommand(file, { ...options, ...common(options) }));
    });
}

function addAsking(program: Command, finish: Finish): void {
  addPipelineOptions(program.command("plan"))
    .summary("what would run and why; nothing is executed")
    .description(
      "Shows what `run` would do and why: which parameter, input, module or package changed.",
    )
    .argument("<file>", "the pipeline")
    .option("--only <stage>", "only this stage and what it needs")
    .option("--cells", "list every cell")
    .option("--retry", "as `run --retry` would")
    .option("--json", "one JSON line a cell")
    .addHelpText("after", examples("plan", ["FILE", "FILE --set rate=0.2 --cells"]))
    .action(async (file, options) => {
      const { planCommand } = await import("./plan.ts");
      finish(await planCommand(file, { ...options, ...common(options) }));
    });
  addPipelineOptions(program.command("explain"))
    .summary("everything that is known of some cells")
    .description("Shows the preimage, code, cost, log and state of the cells of a stage.")
    .argument("<file>", "the pipeline")
    .argument("<stage>", "a stage")
    .argument("[axis=value...]", "values of its axes")
    .option("--json", "one JSON line a cell")
    .addHelpText("after", examples("explain", ["FILE operator method=mirror"]))
    .action(async (file, stage, axes, options) => {
      const { explainCommand } = await import("./explain.ts");
      finish(
        await explainCommand(file, stage, axes, {
          ...options,
          store: locateStore(options.store),
        }),
      );
    });
  addPipelineOptions(program.command("query"))
    .summary("SQL over results and lineage")
    .description(
      "Answers SQL over the tables of a pipeline's stages (`stage.table`, axes are columns) and over\n" +
        "koopline.cells, koopline.records, koopline.lineage and koopline.runs.",
    )
    .argument("<file>", "the pipeline")
    .argument("<sql>", "one select statement")
    .option("-f, --format <format>", "table, csv, json, arrow or parquet", "table")
    .option("-o, --output <path>", "write to a file instead of standard output")
    .option("--wide", "do not fit the table to the terminal")
    .addHelpText("after", examples("query", [`FILE "select * from spectrum.eigenvalues" -f csv`]))
    .action(async (file, sql, options) => {
      const { queryCommand } = await import("./query.ts");
      finish(await queryCommand(file, sql, { ...options, ...common(options) }));
    });
  addStore(program.command("trace"))
    .summary("from a figure file to the cells that made it")
    .description("Shows the lineage of a published figure, of a key or of an artifact's address.")
    .argument("<figure>", "a figure file, a key or an address")
    .option("--json", "as JSON")
    .addHelpText("after", examples("trace", ["artifacts/out/quickstart/figures/spectra.svg"]))
    .action(async (figure, options) => {
      const { traceCommand } = await import("./trace.ts");
      finish(traceCommand(figure, { ...options, ...common(options) }));
    });
  program.command("stages")
    .summary("the stage kinds; with KIND its parameters, ports and tables")
    .argument("[kind]", "a stage kind")
    .option("--json", "as JSON")
    .addHelpText("after", examples("stages", ["", "operator"]))
    .action(async (kind, options) => {
      const { stagesCommand } = await import("./stages.ts");
      finish(await stagesCommand(kind, options));
    });
}

function addKeeping(program: Command, finish: Finish): void {
  addStore(program.command("collect"))
    .summary("garbage: shows what is not needed any more, deletes with --yes")
    .description(
      "Lists what no pipeline's last run and no lock file needs, how large it is, when it was last\n" +
        "used and what it would cost to make again. Deletes nothing without --yes.",
    )
    .argument("[locks...]", "further lock files whose results are kept")
    .option("--yes", "delete")
    .option("--json", "as JSON")
    .addHelpText("after", examples("collect", ["", "--yes"]))
    .action(async (locks, options) => {
      const { collectCommand } = await import("./collect.ts");
      finish(await collectCommand(locks, { ...options, ...common(options) }));
    });
  addPipelineOptions(program.command("export"))
    .summary("a folder to archive: tables, figures, report, pipeline, lock")
    .description(
      "Writes a pipeline's results to a folder of plain files, to archive beside a paper.",
    )
    .argument("<file>", "the pipeline")
    .option("--to <folder>", "the folder; default: <pipeline name>-export")
    .option("-f, --format <format>", "tables as csv, parquet or arrow", "parquet")
    .addHelpText("after", examples("export", ["FILE --to paper-data --format csv"]))
    .action(async (file, options) => {
      const { exportCommand } = await import("./export.ts");
      finish(await exportCommand(file, { ...options, ...common(options) }));
    });
  program.command("schema")
    .summary("the JSON Schema of pipelines, for editors")
    .option("-o, --output <path>", "write to a file instead of standard output")
    .addHelpText("after", examples("schema", ["-o schemas/pipeline.schema.json"]))
    .action(async (options) => {
      const { schemaCommand } = await import("./schema.ts");
      finish(await schemaCommand(options));
    });
}

function common(options: { store?: string; set?: Readonly<Record<string, string>> }) {
  return { store: locateStore(options.store), set: options.set ?? {} };
}

function addStore(command: Command): Command {
  return command.option("--store <folder>", "the store (default: $KOOPLINE_STORE or artifacts)");
}

function addPipelineOptions(command: Command): Command {
  return addStore(command)
    .option(
      "--set <name=value>",
      "set a parameter of the pipeline; may be repeated",
      addSetting,
    );
}

function addSetting(
  text: string,
  earlier: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected name=value.");
  return { ...earlier, [text.slice(0, at)]: text.slice(at + 1) };
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 256) return jobs;
  throw new InvalidArgumentError("Expected a whole number from 1 to 256.");
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

function defaultJobs(): number {
  return Math.max(1, navigator.hardwareConcurrency);
}

function examples(command: string, lines: readonly string[]): string {
  const shown = lines.map((line) => `  koopline ${command} ${line}`.trimEnd());
  return `\nExamples:\n${shown.join("\n")}`.replaceAll("FILE", "pipelines/quickstart.yaml");
}
