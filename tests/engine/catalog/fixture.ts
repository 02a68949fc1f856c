/** Two hand-made stages: `wave` ranges over width and seed, `note` over a word. */

import { type CatalogSource, type QueryOptions, runQuery } from "../../../engine/catalog/query.ts";
import { f64, i32, utf8, vector } from "../../../schemas/column.ts";
import { KooplineError } from "../../../schemas/error.ts";

/** The widths and seeds of `wave`, in the order of its cells. */
export const WAVE_CELLS = [5, 10].flatMap((width) => [2, 3].map((seed) => ({ width, seed })));

/** Declares `wave.points` (step, x = 100·width + 10·seed + step) and `wave.modes` (values, width long). */
export function buildWave(onLoad: (table: string) => void = () => {}): CatalogSource {
  return {
    schema: "wave",
    axes: ["width", "seed"],
    items: WAVE_CELLS.map(({ width, seed }, cell) => ({
      labels: { width, seed },
      artifact: addressOf(cell),
      load: (table) => {
        onLoad(`wave.${table}`);
        return table === "points"
          ? {
            rows: 3,
            columns: {
              step: Int32Array.of(0, 1, 2),
              x: Float64Array.of(0, 1, 2).map((step) => 100 * width + 10 * seed + step),
            },
          }
          : { rows: 2, columns: { values: { width, data: countUp(2 * width) } } };
      },
    })),
    tables: {
      points: { meaning: "One row a point.", columns: { step: i32("step"), x: f64("position") } },
      modes: { meaning: "One row a mode.", columns: { values: vector("f64", "components") } },
    },
  };
}

/** Declares `my-note.texts` (text), one row a cell. */
export function buildNote(onLoad: (table: string) => void = () => {}): CatalogSource {
  return {
    schema: "my-note",
    axes: ["word"],
    items: ["o'ne", 'tw"o'].map((word, cell) => ({
      labels: { word },
      artifact: addressOf(10 + cell),
      load: (table) => {
        onLoad(`my-note.${table}`);
        return { rows: 1, columns: { text: [`${word} × 2`] } };
      },
    })),
    tables: { texts: { meaning: "One row a note.", columns: { text: utf8("a text") } } },
  };
}

/** The artifact address of a cell. */
export function addressOf(cell: number): string {
  return cell.toString(16).padStart(64, "0");
}

/** Gives 0, 1, 2 … */
export function countUp(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i);
}

/** A stage with a table `t` in one cell: the given columns. */
export function buildSingle(
  schema: string,
  columns: Readonly<
    Record<string, Float64Array | Int32Array | Float32Array | Uint8Array | string[]>
  >,
): CatalogSource {
  const rows = Object.values(columns)[0]?.length ?? 0;
  return {
    schema,
    axes: [],
    items: [{ labels: {}, artifact: addressOf(0), load: () => ({ rows, columns }) }],
    tables: { t: { meaning: "One row a row.", columns: "open" } },
  };
}

/** Runs a query over both stages and gives its rows as objects, vectors as arrays. */
export async function query(
  sql: string,
  sources: readonly CatalogSource[] = [buildWave(), buildNote()],
  options: QueryOptions = {},
): Promise<Record<string, unknown>[]> {
  const { columns, rows } = await runQuery(sql, sources, options);
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => {
        if (!("width" in values)) return [name, values[row]];
        const { data, width } = values;
        return [name, Array.from(data.subarray(row * width, (row + 1) * width))];
      }),
    ));
}

/** Gives the error that a query ends with. */
export async function queryError(
  sql: string,
  sources?: readonly CatalogSource[],
  options?: QueryOptions,
): Promise<KooplineError> {
  try {
    await query(sql, sources, options);
  } catch (error) {
    if (error instanceof KooplineError) return error;
    throw error;
  }
  throw new Error(`the query gave rows: ${sql}`);
}
