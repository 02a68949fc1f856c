/** Writing NumPy files, by the format's specification. */

/** A version 1 .npy file of float64: the header, then the values in C order. */
export function writeNpy(shape: readonly number[], values: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${tuple}), }`;
  const header = dictionary.padEnd(128 - 10 - 1) + "\n";
  const bytes = new Uint8Array(10 + header.length + 8 * values.length);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat64(10 + header.length + 8 * i, value, true));
  return bytes;
}
