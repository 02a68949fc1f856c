/** Archives that are small and would unpack to more than memory holds. */

import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { listSteps } from "../../../stages/import/stack.ts";
import { openNpz } from "../../../stages/import/npz.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { writeFloats } from "./files.ts";

const array = writeFloats([500], Array.from({ length: 500 }, () => 0));
const COUNT = 20;
const archive = zipSync(
  Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`s${i}.npy`, array])),
  { mtime: "2000-01-01" },
);

/** Places of the records of files in the directory. */
function listEntries(bytes: Uint8Array): readonly number[] {
  return [...bytes.keys()].filter((i) =>
    bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 1 && bytes[i + 3] === 2
  );
}

const refuses = (found: RegExp) => (error: unknown) =>
  error instanceof KooplineError && error.code === "input.format" && found.test(error.message);

Deno.test("an archive whose files share their bytes is refused", () => {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  const [first = 0, ...others] = listEntries(bytes);
  for (const entry of others) {
    view.setUint32(entry + 42, view.getUint32(first + 42, true), true);
  }
  assert.equal(others.length, COUNT - 1);
  assert.throws(
    () => openNpz(bytes, "x.npz"),
    refuses(/bytes of its own, but found bytes that another file has too/),
  );
});

Deno.test("arrays that are too large together are refused before they are unpacked", () => {
  assert.equal(listSteps(openNpz(archive, "x.npz", COUNT * array.length), "s*").length, COUNT);
  assert.throws(
    () => listSteps(openNpz(archive, "x.npz", COUNT * array.length - 1), "s*"),
    refuses(/x\.npz:s19\.npy: Expected arrays of at most \d+ bytes unpacked together/),
  );
});

Deno.test("an archive that says to hold more than its bytes can give is refused at once", () => {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  for (const entry of listEntries(bytes)) view.setUint32(entry + 24, 0x3fff_ffff, true);
  assert.throws(() => openNpz(bytes, "x.npz").read("s0"), refuses(/1073741823 bytes unpacked/));
});
