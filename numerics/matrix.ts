/** Dense real matrices in row-major order, and the products that numerics need. */

/** A matrix: element (i, j) is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Makes a matrix of zeros. */
export function createMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/** Gives Aᵀ. */
export function transpose({ rows, columns, data }: Matrix): Matrix {
  const result = createMatrix(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result.data[j * rows + i] = data[i * columns + j]!;
  }
  return result;
}

/** Gives the product A·B, summed in the order of B's rows. A is m × n, B is n × p. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const result = createMatrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    const target = result.data.subarray(i * b.columns, (i + 1) * b.columns);
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      const source = b.data.subarray(k * b.columns, (k + 1) * b.columns);
      for (let j = 0; j < target.length; j++) target[j] = target[j]! + factor * source[j]!;
    }
  }
  return result;
}

/** Gives the product A·Bᵀ, each entry one dot product of rows. A is m × n, B is p × n. */
export function multiplyByTransposed(a: Matrix, b: Matrix): Matrix {
  const result = createMatrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) {
    const left = a.data.subarray(i * a.columns, (i + 1) * a.columns);
    for (let j = 0; j < b.rows; j++) {
      const right = b.data.subarray(j * b.columns, (j + 1) * b.columns);
      let sum = 0;
      for (let k = 0; k < left.length; k++) sum += left[k]! * right[k]!;
      result.data[i * b.rows + j] = sum;
    }
  }
  return result;
}

/** Gives the first `count` columns of A. */
export function takeColumns(a: Matrix, count: number): Matrix {
  const result = createMatrix(a.rows, count);
  for (let i = 0; i < a.rows; i++) {
    const row = a.data.subarray(i * a.columns, i * a.columns + count);
    result.data.set(row, i * count);
  }
  return result;
}

/** Makes the square matrix with the given diagonal. */
export function makeDiagonal(diagonal: Float64Array): Matrix {
  const n = diagonal.length;
  const result = createMatrix(n, n);
  for (let i = 0; i < n; i++) result.data[i * n + i] = diagonal[i]!;
  return result;
}
