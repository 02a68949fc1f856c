/** Properties that stage code can neither replace nor remove. */

/** Sets a property of a namespace or of the global object for good. */
export function lockProperty(holder: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(holder, name, {
    value,
    writable: false,
    configurable: false,
    enumerable: Object.getOwnPropertyDescriptor(holder, name)?.enumerable ?? false,
  });
}

/**
 * Sets a property of a prototype for good. Objects that inherit it may still be given one of their
 * own by assignment, which a plain read-only property would forbid them.
 */
export function lockInherited(prototype: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(prototype, name, {
    get: () => value,
    set(own: unknown) {
      if (this === prototype) throw new TypeError(`Cannot assign to sealed ${String(name)}`);
      Object.defineProperty(this, name, {
        value: own,
        writable: true,
        configurable: true,
        enumerable: true,
      });
    },
    configurable: false,
    enumerable: false,
  });
}

/** Makes a global look as if this platform did not have it. */
export function hideGlobals(names: readonly string[]): void {
  for (const name of names) lockProperty(globalThis, name, undefined);
}

/** Replaces a class by one that makes its instances through `construct`, and is otherwise the same. */
export function lockClass<A extends unknown[], T extends object>(
  holder: object,
  name: string,
  real: { new (...given: A): T; readonly prototype: T },
  handler: ProxyHandler<{ new (...given: A): T; readonly prototype: T }>,
): void {
  const sealed = new Proxy(real, handler);
  lockInherited(real.prototype, "constructor", sealed);
  lockProperty(holder, name, sealed);
}
