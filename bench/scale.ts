/**
 * How time and memory grow with cells: from a hundred to a hundred thousand, and a store of two hundred thousand records.
 *
 * `deno run -A bench/scale.ts` takes about fifteen minutes on two quiet cores; a number after it is the largest
 * count of cells instead of 100,000. Nothing here passes or fails. A slope is that of log(time per cell) over
 * log(cells), fitted from a thousand cells on, where what a process takes to start does not show any more: 0 is
 * flat, 1 would be quadratic. Slopes are of processor time, which a busy machine disturbs least.
 */

import { join } from "node:path";
import { buildCommand, nameKind } from "./command.ts";
import { fillStore } from "./filled_store.ts";
import { type Measured, measureProcess } from "./process.ts";

type Print = (text: string) => void;

const COUNTS = [100, 1000, 10_000, 100_000];
/** Where slopes begin. */
const LEAST = 1000;
/** Cells that are executed, and gathered into one; more would only take longer. */
const MOST_COLD = 10_000;
const RECORDS = 200_000;

const STAGE_SQL = "select count(*), sum(value) from cell.values";
const RECORDS_SQL = "select kind, count(*), sum(milliseconds) from koopline.records group by kind";
const CELLS_SQL = "select outcome, count(*) from koopline.cells group by outcome";

/** What is measured: the command, and the counts of cells that it is measured with. */
interface Row {
  readonly name: string;
  readonly budget: string;
  readonly most: number;
  readonly build: (pipeline: string, empty: string, filled: string) => readonly string[];
}

const ROWS: readonly Row[] = [
  {
    name: "plan, nothing done",
    budget: "10 s, 1024 MiB at 100,000",
    most: Infinity,
    build: (pipeline, empty) => ["plan", pipeline, "--store", empty],
  },
  {
    name: "plan, all done",
    budget: "",
    most: Infinity,
    build: (pipeline, _, filled) => ["plan", pipeline, "--store", filled],
  },
  {
    name: "run, cold",
    budget: "60 s at 10,000",
    most: MOST_COLD,
    build: (pipeline, empty) => ["run", pipeline, "-q", "-j", "2", "--store", empty],
  },
  {
    name: "run again",
    budget: "3 s at 10,000",
    most: Infinity,
    build: (pipeline, _, filled) => ["run", pipeline, "-q", "-j", "2", "--store", filled],
  },
  {
    name: "query a stage",
    budget: "",
    most: Infinity,
    build: (pipeline, _, filled) => ["query", pipeline, STAGE_SQL, "--store", filled],
  },
  {
    name: "query records",
    budget: "",
    most: Infinity,
    build: (pipeline, _, filled) => ["query", pipeline, RECORDS_SQL, "--store", filled],
  },
  {
    name: "collect, kept",
    budget: "",
    most: Infinity,
    build: (_, __, filled) => ["collect", "--store", filled],
  },
];

function writePipeline(folder: string, cells: number): string {
  const name = `scale_${cells}`;
  const stage = `{ uses: ${nameKind(folder, "spin")}, over: [a, b], ` +
    'with: { start: "${a * 10 + b}", steps: 1 } }';
  const axes = `{ a: { range: [0, ${cells / 10}] }, b: { range: [0, 10] } }`;
  Deno.writeTextFileSync(
    join(folder, `${name}.yaml`),
    `name: ${name}\naxes: ${axes}\nstages:\n  cell: ${stage}\n`,
  );
  return `${name}.yaml`;
}

function writeGather(folder: string): string {
  const pipeline = writePipeline(folder, MOST_COLD);
  const text = Deno.readTextFileSync(join(folder, pipeline));
  const stage = `  all: { uses: ${nameKind(folder, "join")}, needs: { leaves: cell } }\n`;
  Deno.writeTextFileSync(join(folder, "gather.yaml"), text + stage);
  return "gather.yaml";
}

async function measure(folder: string, args: readonly string[]): Promise<Measured> {
  const measured = await measureProcess(buildCommand(...args), { cwd: folder });
  if (measured.code !== 0) throw new Error(`${args.join(" ")}: ${measured.stderr}`);
  return measured;
}

function show({ seconds, cpu, peak }: Measured): string {
  return `${seconds.toFixed(2)} s, processor ${cpu.toFixed(2)} s, ${peak.toFixed(0)} MiB`;
}

/** The slope of log(time per cell) over log(cells), by least squares. */
function fitSlope(points: readonly (readonly [cells: number, seconds: number])[]): number {
  const logs = points.map(([cells, seconds]) => [Math.log(cells), Math.log(seconds / cells)]);
  const mean = (index: number) =>
    logs.reduce((sum, log) => sum + (log[index] ?? 0), 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  let [above, below] = [0, 0];
  for (const [cells = 0, time = 0] of logs) {
    above += (cells - x) * (time - y);
    below += (cells - x) ** 2;
  }
  return above / below;
}

/** Prints what commands take with more and more cells, and the slopes. */
export async function benchCells(folder: string, most: number, print: Print): Promise<void> {
  const counts = COUNTS.filter((count) => count <= most);
  const points = new Map<Row, [number, number][]>(ROWS.map((row) => [row, []]));
  for (const cells of counts) {
    print(`\n${cells.toLocaleString("en")} cells, whole processes`);
    const pipeline = writePipeline(folder, cells);
    const stores = await Deno.makeTempDir({ dir: folder });
    const [empty, filled] = [join(stores, "empty"), join(stores, "filled")];
    await fillStore(join(folder, pipeline), filled);
    for (const row of ROWS) {
      if (cells > row.most) continue;
      const measured = await measure(folder, row.build(pipeline, empty, filled));
      if (cells >= LEAST) points.get(row)?.push([cells, measured.cpu]);
      const budget = row.budget === "" ? "" : ` (budget ${row.budget})`;
      print(`  ${row.name.padEnd(20)}${show(measured)}${budget}`);
    }
    await Deno.remove(stores, { recursive: true });
  }
  print("\nslopes of processor time per cell (0 is flat, 1 quadratic)");
  for (const [{ name }, measured] of points) {
    if (measured.length > 1) print(`  ${name.padEnd(20)}${fitSlope(measured).toFixed(2)}`);
  }
}

/** Prints what one cell takes that gathers ten thousand. */
export async function benchGather(folder: string, print: Print): Promise<void> {
  const store = join(folder, "gather");
  await fillStore(join(folder, writePipeline(folder, MOST_COLD)), store);
  const run = ["run", writeGather(folder), "-q", "-j", "2", "--store", store];
  print(`\n${MOST_COLD.toLocaleString("en")} results gathered into one cell`);
  print(`  run                 ${show(await measure(folder, run))}`);
  print(`  run again           ${show(await measure(folder, run))}`);
  await Deno.remove(store, { recursive: true });
}

/** Prints what a store of two hundred thousand records takes to open, to ask and to clear. */
export async function benchRecords(folder: string, count: number, print: Print): Promise<void> {
  const pipeline = writePipeline(folder, count);
  const store = join(folder, "records");
  await fillStore(join(folder, pipeline), store);
  const place = ["--store", store];
  print(
    `\na store of ${
      count.toLocaleString("en")
    } records, none of which any pipeline's last run used`,
  );
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ["plan", ["plan", pipeline, ...place]],
    ["query cells", ["query", pipeline, CELLS_SQL, ...place]],
    ["query records", ["query", pipeline, RECORDS_SQL, ...place]],
    ["query a stage", ["query", pipeline, STAGE_SQL, ...place]],
    ["collect, shown", ["collect", ...place]],
    ["collect --yes", ["collect", "--yes", ...place]],
  ];
  for (const [name, args] of commands) {
    print(`  ${name.padEnd(20)}${show(await measure(folder, args))}`);
  }
  await Deno.remove(store, { recursive: true });
}

if (import.meta.main) {
  const most = Number(Deno.args[0] ?? COUNTS.at(-1));
  const folder = await Deno.makeTempDir({ prefix: "koopline-bench-" });
  try {
    await benchCells(folder, most, (text) => console.log(text));
    if (most >= MOST_COLD) await benchGather(folder, (text) => console.log(text));
    if (most >= 100_000) await benchRecords(folder, RECORDS, (text) => console.log(text));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
