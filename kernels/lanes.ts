/**
 * Scalars of either precision as doubles, for kernels that are written once over T = f32 or f64.
 *
 * A conversion f32 → f64 is exact; f64 → f32 rounds to nearest, as everywhere.
 */

/** Loads one number. */
export function loadScalar<T>(pointer: usize): f64 {
  if (sizeof<T>() == 4) return load<f32>(pointer);
  return load<f64>(pointer);
}

/** Rounds a number to T and stores it. */
export function storeScalar<T>(pointer: usize, value: f64): void {
  if (sizeof<T>() == 4) store<f32>(pointer, f32(value));
  else store<f64>(pointer, value);
}

/** Copies one number. */
export function copyScalar<T>(from: usize, to: usize): void {
  if (sizeof<T>() == 4) store<u32>(to, load<u32>(from));
  else store<f64>(to, load<f64>(from));
}

/** Fills all lanes with a number, rounded to T. */
export function fillLanes<T>(value: f64): v128 {
  if (sizeof<T>() == 4) return f32x4.splat(f32(value));
  return f64x2.splat(value);
}

/** Loads one number into all lanes. */
export function loadLanes<T>(pointer: usize): v128 {
  if (sizeof<T>() == 4) return v128.load32_splat(pointer);
  return v128.load64_splat(pointer);
}

/** Adds up the lanes: (0 + 1) + (2 + 3). */
export function sumLanes<T>(a: v128): f64 {
  if (sizeof<T>() == 4) {
    const low: f32 = f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1);
    const high: f32 = f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3);
    return low + high;
  }
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** Gives the largest lane; NaN when there is one. */
export function maximizeLanes<T>(a: v128): f64 {
  if (sizeof<T>() == 4) {
    const low: f32 = max<f32>(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
    const high: f32 = max<f32>(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3));
    return max<f32>(low, high);
  }
  return max<f64>(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
}

/** Selects the lanes below `count`, 0 < count < lanes, as a mask. */
export function maskLanes<T>(count: i32): v128 {
  if (sizeof<T>() == 4) return f32x4.lt(f32x4(0, 1, 2, 3), f32x4.splat(f32(count)));
  return f64x2.lt(f64x2(0, 1), f64x2.splat(count));
}
