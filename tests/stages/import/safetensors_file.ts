/** Writing .safetensors files by the format's specification. */

/** A tensor's type, shape and numbers. */
export interface TensorData {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/** Writes a file: length of the header, header padded with spaces to eight bytes, tensors. */
export function writeSafetensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors);
  let at = 0;
  const described = entries.map(([name, { dtype, shape, data }]) => {
    const data_offsets = [at, at += data.byteLength];
    return [name, { dtype, shape, data_offsets }] as const;
  });
  const fields = metadata === undefined
    ? described
    : [["__metadata__", metadata] as const, ...described];
  // Not an object: `__proto__` is a name like any other.
  const json = `{${
    fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")
  }}`;
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + at).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  let next = 8 + length;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), next);
    next += data.byteLength;
  }
  return bytes;
}
