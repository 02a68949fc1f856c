import { zipSync } from "fflate";
import { readFixture, testRefusals, writeFloats } from "./files.ts";

const npz = { as: "trajectories", file: "x.npz" };
const good = writeFloats([3, 2], [1, 2, 3, 4, 5, 6]);

/** Writes other bytes over some. */
function patch(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at < 0 ? bytes.length + at : at);
  return copy;
}

/** Where a record of a ZIP archive begins. */
function findRecord(bytes: Uint8Array, kind: "local" | "entry" | "end"): number {
  const last = { local: 4, entry: 2, end: 6 }[kind];
  return bytes.findIndex((_, i) =>
    bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 3] === last
  );
}

const zip = zipSync({ "x.npy": good }, { mtime: "2000-01-01" });
const stored = zipSync({ "x.npy": good }, { mtime: "2000-01-01", level: 0 });
const bomb = zipSync({ "x.npy": new Uint8Array(1 << 20) }, { mtime: "2000-01-01" });
const entry = (bytes: Uint8Array) => findRecord(bytes, "entry");

testRefusals([
  ["an empty .npz", npz, "", "input.format", /a NumPy archive, but found an empty file/],
  ["an array called .npz", npz, good, "input.format", /a NumPy archive, but found a NumPy array/],
  [
    "a .npz cut off in its directory",
    npz,
    zip.slice(0, -10),
    "input.format",
    /a NumPy archive, but found a ZIP archive/,
  ],
  [
    "a .npz without its middle",
    npz,
    Uint8Array.of(...zip.slice(0, 60), ...zip.slice(90)),
    "input.format",
    /x\.npz: Expected a directory of 1 files/,
  ],
  ["a .npz with no array", npz, zipSync({ "a.txt": good }), "input.value", /found no array/],
  [
    "a .npz with several arrays and no member",
    npz,
    readFixture("arrays.npz"),
    "input.value",
    /or `member`, but found 2: `snapshots`, `eigenvalues`/,
  ],
  [
    "a member that is not there",
    { ...npz, member: "y" },
    zip,
    "input.value",
    /one array `y`, but found 1: `x`/,
  ],
  [
    "a .npz whose data changed",
    npz,
    patch(stored, findRecord(stored, "local") + 30 + 5 + 100, 1),
    "input.format",
    /x\.npz:x\.npy: Expected bytes with the checksum [0-9a-f]{8}, but found [0-9a-f]{8}/,
  ],
  [
    "a .npz whose deflated data are damaged",
    npz,
    patch(zip, findRecord(zip, "local") + 30 + 5, 0xff, 0xff, 0xff),
    "input.format",
    /x\.npz:x\.npy: Expected deflated data/,
  ],
  [
    "a bomb that declares more than a gigabyte",
    npz,
    patch(bomb, entry(bomb) + 24, 0, 0, 0, 0x80),
    "input.format",
    /at most 1073741824 bytes \(1 GiB\) unpacked, but found 2147483648/,
  ],
  [
    "a stored array of another size than declared",
    npz,
    patch(stored, entry(stored) + 24, 10),
    "input.format",
    /10 bytes unpacked, but found \d+ packed bytes/,
  ],
  [
    "a bomb that declares less than it holds",
    npz,
    patch(bomb, entry(bomb) + 24, 100, 0, 0, 0),
    "input.format",
    /100 bytes unpacked, but found more than 100 bytes/,
  ],
  [
    "a size that deflate cannot reach",
    npz,
    patch(bomb, entry(bomb) + 24, 0, 0, 0, 0x3f),
    "input.format",
    /1056964608 bytes unpacked, but found \d+ packed bytes/,
  ],
  [
    "an encrypted .npz",
    npz,
    patch(zip, entry(zip) + 8, 1),
    "input.format",
    /found an encrypted file/,
  ],
  [
    "a .npz in bzip2",
    npz,
    patch(zip, entry(zip) + 10, 12),
    "input.format",
    /compression method 12/,
  ],
  [
    "a .npz that points beyond its end",
    npz,
    patch(zip, entry(zip) + 42, 0xff, 0xff),
    "input.format",
    /a file header where the directory says/,
  ],
  [
    "a .npz member cut off",
    npz,
    patch(zip, entry(zip) + 20, 0xff, 0xff),
    "input.format",
    /65535 packed bytes, but found \d+ bytes/,
  ],
]);
