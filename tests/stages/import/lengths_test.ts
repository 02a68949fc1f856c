import assert from "node:assert/strict";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { checkArrowLengths } from "../../../stages/import/arrow_lengths.ts";
import { checkTable, type FlatFields, locateField } from "../../../stages/import/flat_lengths.ts";

const table = tableFromArrays({ x: Float64Array.of(1, 2) });

/** Tables that may lead to a list of such tables in field 0. */
const NESTED: FlatFields = () => ({ 0: { tables: NESTED } });

/**
 * Tables in a row; each holds a list of `fan` offsets, all of which lead to the next table.
 *
 * One table takes: vtable size and table size (2 × 2 bytes), field 0 (2), padding (2); offset back to
 * the vtable (4), offset of the list (4), length of the list (4), its elements.
 */
function nestTables(depth: number, fan: number): DataView {
  const size = 20 + 4 * fan;
  const view = new DataView(new ArrayBuffer(size * depth + 16));
  for (let k = 0; k <= depth; k++) {
    const start = size * k;
    const isLast = k === depth;
    view.setUint16(start, isLast ? 4 : 6, true);
    view.setUint16(start + 2, 8, true);
    if (!isLast) view.setUint16(start + 4, 4, true);
    view.setInt32(start + 8, 8, true);
    if (isLast) continue;
    view.setUint32(start + 12, 4, true);
    view.setUint32(start + 16, fan, true);
    for (let j = 0; j < fan; j++) {
      const place = start + 20 + 4 * j;
      view.setUint32(place, start + size + 8 - place, true);
    }
  }
  return view;
}

Deno.test("checkTable() follows nested tables to their end", () => {
  checkTable({ view: nestTables(20, 1), at: 8 }, NESTED);
  checkTable({ view: nestTables(2, 3), at: 8 }, NESTED);
});

Deno.test("checkTable() gives up on tables that share parts without end", () => {
  assert.throws(
    () => checkTable({ view: nestTables(40, 4), at: 8 }, NESTED),
    /Damage: tables without end/,
  );
});

Deno.test("checkTable() refuses a list that is longer than the bytes", () => {
  const view = nestTables(1, 1);
  view.setUint32(16, 0x7fff_ffff, true);
  assert.throws(() => checkTable({ view, at: 8 }, NESTED), /a list of 2147483647 in \d+ bytes/);
});

Deno.test("checkArrowLengths() accepts a stream, and refuses a body that leads back to its own message", () => {
  const bytes = tableToIPC(table, "stream").slice();
  checkArrowLengths(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const second = 8 + view.getInt32(4, true);
  const length = view.getInt32(second + 4, true);
  const message = new DataView(bytes.buffer, bytes.byteOffset + second + 8, length);
  const at = locateField({ view: message, at: message.getUint32(0, true) }, 3);
  assert.ok(at !== undefined && message.getBigInt64(at, true) > 0n);
  message.setBigInt64(at, BigInt(-8 - length), true);
  assert.throws(() => checkArrowLengths(bytes), /a message body of -\d+ bytes/);
});

Deno.test("checkArrowLengths() reads no further than its bytes, though their buffer goes on", () => {
  const bytes = tableToIPC(table, "stream").slice();
  assert.throws(
    () => checkArrowLengths(bytes.subarray(0, 100)),
    /Damage: a message that is cut off/,
  );
});

Deno.test("checkArrowLengths() refuses a footer that leads to a schema, which the library reads without end", () => {
  const file = new URL("../../fixtures/fuzz/arrow/footer_leads_to_a_schema.input", import.meta.url);
  assert.throws(
    () => checkArrowLengths(Deno.readFileSync(file)),
    /Damage: message 1 where the footer says 3/,
  );
  checkArrowLengths(tableToIPC(table, "file"));
});
