/** Ways in which a file of a store can be damaged. */

import { dirname, join } from "node:path";
import type { RandomStream } from "../../numerics/random.ts";

/** Damages a file; `others` are files of the same kind. */
export type Damage = (path: string, random: RandomStream, others: readonly string[]) => void;

/** Whole files that change places, and everything that a bad disk or a slip of the hand does to one. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  flip(path, random) {
    const bytes = Deno.readFileSync(path);
    const at = random.integer(0, bytes.length - 1);
    bytes[at] = bytes[at]! ^ (1 << random.integer(0, 7));
    Deno.writeFileSync(path, bytes);
  },
  truncate: (path, random) =>
    Deno.truncateSync(path, random.integer(0, Deno.statSync(path).size - 1)),
  empty: (path) => Deno.truncateSync(path, 0),
  extend: (path) => Deno.writeFileSync(path, Uint8Array.of(0, 10, 125), { append: true }),
  zero: (path) => Deno.writeFileSync(path, new Uint8Array(Deno.statSync(path).size)),
  swap(path, random, others) {
    const other = others[random.integer(0, others.length - 1)] ?? path;
    const [mine, its] = [Deno.readFileSync(path), Deno.readFileSync(other)];
    Deno.writeFileSync(path, its);
    Deno.writeFileSync(other, mine);
  },
  remove: (path) => Deno.removeSync(path),
  folder(path) {
    Deno.removeSync(path);
    Deno.mkdirSync(join(path, "something"), { recursive: true });
  },
  "link to another"(path, random, others) {
    const other = others[random.integer(0, others.length - 1)] ?? dirname(path);
    Deno.removeSync(path);
    Deno.symlinkSync(other, path);
  },
  "link to nothing"(path) {
    Deno.removeSync(path);
    Deno.symlinkSync(`${path}.gone`, path);
  },
  "link to itself"(path) {
    Deno.removeSync(path);
    Deno.symlinkSync(path, path);
  },
};
