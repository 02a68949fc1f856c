/**
 * Products of matrices. Every entry is summed in the order of the inner index, starting from 0, whether
 * a loop here or the kernel does it: the way taken, the size of blocks and earlier calls change no bit.
 */

import * as kernel from "../kernels/linear_algebra.wasm";
import type { Arena } from "../kernels/arena.ts";
import { KooplineError } from "../schemas/error.ts";
import { borrowMemory, PRODUCT_SCRATCH } from "./kernel_memory.ts";
import { createMatrix, type Matrix } from "./matrix.ts";

/** Up to this many multiplications a loop here is faster than copying to the kernel and back. */
const FEW = 3000;
/** Rows and columns of what is copied to the kernel at once: 8 MiB a block. */
const BLOCK = 1024;

/** A factor: the matrix, or its transpose. */
interface Factor {
  readonly matrix: Matrix;
  readonly transposed: boolean;
}

/** Gives the product A·B. A is m × n, B is n × p. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  return multiplyFactors({ matrix: a, transposed: false }, { matrix: b, transposed: false });
}

/** Gives the product A·Bᵀ, each entry the dot product of two rows. A is m × n, B is p × n. */
export function multiplyByTransposed(a: Matrix, b: Matrix): Matrix {
  return multiplyFactors({ matrix: a, transposed: false }, { matrix: b, transposed: true });
}

/** Gives the product Aᵀ·B, each entry the dot product of two columns. A is n × m, B is n × p. */
export function multiplyTransposed(a: Matrix, b: Matrix): Matrix {
  return multiplyFactors({ matrix: a, transposed: true }, { matrix: b, transposed: false });
}

/**
 * Gives a matrix's products with itself, exactly symmetric, for half the work.
 *
 * @param of what is multiplied with one another: the `rows` give A·Aᵀ, the `columns` Aᵀ·A.
 */
export function multiplyBySelf(a: Matrix, of: "rows" | "columns"): Matrix {
  const [size, depth] = of === "rows" ? [a.rows, a.columns] : [a.columns, a.rows];
  const left: Factor = { matrix: a, transposed: of === "columns" };
  const right: Factor = { matrix: a, transposed: of === "rows" };
  if (size * size * depth <= FEW) return multiplyFactors(left, right);
  const result = createMatrix(size, size);
  borrowMemory((memory) => {
    for (let i = 0; i < size; i += BLOCK) {
      for (let j = i; j < size; j += BLOCK) multiplyBlock(memory, left, right, result, i, j);
    }
  });
  for (let i = BLOCK; i < size; i++) {
    for (let j = 0; j < i - i % BLOCK; j++) result.data[i * size + j] = result.data[j * size + i]!;
  }
  return result;
}

function multiplyFactors(a: Factor, b: Factor): Matrix {
  const [m, depth] = measureFactor(a);
  const [other, n] = measureFactor(b);
  if (depth !== other) {
    throw new KooplineError({
      code: "input.shape",
      expected: `${depth} rows to multiply with ${depth} columns`,
      found: `${other}`,
    });
  }
  const result = createMatrix(m, n);
  if (m * n * depth <= FEW) {
    multiplyFew(a, b, result);
    return result;
  }
  borrowMemory((memory) => {
    for (let i = 0; i < m; i += BLOCK) {
      for (let j = 0; j < n; j += BLOCK) multiplyBlock(memory, a, b, result, i, j);
    }
  });
  return result;
}

function measureFactor({ matrix, transposed }: Factor): readonly [number, number] {
  return transposed ? [matrix.columns, matrix.rows] : [matrix.rows, matrix.columns];
}

function multiplyFew(a: Factor, b: Factor, { rows, columns, data }: Matrix): void {
  const depth = measureFactor(b)[0];
  const [row, acrossA] = a.transposed ? [1, a.matrix.columns] : [a.matrix.columns, 1];
  const [acrossB, column] = b.transposed ? [1, b.matrix.columns] : [b.matrix.columns, 1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      let left = i * row;
      let right = j * column;
      for (let k = 0; k < depth; k++) {
        sum += a.matrix.data[left]! * b.matrix.data[right]!;
        left += acrossA;
        right += acrossB;
      }
      data[i * columns + j] = sum;
    }
  }
}

/** Computes the block of C that begins in row i and column j; half of it if it is symmetric. */
function multiplyBlock(memory: Arena, a: Factor, b: Factor, c: Matrix, i: number, j: number): void {
  const depth = measureFactor(a)[1];
  const [rows, columns] = [Math.min(BLOCK, c.rows - i), Math.min(BLOCK, c.columns - j)];
  const symmetric = a.matrix === b.matrix && a.transposed !== b.transposed && i === j;
  const mark = memory.mark();
  const target = memory.take(8 * rows * columns);
  const room = memory.mark();
  for (let k = 0; k < depth; k += BLOCK) {
    const steps = Math.min(BLOCK, depth - k);
    const left = placeBlock(memory, a, i, k, rows, steps);
    const into = [target, columns, Number(k > 0), PRODUCT_SCRATCH] as const;
    if (symmetric) kernel.multiplySelf(rows, steps, ...left, ...into);
    else {
      const right = placeBlock(memory, b, k, j, steps, columns);
      kernel.multiply(rows, columns, steps, 1, ...left, ...right, ...into);
    }
    memory.release(room);
  }
  const found = memory.f64(target, rows * columns);
  for (let r = 0; r < rows; r++) {
    c.data.set(found.subarray(r * columns, (r + 1) * columns), (i + r) * c.columns + j);
  }
  memory.release(mark);
}

/** Copies a factor's block to the kernel as it is stored; gives its place, its stride, and whether to transpose it. */
function placeBlock(
  memory: Arena,
  { matrix, transposed }: Factor,
  i: number,
  j: number,
  rows: number,
  columns: number,
): readonly [pointer: number, stride: number, transposed: number] {
  const [first, start, count, width] = transposed ? [j, i, columns, rows] : [i, j, rows, columns];
  const pointer = memory.take(8 * count * width);
  const target = memory.f64(pointer, count * width);
  for (let r = 0; r < count; r++) {
    const place = (first + r) * matrix.columns + start;
    target.set(matrix.data.subarray(place, place + width), r * width);
  }
  return [pointer, width, Number(transposed)];
}
