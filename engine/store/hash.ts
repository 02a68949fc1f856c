/** The one hash of the store: SHA-256, written as 64 lowercase hexadecimal digits. */

import { createHash } from "node:crypto";

const SHA256_TEXT = /^[0-9a-f]{64}$/;

/**
 * Hashes bytes, or the UTF-8 bytes of a text.
 *
 * @param content bytes of any size, also over a SharedArrayBuffer.
 * @returns SHA-256 (FIPS 180-4) as 64 lowercase hexadecimal digits.
 */
export function hashBytes(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Tells whether a text has the form of a hash. Every path in the store is built from such texts only. */
export function isHash(text: string): boolean {
  return SHA256_TEXT.test(text);
}
