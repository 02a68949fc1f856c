/** Fetched files in the store: what a collection and a verification do with them. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { planCollection } from "../../../engine/store/collect.ts";
import { deleteGarbage } from "../../../engine/store/delete_garbage.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import { openStore } from "../../../engine/store/store.ts";
import { verifyStore } from "../../../engine/store/verify_store.ts";
import { inPlace, makeBytes } from "./fetching.ts";

const BYTES = makeBytes(1000);
const SHA256 = hashBytes(BYTES);

Deno.test("a collection keeps fetched files and the part that is arriving, and deletes old parts", () =>
  inPlace(({ root, list }) => {
    const store = openStore(root);
    const folder = join(root, "downloads");
    Deno.mkdirSync(folder);
    for (const name of [SHA256, "a.part", "b.part", "b.part.validator"]) {
      Deno.writeFileSync(join(folder, name), BYTES);
    }
    const past = new Date(Date.now() - 3_600_000);
    for (const name of [SHA256, "b.part", "b.part.validator"]) {
      Deno.utimeSync(join(folder, name), past, past);
    }
    const plan = planCollection(store, {});
    assert.deepEqual(plan.leftovers.map(({ what }) => what), [
      "partial download",
      "partial download",
    ]);
    deleteGarbage(store, plan);
    assert.deepEqual(list("downloads"), [SHA256, "a.part"].sort());
    return Promise.resolve();
  }));

Deno.test("verifyStore() reads fetched files and finds the damaged ones", () =>
  inPlace(({ root }) => {
    const folder = join(root, "downloads");
    Deno.mkdirSync(folder);
    Deno.writeFileSync(join(folder, SHA256), BYTES);
    Deno.writeFileSync(join(folder, `${SHA256}.part`), BYTES.subarray(0, 10));
    assert.deepEqual(verifyStore(openStore(root)).problems, []);
    Deno.writeFileSync(join(folder, SHA256), BYTES.subarray(1));
    const [problem, ...others] = verifyStore(openStore(root)).problems;
    assert.deepEqual([problem?.code, others.length], ["store.corrupt", 0]);
    assert.equal(problem?.expected, `bytes with hash ${SHA256}`);
    return Promise.resolve();
  }));
