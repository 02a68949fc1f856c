/**
 * Whether a stage changed what the next cell in its worker would see.
 *
 * Built-in classes cannot be extended in a worker; what remains are new globals and replaced methods.
 * Freezing those would slow every call and break packages that assign a method of the same name.
 */

const NAMESPACES = ["Math", "JSON", "Reflect", "Atomics", "Intl"] as const;
const CLASSES = [
  "Object",
  "Function",
  "Array",
  "String",
  "Number",
  "Boolean",
  "Symbol",
  "BigInt",
  "Date",
  "RegExp",
  "Promise",
  "Error",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Iterator",
  "ArrayBuffer",
  "DataView",
  "Float64Array",
  "Float32Array",
  "Int32Array",
  "Uint8Array",
] as const;

interface Known {
  readonly path: string;
  readonly holder: object;
  readonly name: string;
  readonly value: unknown;
}

/** Forbids new members of the built-in classes, their prototypes, and namespaces. */
export function closeBuiltins(): void {
  for (const holder of listBuiltins().keys()) {
    // Packages give Error a way to write stacks, which no result depends on.
    if (holder !== Error) Object.preventExtensions(holder);
  }
}

/**
 * Notes the globals and the members of the built-ins.
 *
 * @returns a function that names the first that differs since, if any does.
 */
export function watchGlobals(): () => string | undefined {
  const globals = Reflect.ownKeys(globalThis).length;
  const known = [...listBuiltins()].flatMap(([holder, path]) => listMembers(holder, path));
  return () => {
    if (Reflect.ownKeys(globalThis).length !== globals) return "the list of globals";
    for (const { holder, name, value, path } of known) {
      if (!Object.is(Reflect.get(holder, name), value)) return `${path}.${name}`;
    }
    return undefined;
  };
}

function listBuiltins(): Map<object, string> {
  const holders = new Map<object, string>();
  for (const name of NAMESPACES) holders.set(globalThis[name], name);
  for (const name of CLASSES) {
    holders.set(globalThis[name], name);
    holders.set(globalThis[name].prototype, `${name}.prototype`);
  }
  const arrays: unknown = Object.getPrototypeOf(Uint8Array);
  if (typeof arrays === "function") holders.set(arrays.prototype, "%TypedArray%.prototype");
  return holders;
}

function listMembers(holder: object, path: string): readonly Known[] {
  return Object.entries(Object.getOwnPropertyDescriptors(holder)).flatMap(([name, property]) =>
    // Asking an accessor of a prototype for its value would call it.
    "value" in property ? [{ path, holder, name, value: property.value }] : []
  );
}
