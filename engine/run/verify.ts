/** Verification: a cell is executed again from its stored inputs and its bytes are compared. */

import type { Problem } from "../../schemas/error.ts";
import { type Cell, nameCell } from "../pipeline/expanded.ts";
import { noteIncomplete } from "../plan/missing.ts";
import { type CellState, judgeReadiness } from "../plan/readiness.ts";
import { keyCell, type KeyedCell, resolveKey } from "../plan/resolve.ts";
import { addressArtifact } from "../store/artifacts.ts";
import { nameBlob } from "../store/blobs.ts";
import type { CellRecord } from "../store/record.ts";
import { attemptJob, type ExecuteContext } from "./execute.ts";
import type { RunEvent } from "./event.ts";
import { openExecution } from "./execution.ts";
import type { Session } from "./session.ts";

/** What verification found of a cell. */
export type Verified =
  | {
    readonly kind: "same";
    readonly cell: Cell;
    readonly address: string;
    readonly whole: boolean;
  }
  | {
    readonly kind: "differs";
    readonly cell: Cell;
    readonly address: string;
    /** Whether every input was there, here and further up; a lock says nothing of other results. */
    readonly whole: boolean;
    readonly problem: Problem;
  }
  | { readonly kind: "missing"; readonly cell: Cell };

/** A verification under way. */
export interface Verification {
  /** Executes the cells again, several at a time, in the pipeline's order. */
  verify(cells: ReadonlySet<Cell>): AsyncGenerator<Verified>;
  close(): void;
}

/** How cells are verified. */
export interface VerifyRequest {
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Hears when a cell starts, and `executed` or `failed` when it was executed again. */
  readonly onEvent: (event: RunEvent) => void;
}

/** Opens a verification of a pipeline's stored results. */
export function openVerification(
  session: Session,
  { jobs, signal, onEvent }: VerifyRequest,
): Verification {
  const { cells: all } = session.pipeline;
  const execution = openExecution(session, {
    runId: `verify-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`,
    keeps: false,
    jobs,
    retry: "none",
    measure: false,
    signal,
    onEvent,
  });
  return {
    async *verify(cells) {
      const batch: Promise<Verified>[] = [];
      const states: CellState[] = [];
      for (const cell of all) {
        const found = findResult(execution, cell, states);
        states[cell.index] = found.state;
        if (found.state === "there") execution.addresses[cell.index] = found.address;
        if (found.state === "gone") execution.problems[cell.index] = found.problem;
        noteIncomplete(cell, execution);
        if (!cells.has(cell)) continue;
        batch.push(
          found.state === "there"
            ? compareCell(execution, found)
            : Promise.resolve<Verified>({ kind: "missing", cell }),
        );
        if (batch.length >= jobs * 2) yield* await takeBatch(batch);
      }
      yield* await takeBatch(batch);
    },
    close: () => execution.close(),
  };
}

async function takeBatch(batch: Promise<Verified>[]): Promise<readonly Verified[]> {
  return await Promise.all(batch.splice(0));
}

interface StoredResult {
  readonly state: "there";
  readonly keyed: KeyedCell;
  readonly record: CellRecord;
  readonly address: string;
}

type FoundResult =
  | StoredResult
  | { readonly state: "gone"; readonly problem?: Problem }
  | { readonly state: "open" };

function findResult(
  context: ExecuteContext,
  cell: Cell,
  states: readonly CellState[],
): FoundResult {
  const readiness = judgeReadiness(cell, (index) => states[index] ?? "open");
  if (readiness.kind === "blocked") return { state: "gone" };
  if (readiness.kind === "wait") return { state: "open" };
  const keyed = keyCell(context.preimages, cell, context);
  const found = resolveKey(context.store, keyed, "none");
  if (found.kind === "failed") return { state: "gone", problem: found.problem };
  if (found.kind === "run") return { state: "open" };
  return { state: "there", keyed, record: found.record, address: found.address };
}

async function compareCell(context: ExecuteContext, stored: StoredResult): Promise<Verified> {
  const { cell } = stored.keyed;
  const { address } = stored;
  const whole = !context.incomplete.has(cell.index);
  context.onEvent({ kind: "started", cell });
  // Nothing of what is only compared enters the store.
  const result = await attemptJob(
    context,
    cell,
    ({ rows, bytes }) => Promise.resolve({ rows, stored: nameBlob(bytes) }),
  );
  context.code.assertSame(cell);
  if (!result.ok) {
    context.onEvent({ kind: "failed", cell, problem: result.problem, again: false });
    // A file that cannot be had, or too little time or memory, says nothing of the result.
    const { code } = result.problem;
    if (code.startsWith("fetch.") || code === "stage.time_limit" || code === "stage.memory") {
      return { kind: "missing", cell };
    }
    const problem: Problem = {
      code: "lock.differs",
      where: nameCell(cell),
      expected: `artifact ${address.slice(0, 12)} as recorded`,
      found: `a failure when executed again: ${result.problem.found}`,
    };
    return { kind: "differs", cell, address, whole, problem };
  }
  const again = addressArtifact(result.artifact);
  context.onEvent({ kind: "executed", cell, milliseconds: result.milliseconds, address: again });
  if (again === address) {
    await context.store.writeRecord({
      ...stored.record,
      attestations: [...stored.record.attestations, {
        at: new Date().toISOString(),
        deno: Deno.version.deno,
        system: `${Deno.build.os} ${Deno.build.arch}`,
      }].slice(-20),
    });
    return { kind: "same", cell, address, whole };
  }
  const problem: Problem = {
    code: "lock.differs",
    where: nameCell(cell),
    expected: `artifact ${address.slice(0, 12)} as recorded`,
    found: `artifact ${again.slice(0, 12)} when executed again`,
    hint: "The stage is not reproducible, or its record was made by other code.",
  };
  return { kind: "differs", cell, address, whole, problem };
}
