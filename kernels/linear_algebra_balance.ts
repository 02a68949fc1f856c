/**
 * Balancing: D⁻¹·A·D with powers of two on D's diagonal, so that rows and columns of one index are alike.
 *
 * Osborne 1960, J. ACM 7(4); with 2-norms, which does no harm to Hessenberg-like matrices (James, Langou &
 * Lowery 2014, On matrix balancing and eigenvector computation, arXiv 1401.5766, algorithm 3).
 */

/** A step must shrink the norms by this much to be taken. */
const GAIN: f64 = 0.95;
const MOST_PASSES: i32 = 100;

/** Balances A (n × n) in place and fills d with D's diagonal. */
export function balance(n: i32, a: usize, d: usize): void {
  for (let i: i32 = 0; i < n; i++) store<f64>(d + 8 * i, 1);
  for (let pass: i32 = 0; pass < MOST_PASSES; pass++) {
    let changed = false;
    for (let i: i32 = 0; i < n; i++) {
      if (balanceIndex(n, i, a, d)) changed = true;
    }
    if (!changed) return;
  }
}

function balanceIndex(n: i32, i: i32, a: usize, d: usize): bool {
  let column: f64 = 0, row: f64 = 0;
  for (let k: i32 = 0; k < n; k++) {
    if (k == i) continue;
    const below = load<f64>(a + 8 * (k * n + i));
    const beside = load<f64>(a + 8 * (i * n + k));
    column += below * below;
    row += beside * beside;
  }
  if (column == 0 || row == 0) return false;
  // Squares of norms, so factors of four; f² stands for the scale of the column.
  const before = sqrt<f64>(column) + sqrt<f64>(row);
  let f: f64 = 1;
  while (column < row / 4) {
    f *= 2, column *= 4, row /= 4;
  }
  while (column >= row * 4) {
    f /= 2, column /= 4, row *= 4;
  }
  if (f == 1 || sqrt<f64>(column) + sqrt<f64>(row) >= GAIN * before) return false;
  store<f64>(d + 8 * i, load<f64>(d + 8 * i) * f);
  for (let k: i32 = 0; k < n; k++) {
    if (k == i) continue;
    const below = a + 8 * (k * n + i);
    const beside = a + 8 * (i * n + k);
    store<f64>(below, load<f64>(below) * f);
    store<f64>(beside, load<f64>(beside) / f);
  }
  return true;
}
