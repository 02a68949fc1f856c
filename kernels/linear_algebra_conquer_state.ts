/** The problem that divide and conquer works on, and its scratch memory: one at a time. */

export let size: i32 = 0;
export let values: usize = 0;
export let links: usize = 0;
export let vectors: usize = 0;
export let places: usize = 0;
export let product: usize = 0;
// Scratch: numbers of n doubles and of n integers, and two squares.
export let z: usize = 0;
export let poles: usize = 0;
export let squares: usize = 0;
export let weights: usize = 0;
export let sorted: usize = 0;
export let kept: usize = 0;
export let dropped: usize = 0;
export let kinds: usize = 0;
export let copy: usize = 0;
export let secular: usize = 0;

/** Bytes of scratch memory that `conquer` needs. */
export function conquerScratch(n: i32): i32 {
  return 8 * (4 * n + 2 * n * n) + 4 * (4 * n + 4) + 64;
}

/** Takes a problem's memory, as `conquer` describes it. */
export function layOut(
  n: i32,
  d: usize,
  e: usize,
  q: usize,
  order: usize,
  productMemory: usize,
  scratch: usize,
): void {
  size = n, values = d, links = e, vectors = q, places = order, product = productMemory;
  copy = scratch;
  secular = copy + 8 * n * n;
  z = secular + 8 * n * n;
  poles = z + 8 * n;
  squares = poles + 8 * n;
  weights = squares + 8 * n;
  sorted = weights + 8 * n;
  kept = sorted + 4 * n;
  dropped = kept + 4 * n;
  kinds = dropped + 4 * n;
}
