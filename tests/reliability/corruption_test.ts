/** Damage to any file of a real store: noticed before use, reported, set aside, and derived again. */

import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { hashBytes, isHash } from "../../engine/store/hash.ts";
import { checkRecord, listRecordNames } from "../../engine/store/records.ts";
import { unsealJson } from "../../engine/store/sealed_json.ts";
import { openStore } from "../../engine/store/store.ts";
import { type RandomStream, seedRandom } from "../../numerics/random.ts";
import { serveRange, withServer } from "../engine/fetch/server.ts";
import { DAMAGES } from "./damage.ts";
import { inProject, type Project } from "./project.ts";
import { TRIALS } from "./random.ts";
import { listFiles, runHere, verifyHere } from "./run_here.ts";
import { describeFetched, FETCHED_BYTES, SMALL } from "./small_files.ts";

const SEED = "corruption-1";

/** A project whose store has a file of every kind, and the addresses of its cells. */
interface Kept extends Project {
  readonly file: string;
  readonly addresses: Readonly<Record<string, string>>;
}

function withKept(work: (kept: Kept) => void | Promise<void>): Promise<void> {
  return withServer(
    (seen) => serveRange(seen, FETCHED_BYTES),
    ({ url }) =>
      inProject(async (project) => {
        const file = join(project.cwd, "small.yaml");
        Deno.mkdirSync(project.store);
        const { error, addresses } = await runHere({ file, store: project.store });
        assert.equal(error, undefined, error?.message);
        await work({ ...project, file, addresses });
      }, { ...SMALL, "fetched.ts": describeFetched(url) }),
  );
}

/** Every byte of a small file, and some of a large one. */
function choosePlaces(size: number, random: RandomStream): readonly number[] {
  if (size <= 1024) return Array.from({ length: size }, (_, at) => at);
  return Array.from({ length: 100 * TRIALS }, () => random.integer(0, size - 1));
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[at] = flipped[at]! ^ (1 << (at % 8));
  return flipped;
}

Deno.test(`every flipped byte of every blob and sealed file of a real store is noticed (seed ${SEED})`, () =>
  withKept(({ store: root }) => {
    const random = seedRandom(SEED)("flips");
    const reported: string[] = [];
    const store = openStore(root, { onDamage: (message) => reported.push(message) });
    let blobs = 0;
    let sealed = 0;
    for (const path of listFiles(root)) {
      const whole = Deno.readFileSync(join(root, path));
      const name = basename(path);
      if (path.startsWith("objects/")) {
        for (const at of choosePlaces(whole.length, random)) {
          Deno.writeFileSync(join(root, path), flip(whole, at));
          assert.equal(store.blobs.read(name), "damaged", `${path} at ${at}`);
          assert.equal(reported.length, ++blobs);
        }
        Deno.writeFileSync(join(root, path), whole);
      } else if (name.endsWith(".json")) {
        assert.ok(unsealJson(whole).ok, path);
        for (let at = 0; at < whole.length; at++) {
          assert.ok(!unsealJson(flip(whole, at)).ok, `${path} at ${at}`);
          sealed += 1;
        }
      }
    }
    // One digit of a cost or of an address: the seal covers all of a record.
    for (const name of listRecordNames(root)) {
      const text = Deno.readTextFileSync(name.path);
      for (const { index } of text.matchAll(/[0-9]/g)) {
        const digit = text[index] === "7" ? "3" : "7";
        const changed = text.slice(0, index) + digit + text.slice(index + 1);
        assert.equal(typeof checkRecord(new TextEncoder().encode(changed), name), "string");
      }
    }
    console.log(`${blobs} flips of blobs, ${sealed} of sealed files`);
    assert.ok(blobs > 5000 && sealed > 20_000);
    assert.deepEqual(verifyHere(root), []);
  }));

const STATE = ".published.json";
const ALONE = ["remove", "link to nothing", "link to itself"];

/** Only explains or shows: one that is gone is not missed, and one that is damaged is never believed. */
function isMissed(path: string, damage: string): boolean {
  if (/^(?:cache|claims|corrupt)\//.test(path)) return false;
  // Each says itself which run it is of.
  if (/swap|another/.test(damage) && path.startsWith("runs/")) return false;
  return !ALONE.includes(damage) || !/^(?:history|runs|downloads)\/|\.published\.json$/.test(path);
}

interface Round {
  readonly damage: string;
  readonly verifiesFirst: boolean;
  readonly random: RandomStream;
}

async function damageAndMend(kept: Kept, { damage, verifiesFirst, random }: Round) {
  const { store: root, file, addresses } = kept;
  // A run file that became a link in an earlier round stays one, and has no bytes to damage.
  const all = listFiles(root).filter((path) =>
    !path.startsWith("corrupt/") && Deno.lstatSync(join(root, path)).isFile
  );
  const count = ALONE.includes(damage) ? 1 : Math.ceil(all.length / 4);
  const chosen = random.shuffle([...all]).slice(0, count);
  const touched = new Set<string>();
  for (const path of chosen) {
    // One after the other: none is damaged twice, and none is whole again in the end.
    if (touched.has(path)) continue;
    const others = all.filter((one) =>
      one !== path && !touched.has(one) && !chosen.includes(one) &&
      one.split("/")[0] === path.split("/")[0] && differ(root, one, path)
    );
    if (others.length === 0 && /swap|another/.test(damage)) continue;
    const before = fingerprint(join(root, path));
    DAMAGES[damage]!(join(root, path), random, others.map((one) => join(root, one)).slice(0, 1));
    if (fingerprint(join(root, path)) !== before) touched.add(path);
    if (damage === "swap") touched.add(others[0]!);
  }
  if (verifiesFirst) {
    const found = verifyHere(root).map((problem) => JSON.stringify(problem));
    for (const path of touched) {
      // Without its list of files nobody knows what else of a view is damaged: all of it is written anew.
      const isListed = !path.startsWith("out/") || path.endsWith(STATE) ||
        ![...touched].some((one) => one.endsWith(STATE));
      if (!isMissed(path, damage) || !isListed) continue;
      assert.ok(found.some((one) => one.includes(basename(path))), `${damage}: ${path}`);
    }
  }
  // What a run has no use for it may leave damaged; verification sets that aside, and the next run mends it.
  for (let attempt = 0; attempt < 2; attempt++) {
    const ran = await runHere({ file, store: root });
    assert.equal(ran.error, undefined, `${damage}: ${ran.error?.message}`);
    assert.deepEqual(ran.addresses, addresses);
    verifyHere(root);
  }
  const last = await runHere({ file, store: root });
  assert.deepEqual([last.error, last.executed, last.damages], [undefined, [], []]);
  assert.deepEqual(verifyHere(root), [], damage);
  return touched.size;
}

function differ(root: string, one: string, other: string): boolean {
  return fingerprint(join(root, one)) !== fingerprint(join(root, other));
}

function fingerprint(path: string): string {
  try {
    return hashBytes(Deno.readFileSync(path));
  } catch {
    return "nothing";
  }
}

const ROUNDS = Object.keys(DAMAGES).flatMap((damage) =>
  [true, false].map((first) => ({ damage, first }))
);

Deno.test(`a quarter of a store's files, or one, damaged in any way, is found and derived again (seed ${SEED})`, () =>
  withKept(async (kept) => {
    const figures = listFiles(kept.store).filter((path) => /^out\/.*\.(?:svg|png|csv)$/.test(path));
    const view = figures.map((path) => fingerprint(join(kept.store, path)));
    let damaged = 0;
    for (let round = 0; round < ROUNDS.length * TRIALS; round++) {
      const { damage, first } = ROUNDS[round % ROUNDS.length]!;
      const random = seedRandom(SEED)(`round ${round}`);
      damaged += await damageAndMend(kept, { damage, verifiesFirst: first, random });
    }
    assert.deepEqual(figures.map((path) => fingerprint(join(kept.store, path))), view);
    const aside = listFiles(join(kept.store, "corrupt")).filter((path) => path.endsWith(".txt"));
    console.log(`${damaged} files damaged, ${aside.length} set aside`);
    assert.ok(damaged > 60 && aside.length > 40);
    assert.ok(listFiles(join(kept.store, "objects")).every((path) => isHash(basename(path))));
  }));

Deno.test("when every blob of a store is damaged at once, the next run derives all that it needs", () =>
  withKept(async ({ store: root, file, addresses }) => {
    const flips = seedRandom(SEED)("all");
    for (const path of listFiles(root)) {
      if (path.startsWith("objects/")) DAMAGES["flip"]!(join(root, path), flips, []);
    }
    // The view is written anew, and with it what it shows is read.
    Deno.removeSync(join(root, "out"), { recursive: true });
    const ran = await runHere({ file, store: root });
    assert.equal(ran.error, undefined, ran.error?.message);
    assert.deepEqual(ran.addresses, addresses);
    assert.ok(ran.damages.length > 10, `${ran.damages.length}`);
  }));

Deno.test("what is damaged while a run is under way is derived again by that run", () =>
  withKept(async ({ store: root, file, addresses }) => {
    Deno.removeSync(join(root, "records"), { recursive: true });
    const random = seedRandom(SEED)("under way");
    let damaged = false;
    const ran = await runHere({
      file,
      store: root,
      onEvent(event) {
        // Its producers are settled; manifests and blobs are read only now.
        if (damaged || event.kind !== "started" || event.cell.stage.name !== "pick") return;
        damaged = true;
        for (const path of listFiles(root)) {
          if (path.startsWith("objects/")) DAMAGES["flip"]!(join(root, path), random, []);
        }
      },
    });
    assert.equal(ran.error, undefined, ran.error?.message);
    assert.ok(damaged);
    assert.deepEqual(ran.addresses, addresses);
  }));
