/** What a process of this machine was working on when it died. */

import { join } from "node:path";
import { identifyHost } from "./alive.ts";
import { parseOwner } from "./claim_file.ts";
import type { Disk } from "./disk.ts";
import { readText } from "./file.ts";
import { isHash } from "./hash.ts";
import { FOLDERS } from "./layout.ts";
import { listFolder } from "./listing.ts";

/** Names a run: when it began, its process, and some characters of chance. */
export function nameRun(started: Date): string {
  // Two machines, or two containers, may start a process of one number at the same moment.
  const chance = crypto.randomUUID().slice(0, 8);
  return `${started.toISOString().replace(/[:.]/g, "-")}-${Deno.pid}-${chance}`;
}

/**
 * Lists the keys that a process of this machine had claimed when it died, sorted. Whoever opens claims next
 * takes them away: this is asked before.
 */
export function listClaimsOf(disk: Disk, pid: number): readonly string[] {
  const host = identifyHost();
  const folder = join(disk.root, FOLDERS.claims);
  return listFolder(folder).filter((name) => {
    if (!isHash(name)) return false;
    const owner = parseOwner(readText(join(folder, name)) ?? "");
    return owner !== undefined && owner.host === host && readPid(owner.run) === pid;
  });
}

function readPid(run: string): number | undefined {
  const [, pid] = /-(\d+)-[0-9a-f]{8}$/.exec(run) ?? [];
  return pid === undefined ? undefined : Number(pid);
}
