/** Arrays of numbers as files hold them. */

/** An array of any number of axes. */
export interface NumberArray {
  /** The file, and the member of an archive, for messages. */
  readonly where: string;
  readonly shape: readonly number[];
  /** How far apart neighbours along each axis are in `data`, in elements. */
  readonly strides: readonly number[];
  /** Whether an element is two numbers, real and imaginary part. */
  readonly complex: boolean;
  /** NumPy's name of the element type in the file, without byte order: `f8`, `u1`. */
  readonly element: string;
  /** All finite or not: whoever takes numbers out checks them. */
  readonly data: Float64Array;
}

/** Writes a shape as Python does: `(3, 4)`, `(3,)`. */
export function writeShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** Gives the strides of an array whose last axis (C) or first axis (Fortran) is contiguous. */
export function findStrides(shape: readonly number[], fortran: boolean): number[] {
  const strides = new Array<number>(shape.length);
  const order = shape.map((_, axis) => fortran ? axis : shape.length - 1 - axis);
  let stride = 1;
  for (const axis of order) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
