/** JSON as TypeScript sees it. */

/** A value that JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The value of an axis, a parameter or a label. */
export type Scalar = string | number | boolean;

/** Axis values by axis name, in the order the pipeline declares its axes. */
export type Labels = Readonly<Record<string, Scalar>>;
