/** Claims and signs of life that a newer koopline wrote: waited for while they change, taken over when they stand still, never a crash. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { planCollection } from "../../../engine/store/collect.ts";
import { deleteGarbage } from "../../../engine/store/delete_garbage.ts";
import { openClaims } from "../../../engine/store/claims.ts";
import { locateAlive, locateClaim } from "../../../engine/store/layout.ts";
import type { Store } from "../../../engine/store/store.ts";
import { withStore } from "./sample.ts";

const KEY = "ab".repeat(32);
const LEASE = 1500;
const NEWER = "newer-run";

/** A claim of a form that this version reads, with more in it, and claims that it does not read. */
const CLAIMS: Readonly<Record<string, string>> = {
  "with fields of its own": JSON.stringify({
    format: 99,
    run: NEWER,
    host: "elsewhere",
    shares: [1],
  }),
  "of another form": JSON.stringify({ format: 99, holder: { id: NEWER } }),
  "that is no JSON": "KPL2\u0000\u0001\u00ff",
};

function write(path: string, text: string): void {
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  Deno.writeTextFileSync(path, text);
}

/** Signs as docs/formats.md lets newer versions write them, and of another form. */
const SIGNS: readonly ((beat: number) => unknown)[] = [
  (beat) => ({
    format: 99,
    run: NEWER,
    host: "elsewhere",
    locked: true,
    started: 1,
    pulse: [beat],
  }),
  (beat) => ({ format: 99, pulse: { count: beat } }),
];

function writeSign(store: Store, beat: number, describe = SIGNS[1]): void {
  write(locateAlive(store.root, NEWER), JSON.stringify(describe?.(beat)));
}

Deno.test.each(Object.entries(CLAIMS))(
  "a newer claim %s is waited for, and left while its run shows that it lives",
  (name, claim) =>
    withStore(async (store) => {
      const isKnown = name === "with fields of its own";
      const beatOnce = (beat: number) => writeSign(store, beat, SIGNS[isKnown ? 0 : 1]);
      beatOnce(0);
      write(locateClaim(store.root, KEY), claim);
      const desk = openClaims(store, { runId: "mine", lease: LEASE });
      let beat = 0;
      const pulse = setInterval(() => {
        beatOnce(++beat);
        // What cannot be read is judged by itself.
        if (!isKnown) {
          write(locateClaim(store.root, KEY), claim + " ".repeat(beat));
        }
      }, LEASE / 10);
      try {
        const end = performance.now() + 1.5 * LEASE;
        while (performance.now() < end) {
          const held = desk.claim(KEY);
          assert.ok(held !== "mine" && /^(?:newer-run|unknown)$/.test(held.owner), String(held));
          await new Promise((resolve) => setTimeout(resolve, LEASE / 20));
        }
        clearInterval(pulse);
        while (desk.claim(KEY) !== "mine") await desk.waitFor(KEY, AbortSignal.timeout(60_000));
      } finally {
        clearInterval(pulse);
        desk.close();
      }
    }),
);

Deno.test("a collection beside a run of a newer koopline leaves its sign and its claim as they are", () =>
  withStore((store) => {
    const paths = [locateAlive(store.root, NEWER), locateClaim(store.root, KEY)];
    for (const claim of Object.values(CLAIMS)) {
      for (const sign of SIGNS) {
        writeSign(store, 1, sign);
        write(locateClaim(store.root, KEY), claim);
        const before = paths.map((path) => Deno.readTextFileSync(path));
        deleteGarbage(store, planCollection(store, {}));
        assert.deepEqual(paths.map((path) => Deno.readTextFileSync(path)), before);
      }
    }
  }));
