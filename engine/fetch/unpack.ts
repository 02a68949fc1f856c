/** Unpacking what a source serves compressed, within the size that the file is declared to have. */

import { SourceFailure } from "./failure.ts";

/**
 * Unpacks gzip (RFC 1952).
 *
 * @param most bytes that may come out: a megabyte can unpack to a gigabyte.
 * @throws {SourceFailure} for anything else, damage, and more bytes than that.
 */
export async function unpackGzip(
  packed: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) throw new SourceFailure("no gzip file");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      // Leaving the loop cancels the stream.
      if (size > most) throw new SourceFailure(`more than ${most} bytes when unpacked`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    throw new SourceFailure("a damaged gzip file", { cause: error });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
