/**
 * Claims: two runs on one store share work instead of doing it twice.
 *
 * A claim is a file `claims/<key>` that names its run: another name of a file the run wrote when it began, so
 * that no claim is ever seen half-written. It only saves work, and decides nothing about results: should two
 * runs ever hold the same claim, both write the same bytes under the same names.
 */

import { type Alive, identifyHost, type Judge, openAlive, openJudge, type Owner } from "./alive.ts";
import { breakClaim, encodeOwner, parseOwner } from "./claim_file.ts";
import type { Disk } from "./disk.ts";
import { explainWriteFailure } from "./disk_error.ts";
import { clearPlace, createFile, linkFile, readText, removeFile } from "./file.ts";
import { locateClaim } from "./layout.ts";
import { sweepLeftovers } from "./leftovers.ts";
import type { Store } from "./store.ts";

/** What a run is told about claims. Times in ms. */
export interface ClaimOptions {
  readonly runId: string;
  /** The pipeline whose results it makes; what it made is kept when it is cut off. */
  readonly pipeline?: string;
  /** After this long without a heartbeat a run on another machine counts as dead. */
  readonly lease?: number;
  readonly heartbeat?: number;
}

/** Where a run claims keys. */
export interface ClaimDesk {
  /**
   * Claims a key; a dead run's claim is taken over at once.
   *
   * @returns "mine", or the id of the run that holds it.
   * @throws {KooplineError} `store.unwritable`.
   */
  claim(key: string): "mine" | { readonly owner: string };
  /** Lets a key go. */
  release(key: string): void;
  /** Waits until a key is let go, taken over, or its owner has died. @throws the signal's reason. */
  waitFor(key: string, signal: AbortSignal): Promise<void>;
  /** Lets every key go and ends the sign of life, which stays when the run was cut off. */
  close(end?: { readonly cutOff: boolean }): void;
}

const LEASE = 30_000;
const HEARTBEAT = 1_000;

/** Looks at a claim again after this long, longer each time, in ms. */
const SHORTEST_WAIT = 10;
const LONGEST_WAIT = 250;

interface Desk {
  readonly disk: Disk;
  readonly me: Owner;
  readonly judge: Judge;
  readonly held: Set<string>;
  /** The file whose other names are the claims; undefined where files have one name only. */
  card: string | undefined;
}

/**
 * Opens the desk of a run, whose sign of life it is from now on. Everything the run uses is protected
 * against collections as long as the desk is open.
 *
 * @throws {KooplineError} `store.unwritable`.
 */
export function openClaims(
  store: Store,
  { runId, pipeline, lease = LEASE, heartbeat = HEARTBEAT }: ClaimOptions,
): ClaimDesk {
  const me: Owner = { run: runId, host: identifyHost() };
  const note = { ...me, ...(pipeline === undefined ? {} : { pipeline }) };
  const alive = openAlive(store.disk, note, heartbeat);
  try {
    store.protectUses();
    sweepLeftovers(store.disk);
    const judge = openJudge(store.root, me.host, lease);
    const card = writeCard(store.disk, me);
    return openDesk({ disk: store.disk, me, judge, held: new Set(), card }, alive);
  } catch (error) {
    alive.close();
    throw error;
  }
}

function openDesk(desk: Desk, alive: Alive): ClaimDesk {
  const { card } = desk;
  return {
    claim: (key) => claimKey(desk, key),
    release: (key) => releaseKey(desk, key),
    waitFor: (key, signal) => waitForKey(desk, key, signal),
    close(end) {
      for (const key of [...desk.held]) releaseKey(desk, key);
      if (card !== undefined) removeFile(card);
      alive.close(end);
    },
  };
}

function claimKey(desk: Desk, key: string): "mine" | { readonly owner: string } {
  const path = locateClaim(desk.disk.root, key);
  if (desk.held.has(key)) return "mine";
  desk.disk.assertThere();
  let owner = "";
  // Twice when a dead run's claim was broken or one was let go in between; more would be a quarrel.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (createClaim(desk, path)) {
      desk.held.add(key);
      return "mine";
    }
    const text = readText(path);
    if (text === undefined) {
      // Let go in between, or a link to nothing.
      clearPlace(path);
      continue;
    }
    owner = parseOwner(text)?.run ?? "unknown";
    if (!isAbandoned(desk, key, text)) break;
    breakClaim(desk.disk, path, text);
  }
  return { owner };
}

/** Writes the file that claims are other names of. */
function writeCard(disk: Disk, me: Owner): string {
  const path = disk.nameTemporary();
  try {
    createFile(path, encodeOwner(me)).close();
    return path;
  } catch (error) {
    throw explainWriteFailure(path, error);
  }
}

function createClaim(desk: Desk, path: string): boolean {
  desk.disk.assertThere();
  try {
    if (!linkClaim(desk, path)) createFile(path, encodeOwner(desk.me)).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw explainWriteFailure(path, error);
  }
}

/** Claims by giving the card another name; false where that does not work. */
function linkClaim(desk: Desk, path: string): boolean {
  if (desk.card === undefined) return false;
  try {
    linkFile(desk.card, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    desk.card = undefined;
    return false;
  }
}

function releaseKey(desk: Desk, key: string): void {
  if (!desk.held.delete(key)) return;
  const path = locateClaim(desk.disk.root, key);
  // Another machine may have taken this run for dead, and the claim with it.
  const text = readText(path);
  if (text !== undefined && parseOwner(text)?.run === desk.me.run) removeFile(path);
}

async function waitForKey(desk: Desk, key: string, signal: AbortSignal): Promise<void> {
  const path = locateClaim(desk.disk.root, key);
  const text = readText(path);
  if (text === undefined) return;
  for (let wait = SHORTEST_WAIT;; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    await pause(wait, signal);
    if (readText(path) !== text || isAbandoned(desk, key, text)) return;
  }
}

/** Tells whether a claim's owner has died. One without a readable owner was cut off: it gets the lease. */
function isAbandoned(desk: Desk, key: string, text: string): boolean {
  const owner = parseOwner(text);
  return owner === undefined ? desk.judge.hasStoodStill(key, text) : desk.judge.isDead(owner);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
