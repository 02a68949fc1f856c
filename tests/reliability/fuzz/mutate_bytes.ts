/** Changes of files of bytes: flips, cuts, copies, splices, and integers that break careless readers. */

import type { Dice } from "./dice.ts";

/** Numbers at the edges of what fields hold, and lengths far beyond any file. */
const EDGES: readonly bigint[] = [
  0n,
  1n,
  -1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  2n ** 31n - 8n,
  2n ** 40n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
];

type Edit = (dice: Dice, file: Uint8Array, other: Uint8Array) => Uint8Array;

/** Headers are where damage is interesting, at both ends of a file. */
function choosePlace(dice: Dice, { length }: Uint8Array): number {
  const near = Math.min(length, 128);
  const [start, end] = [dice.once(2), dice.once(2)];
  if (start) return dice.below(near);
  return end ? length - 1 - dice.below(near) : dice.below(length);
}

function writeEdge(dice: Dice, file: Uint8Array): Uint8Array {
  const width = dice.pick([1, 2, 4, 4, 8, 8]);
  if (file.length < width) return file;
  const changed = file.slice();
  const free = Math.min(choosePlace(dice, file), file.length - width);
  const at = dice.once(3) ? free : free - free % width;
  const view = new DataView(changed.buffer);
  const value = BigInt.asUintN(64, dice.pick(EDGES) + BigInt(dice.pick([0, 0, 0, 1, -1])));
  const little = !dice.once(3);
  if (width === 1) view.setUint8(at, Number(value & 0xffn));
  else if (width === 2) view.setUint16(at, Number(value & 0xffffn), little);
  else if (width === 4) view.setUint32(at, Number(value & 0xffff_ffffn), little);
  else view.setBigUint64(at, value, little);
  return changed;
}

function flipBits(dice: Dice, file: Uint8Array): Uint8Array {
  const changed = file.slice();
  for (let left = 1 + dice.below(3); left > 0 && file.length > 0; left--) {
    changed[choosePlace(dice, file)]! ^= 1 << dice.below(8);
  }
  return changed;
}

function writeBytes(dice: Dice, file: Uint8Array): Uint8Array {
  const changed = file.slice();
  const at = choosePlace(dice, file);
  const byte = dice.pick([0, 0xff, 0x7f, 0x80, 0x20, dice.below(256)]);
  changed.fill(byte, at, at + 1 + dice.below(dice.pick([1, 4, 16])));
  return changed;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function insertBytes(dice: Dice, file: Uint8Array): Uint8Array {
  const at = choosePlace(dice, file);
  const bytes = Uint8Array.from({ length: 1 + dice.below(12) }, () => dice.below(256));
  return join(file.subarray(0, at), bytes, file.subarray(at));
}

function deleteBytes(dice: Dice, file: Uint8Array): Uint8Array {
  const at = choosePlace(dice, file);
  return join(file.subarray(0, at), file.subarray(at + 1 + dice.below(dice.pick([2, 16, 256]))));
}

function copyBytes(dice: Dice, file: Uint8Array): Uint8Array {
  const [from, at] = [choosePlace(dice, file), choosePlace(dice, file)];
  const part = file.subarray(from, from + 1 + dice.below(dice.pick([8, 64, 512])));
  return dice.once(2)
    ? join(file.subarray(0, at), part, file.subarray(at))
    : join(file.subarray(0, at), part, file.subarray(at + part.length));
}

function splice(dice: Dice, file: Uint8Array, other: Uint8Array): Uint8Array {
  const at = choosePlace(dice, file);
  return join(
    file.subarray(0, at),
    other.subarray(dice.once(2) ? Math.min(at, other.length) : choosePlace(dice, other)),
  );
}

const EDITS: readonly Edit[] = [
  writeEdge,
  writeEdge,
  writeEdge,
  flipBits,
  flipBits,
  writeBytes,
  insertBytes,
  deleteBytes,
  copyBytes,
  splice,
  (dice, file) => file.subarray(0, dice.below(file.length)),
];

/** Changes a file in one to four places; `others` are what it may be spliced with. */
export function mutateBytes(
  dice: Dice,
  file: Uint8Array,
  others: readonly Uint8Array[],
): Uint8Array {
  let changed = file;
  for (let left = dice.pick([1, 1, 1, 2, 2, 3, 4]); left > 0; left--) {
    changed = dice.pick(EDITS)(dice, changed, dice.pick(others));
  }
  return changed;
}
