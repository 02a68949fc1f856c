/** Large inputs cross to a worker through shared memory, and are the worker's own once they arrive. */

/** Smaller bytes are copied with the message, which is cheaper than a mapping of their own. */
const SHARED_FROM = 64 * 1024;

const shared = new WeakMap<Uint8Array, Uint8Array>();

/**
 * Prepares bytes to be posted: large ones move into shared memory, once for every cell that takes them.
 */
export function shareBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  // A message would carry the whole buffer behind a view.
  if (bytes.byteLength < SHARED_FROM) {
    return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  }
  const known = shared.get(bytes);
  if (known !== undefined) return known;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  copy.set(bytes);
  shared.set(bytes, copy);
  return copy;
}

/** Gives the buffer with which bytes can move to a worker as they are: large, and theirs alone. */
export function findMovable({ buffer, byteLength }: Uint8Array): ArrayBuffer | undefined {
  const isMovable = byteLength >= SHARED_FROM && byteLength === buffer.byteLength;
  return isMovable && buffer instanceof ArrayBuffer ? buffer : undefined;
}

/**
 * Makes bytes a stage's own. One that sorts its input in place would otherwise change what other cells read,
 * or, since a message carries equal objects once, what another of its own ports gives. The copy takes the
 * worker less time than verifying the bytes took the main thread; large ones that moved here are nobody else's.
 */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return findMovable(bytes) === undefined ? new Uint8Array(bytes) : bytes;
}
