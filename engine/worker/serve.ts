/** The serving end of a worker: takes jobs one at a time, runs them, answers. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import type { StageKind } from "../../stages/define.ts";
import { type CreditDesk, openCredit } from "./credit.ts";
import { openClock } from "./cell_clock.ts";
import { type CellLog, makeConsole, openLog } from "./cell_log.ts";
import { describeFailure, describeUnloadable, writeStack } from "./failure.ts";
import { findStageKinds } from "../pipeline/kind_shape.ts";
import { findAttempt, watchCell } from "./impurity.ts";
import type { Job } from "./job.ts";
import { openOutput, type SentArtifact } from "./output.ts";
import { watchGlobals } from "./pollution.ts";
import type { ModuleGraph, Reply, Request } from "./protocol.ts";
import { buildContext, closeContext } from "./run_context.ts";
import { lockConsole, takeHost } from "./seal.ts";
import { limitImports } from "./seal_modules.ts";
import { clearTimers } from "./seal_timers.ts";
import { readThrown } from "./thrown.ts";
import { type Done, postChunk, postDone, trimFiles } from "./transfer.ts";

/** How to load a stage kind: its module's URL, and the literal import of it. */
export interface KindLoader {
  readonly module: string;
  readonly load: () => Promise<unknown>;
}

const host = takeHost();
const kinds = new Map<string, StageKind>();
const graphs = new Map<string, ModuleGraph>();
let log: CellLog = openLog();
let findChange = watchGlobals();
let credit: CreditDesk | undefined;
/** Ends the running job: an error that no promise of the stage carries to us. */
let failJob: (error: unknown) => void = () => {};

/** Serves jobs of these kinds, by what pipelines write after `uses:`, for as long as the worker lives. */
export function serve(loaders: Readonly<Record<string, KindLoader>>): void {
  lockConsole(makeConsole((text) => log.write(text), host.inspect));
  findChange = watchGlobals();
  host.listen("error", (event) => {
    event.preventDefault();
    failJob(event instanceof ErrorEvent ? event.error : event);
  });
  host.listen("unhandledrejection", (event) => {
    event.preventDefault();
    failJob(event instanceof PromiseRejectionEvent ? event.reason : event);
  });
  host.listen("message", (event) => {
    if (!(event instanceof MessageEvent)) return;
    const request: Request = event.data;
    if (request.kind === "stored") {
      credit?.answer();
      return;
    }
    void answer(request, loaders).catch((error) =>
      postDone(host.post, describeDefect(request.job, error))
    );
  });
}

/** A defect of ours must not leave the pool waiting. */
function describeDefect({ cell }: Job, error: unknown): Done {
  const { name, message } = readThrown(error);
  const found = name === "" ? message : `${name}: ${message}`;
  const expected = "koopline's worker to answer";
  const problem: Problem = { code: "stage.crashed", where: cell, expected, found };
  return { kind: "done", log: log.read(), outcome: { ok: false, problem }, spent: true };
}

async function answer(
  request: Extract<Request, { readonly kind: "run" }>,
  loaders: Readonly<Record<string, KindLoader>>,
) {
  if (request.tellsBegin) host.post({ kind: "began" } satisfies Reply, []);
  log = openLog();
  const { job } = request;
  const loader = loaders[job.uses];
  watchCell(job.cell);
  if (request.graph !== undefined) graphs.set(job.uses, request.graph);
  limitImports(graphs.get(job.uses));
  const outcome = loader === undefined
    ? { ok: false as const, problem: describeUnknown(job) }
    : await settle(job, loader);
  clearTimers();
  const changed = outcome.ok ? findChange() : undefined;
  if (changed !== undefined) {
    log.write(`koopline: the stage changed ${changed}; its worker is replaced`);
  }
  const reply: Done = {
    kind: "done",
    log: log.read(),
    outcome,
    // A module may have kept what the clock told; the next cell must not find it.
    spent: !outcome.ok || changed !== undefined || job.clock !== undefined,
  };
  postDone(host.post, reply);
  closeContext();
}

async function settle(job: Job, loader: KindLoader): Promise<Done["outcome"]> {
  try {
    const kind = await loadKind(job, loader);
    const artifact = await execute(kind, job);
    const attempt = findAttempt();
    if (attempt === undefined) return { ok: true, artifact };
    throw attempt;
  } catch (error) {
    // Whatever a stage makes of a refusal, the refusal is why its cell failed.
    const cause = findAttempt() ?? error;
    const stack = writeStack(cause);
    if (stack !== undefined) log.write(stack);
    return { ok: false, problem: describeFailure(cause, job.cell, loader.module) };
  }
}

function describeUnknown({ uses, cell }: Job): Problem {
  return { code: "stage.load", where: cell, expected: "a known stage kind", found: uses };
}

async function loadKind(job: Job, loader: KindLoader): Promise<StageKind> {
  const known = kinds.get(job.uses);
  if (known !== undefined) return known;
  let namespace: unknown;
  try {
    namespace = await loader.load();
  } catch (error) {
    throw findAttempt() ??
      new KooplineError(describeUnloadable(error, job.cell, loader.module), { cause: error });
  }
  const kind = requireKind(namespace, job.cell);
  kinds.set(job.uses, kind);
  // What packages add to the globals when they load is there for every cell.
  findChange = watchGlobals();
  return kind;
}

/** The main process has refused every other module; this is for code that changed in between. */
function requireKind(namespace: unknown, cell: string): StageKind {
  const [found, other] = findStageKinds(namespace).kinds;
  if (found !== undefined && other === undefined) return found.kind;
  throw new KooplineError({
    code: "stage.load",
    where: cell,
    expected: "a module that exports one stage kind",
    found: other === undefined ? "none" : "several",
  });
}

async function execute(kind: StageKind, job: Job): Promise<SentArtifact> {
  // Parsed by the main process: a schema that transforms must not do so twice.
  const { params } = job;
  const type = typeof kind.makes === "function" ? kind.makes(params) : kind.makes;
  credit = openCredit((table, chunk) => postChunk(host.post, { kind: "chunk", table, chunk }));
  const output = openOutput(type, { cell: job.cell, send: credit.send });
  const timer = job.clock === undefined ? undefined : openClock(host.now);
  const context = buildContext(kind, params, job, {
    log: (line) => log.write(line),
    stream: output.stream,
    progress: (fraction) => host.post({ kind: "progress", fraction } satisfies Reply, []),
    clock: timer?.read,
  });
  const uncaught = new Promise<never>((_, reject) => failJob = reject);
  try {
    const value = await Promise.race([kind.run(context), uncaught]);
    const artifact = trimFiles(await output.finish(value));
    // Of a promise that nobody awaits the event loop tells only when it turns; nothing else may happen in it.
    clearTimers();
    await Promise.race([host.turn(), uncaught]);
    return artifact;
  } finally {
    timer?.close();
    failJob = () => {};
  }
}
