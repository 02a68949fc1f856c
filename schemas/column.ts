/** Columns of artifact tables: what is declared, and the values that fit the declaration. */

/** The element types of a column. */
export type Dtype = "f64" | "f32" | "i32" | "utf8" | "bool";

/** A declared column: every row holds one element, or a vector of the same width. */
export interface Column<D extends Dtype = Dtype, V extends boolean = boolean> {
  readonly dtype: D;
  readonly vector: V;
  /** What the value means, for readers and for `stages KIND`. */
  readonly meaning: string;
  /** The unit, when the value has one ("rad", "step"). */
  readonly unit?: string;
  /** Whether NaN and Infinity are refused when a stage returns the column. */
  readonly finite: boolean;
}

/** The array that holds the elements of a dtype. */
export interface ElementArrays {
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly i32: Int32Array;
  readonly utf8: readonly string[];
  /** One byte a row, 0 or 1. */
  readonly bool: Uint8Array;
}

/** Vectors of one width, row after row: element j of row i is `data[i * width + j]`. */
export interface Vectors<A> {
  readonly width: number;
  readonly data: A;
}

/** The values of a column, given its declaration. */
export type ColumnValues<C extends Column> = C extends Column<infer D, infer V>
  ? V extends true ? Vectors<ElementArrays[D]> : ElementArrays[D]
  : never;

/** The values of any column. */
export type AnyColumnValues =
  | ColumnValues<Column<Dtype, false>>
  | Vectors<ElementArrays["f64" | "f32" | "i32"]>;

interface ColumnOptions {
  readonly unit?: string;
  readonly finite?: boolean;
}

function declareColumn<D extends Dtype, V extends boolean>(
  dtype: D,
  vector: V,
  meaning: string,
  { unit, finite = true }: ColumnOptions = {},
): Column<D, V> {
  return unit === undefined
    ? { dtype, vector, meaning, finite }
    : { dtype, vector, meaning, unit, finite };
}

/** Declares a float64 column. Finite unless `{ finite: false }`. */
export function f64(meaning: string, options?: ColumnOptions): Column<"f64", false> {
  return declareColumn("f64", false, meaning, options);
}

/** Declares an int32 column. */
export function i32(meaning: string, options?: ColumnOptions): Column<"i32", false> {
  return declareColumn("i32", false, meaning, options);
}

/** Declares a text column. */
export function utf8(meaning: string): Column<"utf8", false> {
  return declareColumn("utf8", false, meaning);
}

/** Declares a column of truth values. */
export function bool(meaning: string): Column<"bool", false> {
  return declareColumn("bool", false, meaning);
}

/** Declares a column of equally long vectors. Finite unless `{ finite: false }`. */
export function vector<D extends "f64" | "f32" | "i32">(
  dtype: D,
  meaning: string,
  options?: ColumnOptions,
): Column<D, true> {
  return declareColumn(dtype, true, meaning, options);
}
