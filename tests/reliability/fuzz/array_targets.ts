/** Fuzzing of files of arrays: .npy, .npz, IDX, .safetensors. */

import { gzipSync, zipSync } from "fflate";
import { readFixture, writeFloats, writeNpy } from "../../stages/import/files.ts";
import { writeSafetensors } from "../../stages/import/safetensors_file.ts";
import { writeIdx } from "../../stages/dataset/making.ts";
import type { Dice } from "./dice.ts";
import { readAsDataset, readAsImport } from "./file_readings.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { mutateJson } from "./mutate_json.ts";
import { type Language, mutateText } from "./mutate_text.ts";
import { INHERITED_NAMES, STRANGE_NUMBERS } from "./strange_values.ts";
import type { Target } from "./target.ts";

const count = (length: number) => Array.from({ length }, (_, i) => i);

const NPY_SEEDS = [
  writeFloats([3, 2], count(6)),
  writeFloats([2, 3, 2], count(12)),
  writeFloats([4], count(4)),
  ...[
    "complex128.npy",
    "big_endian_f4.npy",
    "fortran_order.npy",
    "int64.npy",
    "uint8.npy",
    "version2.npy",
    "version3.npy",
  ].map(readFixture),
];

/** The header of a .npy file is a Python dictionary. */
const HEADER: Language = {
  tokens: /'[^']*'|\w+|[^\s\w]/g,
  pieces: [
    ...STRANGE_NUMBERS,
    ...INHERITED_NAMES,
    "'<f8'",
    "'|O'",
    "'>c16'",
    "'<U7'",
    "'<M8[ns]'",
    "[('a', '<f8')]",
    "(",
    ")",
    "()",
    "(3,)",
    "(2147483648, 2147483648)",
    "(0,)",
    "(-1, 2)",
    "True",
    "False",
    "None",
    "{",
    "}",
    "'",
    ",",
    "\\",
  ],
};

function mutateNpy(dice: Dice): Uint8Array {
  if (!dice.once(3)) return mutateBytes(dice, dice.pick(NPY_SEEDS), NPY_SEEDS);
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }";
  const version = dice.pick([[1, 0], [2, 0], [3, 0]]);
  return writeNpy(mutateText(dice, header, HEADER), Float64Array.from(count(6)), { version });
}

/** .npy */
export const npy: Target = {
  name: "npy",
  seeds: NPY_SEEDS,
  mutate: mutateNpy,
  readings: [
    readAsImport({ as: "trajectories", file: "x.npy" }),
    readAsImport({ as: "spectrum", file: "x.npy" }),
    readAsDataset(
      "npy",
      { format: "npy", train: { inputs: "x.npy", targets: "y.npy" } },
      "x.npy",
      { "y.npy": writeFloats([3], count(3)) },
    ),
  ],
};

const NPZ_SEEDS = [
  readFixture("arrays.npz"),
  readFixture("stored.npz"),
  zipSync({ "snapshots.npy": writeFloats([3, 2], count(6)) }),
  zipSync({
    "s1.npy": writeFloats([2], [1, 2]),
    "s2.npy": writeFloats([2], [3, 4]),
  }, { level: 0 }),
];

/** Half of the inputs are whole archives of spoilt arrays: a checksum would refuse them otherwise. */
function mutateNpz(dice: Dice): Uint8Array {
  if (dice.once(2)) return mutateBytes(dice, dice.pick(NPZ_SEEDS), NPZ_SEEDS);
  const name = dice.pick(["snapshots.npy", "snapshots", "s1.npy", "../x.npy", "a\u0007.npy", ""]);
  return zipSync(
    { [name]: mutateNpy(dice), "s2.npy": mutateNpy(dice) },
    { level: dice.pick([0, 6]) },
  );
}

/** .npz */
export const npz: Target = {
  name: "npz",
  seeds: NPZ_SEEDS,
  mutate: mutateNpz,
  readings: [
    readAsImport({ as: "trajectories", file: "x.npz", member: "snapshots" }),
    readAsImport({ as: "trajectories", file: "x.npz", stack: "s*" }),
    readAsImport({ as: "trajectories", file: "x.npz" }),
    readAsImport({ as: "spectrum", file: "x.npz" }),
  ],
};

const IMAGES = writeIdx([3, 2, 2], count(12));
const LABELS = writeIdx([3], [0, 1, 2]);
const IDX_SEEDS = [
  IMAGES,
  LABELS,
  writeIdx([3, 2], count(6), 0x0d),
  writeIdx([3], count(3), 0x0c),
  writeIdx([3, 1], count(3), 0x0e),
  writeIdx([3, 2], count(6), 0x0b),
];
const GZIP_SEEDS = IDX_SEEDS.map((seed) => gzipSync(seed, { mtime: 0 }));

const IDX_READINGS = [
  readAsDataset(
    "IDX inputs",
    { format: "idx", train: { inputs: "x.idx", labels: "y.idx" } },
    "x.idx",
    { "y.idx": LABELS },
  ),
  readAsDataset(
    "IDX labels",
    { format: "idx", train: { inputs: "x.idx", labels: "y.idx" } },
    "y.idx",
    { "x.idx": IMAGES },
  ),
  readAsDataset(
    "IDX targets",
    { format: "idx", train: { inputs: "x.idx", targets: "y.idx" }, shape: [4] },
    "y.idx",
    { "x.idx": IMAGES },
  ),
];

/** IDX as it is. */
export const idx: Target = {
  name: "idx",
  seeds: IDX_SEEDS,
  mutate: (dice) => mutateBytes(dice, dice.pick(IDX_SEEDS), IDX_SEEDS),
  readings: IDX_READINGS,
};

/** IDX under gzip; half of the inputs are good gzip of spoilt files. */
export const idxGzip: Target = {
  name: "idx_gzip",
  seeds: GZIP_SEEDS,
  mutate: (dice) =>
    dice.once(2)
      ? mutateBytes(dice, dice.pick(GZIP_SEEDS), GZIP_SEEDS)
      : gzipSync(mutateBytes(dice, dice.pick(IDX_SEEDS), IDX_SEEDS), { mtime: 0 }),
  readings: IDX_READINGS,
};

const SAFETENSORS_SEEDS = [
  writeSafetensors({
    s1: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) },
    s2: { dtype: "BF16", shape: [2], data: Uint16Array.of(3, 4) },
  }, { format: "pt" }),
  writeSafetensors({ x: { dtype: "F64", shape: [3, 2], data: Float64Array.from(count(6)) } }),
  writeSafetensors({ x: { dtype: "I64", shape: [3], data: BigInt64Array.of(1n, 2n, 3n) } }),
  writeSafetensors({ x: { dtype: "F16", shape: [2, 1], data: Uint16Array.of(0x3c00, 0x7bff) } }),
];

/** Half of the inputs have a spoilt header of the length that the file says. */
function mutateSafetensors(dice: Dice): Uint8Array {
  const seed = dice.pick(SAFETENSORS_SEEDS);
  if (dice.once(2)) return mutateBytes(dice, seed, SAFETENSORS_SEEDS);
  const length = Number(new DataView(seed.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(seed.subarray(8, 8 + length));
  const changed = new TextEncoder().encode(mutateJson(dice, header));
  const file = new Uint8Array(8 + changed.length + seed.length - 8 - length);
  new DataView(file.buffer).setBigUint64(0, BigInt(changed.length), true);
  file.set(changed, 8);
  file.set(seed.subarray(8 + length), 8 + changed.length);
  return file;
}

/** .safetensors */
export const safetensors: Target = {
  name: "safetensors",
  seeds: SAFETENSORS_SEEDS,
  mutate: mutateSafetensors,
  readings: [
    readAsImport({ as: "trajectories", file: "x.safetensors", stack: "s*" }),
    readAsImport({ as: "trajectories", file: "x.safetensors" }),
    readAsImport({ as: "trajectories", file: "x.safetensors", member: "x" }),
    readAsImport({ as: "spectrum", file: "x.safetensors" }),
  ],
};
