import assert from "node:assert/strict";
import { openCopies } from "../../../engine/worker/own_copies.ts";

const SIZE = 1024 * 1024;

function makeShared(fill: number, size = SIZE): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(size)).fill(fill);
}

Deno.test("a large copy is kept for the next cell, and is as its source whatever was done to it", () => {
  const copies = openCopies();
  const source = makeShared(7);
  const first = copies.take("data", source);
  assert.ok(first.buffer instanceof ArrayBuffer);
  first.fill(9);
  copies.begin();
  const second = copies.take("data", source);
  assert.equal(second.buffer, first.buffer);
  assert.notEqual(second, first);
  assert.ok(second.every((value) => value === 7));
  assert.ok(source.every((value) => value === 7));
});

Deno.test("a copy whose memory was given away, marked or closed is not handed out again", () => {
  const spoil: readonly ((bytes: Uint8Array) => unknown)[] = [
    ({ buffer }) =>
      buffer instanceof ArrayBuffer && structuredClone(buffer, { transfer: [buffer] }),
    ({ buffer }) => Object.assign(buffer, { note: "from another cell" }),
    ({ buffer }) => Object.preventExtensions(buffer),
    ({ buffer }) => Object.setPrototypeOf(buffer, { note: "from another cell" }),
  ];
  for (const act of spoil) {
    const copies = openCopies();
    const first = copies.take("data", makeShared(7));
    act(first);
    copies.begin();
    const second = copies.take("data", makeShared(7));
    assert.notEqual(second.buffer, first.buffer);
    assert.ok(second.length === SIZE && second.every((value) => value === 7));
  }
});

Deno.test("two takers in one cell get memory of their own, large or small, shared or not", () => {
  const sources = [makeShared(7), makeShared(7, 10), new Uint8Array(10).fill(7)];
  for (const source of sources) {
    const copies = openCopies();
    const [first, second] = [copies.take("data", source), copies.take("data", source)];
    first.fill(9);
    const third = copies.take("data", source);
    assert.ok(second.every((value) => value === 7) && third.every((value) => value === 7));
  }
});

Deno.test("large memory that moved to the worker is handed out as it is", () => {
  const moved = new Uint8Array(SIZE);
  assert.equal(openCopies().take("data", moved).buffer, moved.buffer);
});

Deno.test("what the last cell did not take is not kept", () => {
  const copies = openCopies();
  const first = copies.take("data", makeShared(7));
  copies.begin();
  copies.take("other", makeShared(1));
  copies.begin();
  assert.notEqual(copies.take("data", makeShared(7)).buffer, first.buffer);
});

Deno.test("bytes that moved here are handed out as they are, and their memory is free when the cell ends", () => {
  const copies = openCopies();
  const moved = new Uint8Array(SIZE).fill(7);
  const taken = copies.take("data", moved);
  assert.equal(taken, moved);
  copies.end();
  assert.equal(taken.length, 0);
});
