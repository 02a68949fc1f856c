/** Writes a number for a reason: three digits, and no `0.00` for 0. */
export function writeNumber(value: number): string {
  return value === 0 ? "0" : value.toPrecision(3);
}
