/** Chance is kept out: random numbers, and when the garbage collector runs. */

import { HINTS, refuse } from "./impurity.ts";
import { lockInherited, lockProperty } from "./lock_property.ts";

/** Refuses unseeded random numbers and makes garbage collection invisible. */
export function sealChance(): void {
  lockProperty(Math, "random", () => refuse("a draw from Math.random", HINTS.random));
  sealCrypto();
  lockCollection("WeakRef", StrongReference);
  lockCollection("FinalizationRegistry", SilentRegistry);
}

function sealCrypto(): void {
  const { subtle } = crypto;
  const names = Object.getOwnPropertyNames(SubtleCrypto.prototype);
  // Hashing is pure; every other method makes or uses keys and salts.
  const sealedSubtle = Object.fromEntries(
    names.filter((name) => name !== "constructor" && name !== "digest").map((name) => [
      name,
      () => refuse(`a call of crypto.subtle.${name}`, HINTS.random),
    ]),
  );
  lockProperty(
    globalThis,
    "crypto",
    Object.freeze({
      subtle: Object.freeze({ ...sealedSubtle, digest: subtle.digest.bind(subtle) }),
      getRandomValues: () => refuse("a draw from crypto.getRandomValues", HINTS.random),
      randomUUID: () => refuse("a draw from crypto.randomUUID", HINTS.random),
    }),
  );
  // A multipart boundary and an object URL are random texts.
  lockProperty(globalThis, "FormData", function FormData() {
    refuse("a FormData with its random boundary", HINTS.random);
  });
  lockProperty(
    URL,
    "createObjectURL",
    () => refuse("a call of URL.createObjectURL, which draws a random name", HINTS.random),
  );
}

function lockCollection(name: "WeakRef" | "FinalizationRegistry", sealed: { prototype: object }) {
  lockInherited(globalThis[name].prototype, "constructor", sealed);
  lockProperty(globalThis, name, sealed);
}

/** A WeakRef whose target is never collected: a target that vanishes would show when memory ran short. */
class StrongReference<T extends WeakKey> {
  readonly #target: T;
  readonly [Symbol.toStringTag] = "WeakRef";

  constructor(target: T) {
    this.#target = target;
  }

  deref(): T {
    return this.#target;
  }
}

/** A FinalizationRegistry that never calls back. */
class SilentRegistry {
  readonly [Symbol.toStringTag] = "FinalizationRegistry";

  register(): void {}

  unregister(): boolean {
    return false;
  }
}
