/** Dense real matrices in row-major order; their products are in `product.ts`. */

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

/** Gives the first `count` columns of A. */
export function takeColumns(a: Matrix, count: number): Matrix {
  const result = createMatrix(a.rows, count);
  for (let i = 0; i < a.rows; i++) {
    const row = a.data.subarray(i * a.columns, i * a.columns + count);
    result.data.set(row, i * count);
  }
  return result;
}

/** Shows the rows `first` … `end` − 1 of A, whose numbers they share. */
export function takeRows({ columns, data }: Matrix, first: number, end: number): Matrix {
  return { rows: end - first, columns, data: data.subarray(first * columns, end * columns) };
}

/** Makes the square matrix with the given diagonal. */
export function makeDiagonal(diagonal: Float64Array): Matrix {
  const n = diagonal.length;
  const result = createMatrix(n, n);
  for (let i = 0; i < n; i++) result.data[i * n + i] = diagonal[i]!;
  return result;
}
