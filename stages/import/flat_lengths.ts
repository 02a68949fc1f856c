/**
 * Checks of FlatBuffers before a library reads them.
 *
 * The flatbuffers library reads zeros beyond the end of its bytes, so that one damaged length keeps it
 * busy until memory is full. Here every list is measured, and every table found, within the bytes.
 * Format: https://flatbuffers.dev/internals/
 */

import { Damage } from "../../schemas/damage.ts";

/** What a field holds: a table, a list of tables, or a list of elements of so many bytes. */
export type FlatField =
  | { readonly table: FlatFields }
  | { readonly tables: FlatFields }
  | { readonly elements: number };

/** The fields that lead on to lists, by number; a function, since tables may nest. */
export type FlatFields = () => Readonly<Record<number, FlatField>>;

/** A table that was found to lie within its bytes. */
export interface FlatTable {
  readonly view: DataView;
  readonly at: number;
}

/** Finds the root table. @throws Damage, as all of these do, on offsets beyond the bytes. */
export function findRoot(view: DataView): FlatTable {
  return { view, at: view.getUint32(0, true) };
}

/** Checks a table and all that it leads to. Shared parts are visited at most once a byte. */
export function checkTable(table: FlatTable, fields: FlatFields): void {
  let budget = table.view.byteLength;
  const visit = ({ view, at }: FlatTable, of: FlatFields): void => {
    if (budget-- === 0) throw new Damage("tables without end");
    locateField({ view, at }, 0);
    for (const [number, field] of Object.entries(of())) {
      const start = followField({ view, at }, Number(number));
      if (start === undefined) continue;
      if ("table" in field) {
        visit({ view, at: start }, field.table);
        continue;
      }
      const size = "tables" in field ? 4 : field.elements;
      const length = view.getUint32(start, true);
      if (start + 4 + length * size > view.byteLength) {
        throw new Damage(`a list of ${length} in ${view.byteLength} bytes`);
      }
      for (let k = 0; "tables" in field && k < length; k++) {
        const place = start + 4 + 4 * k;
        visit({ view, at: place + view.getUint32(place, true) }, field.tables);
      }
    }
  };
  visit(table, fields);
}

/** Follows a field to where its table or list begins; undefined when it is not written. */
export function followField(table: FlatTable, field: number): number | undefined {
  const at = locateField(table, field);
  return at === undefined ? undefined : at + table.view.getUint32(at, true);
}

/** Finds where a field is; undefined when it is not written. */
export function locateField({ view, at }: FlatTable, field: number): number | undefined {
  const vtable = at - view.getInt32(at, true);
  const size = view.getUint16(vtable, true);
  const slot = 4 + 2 * field;
  if (slot + 2 > size) return undefined;
  const offset = view.getUint16(vtable + slot, true);
  return offset === 0 ? undefined : at + offset;
}
