/** The way of an artifact out of its worker: moved, not copied, where that is possible. */

import type { SentArtifact } from "./output.ts";
import type { Reply } from "./protocol.ts";

/** The last message of a job. */
export type Done = Extract<Reply, { readonly kind: "done" }>;

/** Posts the end of a job; the artifact's buffers move instead of being copied, if they can. */
export function postDone(
  post: (message: unknown, transfer: Transferable[]) => void,
  reply: Done,
): void {
  const artifact = reply.outcome.ok ? reply.outcome.artifact : undefined;
  try {
    post(reply, artifact === undefined ? [] : listBuffers(artifact));
  } catch {
    // The memory of a WebAssembly instance cannot move.
    post(reply, []);
  }
}

/** The buffers behind an artifact, each once. */
function listBuffers(artifact: SentArtifact): ArrayBuffer[] {
  const parts = [
    ...Object.values(artifact.tables).flatMap(({ rest }) => rest === undefined ? [] : [rest.bytes]),
    ...Object.values(artifact.files),
  ];
  const buffers = parts.flatMap(({ buffer }) => buffer instanceof ArrayBuffer ? [buffer] : []);
  return [...new Set(buffers)];
}

/** Posts rows of a table ahead of the rest. */
export function postChunk(
  post: (message: unknown, transfer: Transferable[]) => void,
  reply: Extract<Reply, { readonly kind: "chunk" }>,
): void {
  const { buffer } = reply.chunk.bytes;
  post(reply, buffer instanceof ArrayBuffer ? [buffer] : []);
}

/** Cuts files out of larger buffers, of which a message would carry the whole. */
export function trimFiles(artifact: SentArtifact): SentArtifact {
  const files = Object.entries(artifact.files).map(([name, bytes]) => {
    const whole = bytes.buffer instanceof ArrayBuffer &&
      bytes.byteLength === bytes.buffer.byteLength;
    return [name, whole ? bytes : bytes.slice()] as const;
  });
  return { ...artifact, files: Object.fromEntries(files) };
}
