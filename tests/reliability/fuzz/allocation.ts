/**
 * How much memory code asks for by number: a length field may promise more than any file holds.
 *
 * Import this module before everything else: it puts constructors that count in the place of the built-in ones.
 */

let asked = 0;

function count<T extends { new (...given: never[]): object; readonly prototype: object }>(
  constructor: T,
  bytes: number,
): T {
  const counting = new Proxy(constructor, {
    construct(target, given, made) {
      const [length]: readonly unknown[] = given;
      if (typeof length === "number" && length > 0) asked += length * bytes;
      return Reflect.construct(target, given, made);
    },
  });
  Object.defineProperty(constructor.prototype, "constructor", { value: counting });
  return counting;
}

Object.assign(globalThis, {
  ArrayBuffer: count(ArrayBuffer, 1),
  SharedArrayBuffer: count(SharedArrayBuffer, 1),
  Uint8Array: count(Uint8Array, 1),
  Int8Array: count(Int8Array, 1),
  Uint8ClampedArray: count(Uint8ClampedArray, 1),
  Uint16Array: count(Uint16Array, 2),
  Int16Array: count(Int16Array, 2),
  Uint32Array: count(Uint32Array, 4),
  Int32Array: count(Int32Array, 4),
  Float32Array: count(Float32Array, 4),
  Float64Array: count(Float64Array, 8),
  BigInt64Array: count(BigInt64Array, 8),
  BigUint64Array: count(BigUint64Array, 8),
});

/** Gives the bytes that were asked for since the last time. */
export function takeAsked(): number {
  const taken = asked;
  asked = 0;
  return taken;
}
