/** Bytes that are not what their format asks for. */

/** Thrown by readers of a format; the message is a noun phrase that completes "but found …". */
export class Damage extends Error {
  /** @param found what there is instead: "a message that is cut off". */
  constructor(found: string) {
    super(found);
    this.name = "Damage";
  }
}

/**
 * Says what is wrong with bytes by what a reader threw.
 *
 * A library that trusts its bytes stumbles: that "properties of undefined" cannot be read says nothing to somebody with a
 * damaged file. What it throws on purpose does.
 */
export function describeDamage(cause: unknown): string {
  const isSaid = cause instanceof Error && (cause instanceof Damage || cause.name === "Error");
  const [line = ""] = isSaid ? cause.message.split("\n", 1) : [];
  const isWords = line !== "" && !/\bundefined\b|\[object/.test(line);
  return isWords ? line : "bytes that do not fit together";
}
