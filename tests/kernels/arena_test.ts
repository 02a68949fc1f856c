import assert from "node:assert/strict";
import { openArena } from "../../kernels/arena.ts";
import type { KooplineError } from "../../schemas/error.ts";

/** Memory of at most two pages whose first 100 bytes are a kernel's own. */
function openSmall() {
  return openArena({
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
    heapBase: () => 100,
  });
}

Deno.test("an arena gives zeroed, aligned memory behind the kernel's own, also after it was used", () => {
  const arena = openSmall();
  const mark = arena.mark();
  const first = arena.take(5);
  arena.u8(first, 5).fill(7);
  arena.release(mark);
  assert.deepEqual([arena.take(5), first % 16, first >= 100], [first, 0, true]);
  assert.deepEqual([...arena.u8(first, 5)], [0, 0, 0, 0, 0]);
  assert.equal(arena.take(1), first + 16);
});

Deno.test("an arena grows as far as its memory can, says what was too much, and goes on", () => {
  const arena = openSmall();
  const mark = arena.mark();
  arena.take(100_000);
  assert.throws(
    () => arena.take(50_000),
    (error: KooplineError) =>
      error.problems[0].code === "numeric.too_large" &&
      /^150\d\d\d bytes, of which 131072 are there$/.test(error.problems[0].found),
  );
  arena.release(mark);
  assert.equal(arena.take(131_072 - mark), mark);
});
