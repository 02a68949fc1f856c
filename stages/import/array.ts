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

/** Gives an array's numbers with the last axis fastest; the array's own where they stand so already. */
export function readInOrder({ shape, strides, data }: NumberArray): Float64Array {
  const wanted = findStrides(shape, false);
  if (shape.every((length, axis) => length <= 1 || strides[axis] === wanted[axis])) return data;
  const ordered = new Float64Array(data.length);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < ordered.length; to++) {
    ordered[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return ordered;
}
