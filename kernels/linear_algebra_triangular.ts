/**
 * From the real Schur form T to an upper triangular one, Gᴴ·T·G, by a unitary G of 2 × 2 blocks.
 *
 * Golub & Van Loan 2013, Matrix Computations, 4th ed., section 7.4.3; eigenvalues of a block as in
 * EISPACK's hqr2, so that complex ones come in exactly conjugate pairs, the one with the positive imaginary
 * part first. Real and imaginary parts of a matrix lie apart.
 */

/**
 * Makes T triangular.
 *
 * @param re n × n, real Schur form, becomes the real part; @param im n × n zeros, becomes the imaginary.
 * @param u 2·n doubles; @param v n doubles, zeros: block [[u, −v], [v, ū]] of G in rows l, l + 1 where v[l]
 * is not 0.
 */
export function makeTriangular(n: i32, re: usize, im: usize, u: usize, v: usize): void {
  for (let l: i32 = 0; l + 1 < n; l++) {
    if (load<f64>(re + 8 * ((l + 1) * n + l)) != 0) splitBlock(n, l, re, im, u + 16 * l, v + 8 * l);
  }
}

/** Makes the block in rows and columns l, l + 1 triangular. Earlier blocks leave it as it was. */
function splitBlock(n: i32, l: i32, re: usize, im: usize, u: usize, v: usize): void {
  const upper = 8 * (l * n + l);
  const lower = upper + 8 * n;
  const c = load<f64>(re + lower), d = load<f64>(re + lower, 8);
  const p = (load<f64>(re + upper) - d) / 2;
  const product = load<f64>(re + upper, 8) * c;
  const discriminant = p * p + product;
  const root = sqrt<f64>(abs(discriminant));
  let first = d + p, second = first, imaginary = root;
  if (discriminant >= 0) {
    const step = p >= 0 ? p + root : p - root;
    first = d + step;
    second = step == 0 ? d : d - product / step;
    imaginary = 0;
  }
  const along = first - d;
  const length = sqrt<f64>(along * along + imaginary * imaginary + c * c);
  store<f64>(u, along / length);
  store<f64>(u, imaginary / length, 8);
  store<f64>(v, c / length);
  rotateColumns(l + 2, n, l, re, im, along / length, imaginary / length, c / length);
  rotateRows(n, l, re, im, along / length, imaginary / length, c / length);
  store<f64>(re + lower, 0), store<f64>(im + lower, 0);
  store<f64>(re + upper, first), store<f64>(im + upper, imaginary);
  store<f64>(re + lower, second, 8), store<f64>(im + lower, 0 - imaginary, 8);
}

/** Multiplies a matrix by G from the right. */
export function multiplyBlocks(n: i32, re: usize, im: usize, u: usize, v: usize): void {
  for (let l: i32 = 0; l + 1 < n; l++) {
    const c = load<f64>(v + 8 * l);
    if (c == 0) continue;
    rotateColumns(n, n, l, re, im, load<f64>(u + 16 * l), load<f64>(u + 16 * l, 8), c);
  }
}

/** Multiplies columns l, l + 1 by [[u, −v], [v, ū]] from the right, in the first rows. */
function rotateColumns(
  rows: i32,
  n: i32,
  l: i32,
  re: usize,
  im: usize,
  ur: f64,
  ui: f64,
  v: f64,
): void {
  for (let i: i32 = 0; i < rows; i++) {
    const place = 8 * (i * n + l);
    const ar = load<f64>(re + place), ai = load<f64>(im + place);
    const br = load<f64>(re + place, 8), bi = load<f64>(im + place, 8);
    store<f64>(re + place, ar * ur - ai * ui + br * v);
    store<f64>(im + place, ar * ui + ai * ur + bi * v);
    store<f64>(re + place, br * ur + bi * ui - ar * v, 8);
    store<f64>(im + place, bi * ur - br * ui - ai * v, 8);
  }
}

/** Multiplies rows l, l + 1 by [[ū, v], [−v, u]] from the left, in columns l, l + 1, …. */
function rotateRows(n: i32, l: i32, re: usize, im: usize, ur: f64, ui: f64, v: f64): void {
  for (let j: i32 = l; j < n; j++) {
    const upper = 8 * (l * n + j), lower = upper + 8 * n;
    const ar = load<f64>(re + upper), ai = load<f64>(im + upper);
    const br = load<f64>(re + lower), bi = load<f64>(im + lower);
    store<f64>(re + upper, ar * ur + ai * ui + br * v);
    store<f64>(im + upper, ai * ur - ar * ui + bi * v);
    store<f64>(re + lower, br * ur - bi * ui - ar * v);
    store<f64>(im + lower, br * ui + bi * ur - ai * v);
  }
}

/** Multiplies a vector of the triangular form by G: y ← G·y for a column. */
export function leaveRight(n: i32, u: usize, v: usize, re: usize, im: usize): void {
  for (let l: i32 = 0; l + 1 < n; l++) {
    const c = load<f64>(v + 8 * l);
    if (c != 0) {
      turnPair(re + 8 * l, im + 8 * l, load<f64>(u + 16 * l), load<f64>(u + 16 * l, 8), -c);
    }
  }
}

/** Multiplies a vector of the triangular form by Gᴴ: x ← x·Gᴴ for a row. */
export function leaveLeft(n: i32, u: usize, v: usize, re: usize, im: usize): void {
  for (let l: i32 = 0; l + 1 < n; l++) {
    const c = load<f64>(v + 8 * l);
    if (c != 0) {
      turnPair(re + 8 * l, im + 8 * l, load<f64>(u + 16 * l), -load<f64>(u + 16 * l, 8), -c);
    }
  }
}

/** (a, b) ← (u·a + w·b, ū·b − w·a) with a real w. */
function turnPair(re: usize, im: usize, ur: f64, ui: f64, w: f64): void {
  const ar = load<f64>(re), ai = load<f64>(im);
  const br = load<f64>(re, 8), bi = load<f64>(im, 8);
  store<f64>(re, ur * ar - ui * ai + w * br);
  store<f64>(im, ur * ai + ui * ar + w * bi);
  store<f64>(re, ur * br + ui * bi - w * ar, 8);
  store<f64>(im, ur * bi - ui * br - w * ai, 8);
}
