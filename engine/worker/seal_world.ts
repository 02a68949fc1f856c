/** Everything that reaches out of a worker: Deno, the process, the network, other workers, the host. */

import { HINTS, refuse } from "./impurity.ts";
import { hideGlobals, lockInherited, lockProperty } from "./lock_property.ts";

/** Closes every way out that a global gives. */
export function sealWorld(): void {
  sealDeno();
  sealProcess();
  sealNetwork();
  sealThreads();
  sealHost();
  lockProperty(
    globalThis,
    "navigator",
    Object.freeze({
      userAgent: "koopline",
      platform: "",
      language: "en-US",
      languages: Object.freeze(["en-US"]),
      hardwareConcurrency: 1,
    }),
  );
  // The location is the path of this machine's modules; the caches are a disk.
  hideGlobals(["location", "Location", "WorkerLocation", "caches", "Cache", "CacheStorage"]);
}

function sealDeno(): void {
  const hintOf = (name: string) => {
    if (/^(env|args|hostname|version|build)/.test(name)) return HINTS.environment;
    if (/^(connect|listen|resolve|serve|fetch|start)/.test(name)) return HINTS.network;
    if (/(read|file|stat|open|link|watch)/i.test(name)) return HINTS.file;
    return HINTS.other;
  };
  lockProperty(globalThis, "Deno", refuseMembers("Deno", {}, hintOf));
}

/** An object that refuses every member but those given. Symbols are absent: inspection asks for them. */
function refuseMembers(
  path: string,
  members: Readonly<Record<string, unknown>>,
  hintOf: (name: string) => string,
): object {
  const reach = (name: PropertyKey) => {
    if (typeof name === "symbol") return undefined;
    const member = String(name);
    if (Object.hasOwn(members, member)) return members[member];
    return refuse(`a reach for ${path}.${member}`, hintOf(member));
  };
  return new Proxy({}, {
    get: (_, name) => reach(name),
    set: (_, name) => refuse(`a change of ${path}.${String(name)}`),
    defineProperty: (_, name) => refuse(`a change of ${path}.${String(name)}`),
    deleteProperty: (_, name) => refuse(`a change of ${path}.${String(name)}`),
    has: (_, name) => Object.hasOwn(members, name),
    ownKeys: () => refuse(`a listing of ${path}`, hintOf("")),
  });
}

/** Packages ask `process` where they run; they learn that this is not Node, and nothing about the machine. */
function sealProcess(): void {
  const empty = Object.freeze({});
  const env = refuseMembers("process.env", { NODE_ENV: undefined }, () => HINTS.environment);
  const members = {
    env,
    argv: Object.freeze([]),
    browser: true,
    version: "",
    versions: empty,
    release: empty,
    platform: "",
    nextTick: (run: (...given: unknown[]) => void, ...given: unknown[]) =>
      queueMicrotask(() => run(...given)),
    emitWarning: () => {},
  };
  lockProperty(globalThis, "process", refuseMembers("process", members, () => HINTS.other));
}

function sealNetwork(): void {
  for (const name of ["fetch", "WebSocket", "EventSource", "WebSocketStream", "WebTransport"]) {
    if (name in globalThis) refuseGlobal(name, HINTS.network);
  }
}

function sealThreads(): void {
  for (const name of ["Worker", "BroadcastChannel"]) refuseGlobal(name, HINTS.other);
  for (const name of ["wait", "waitAsync"]) {
    lockProperty(Atomics, name, () => refuse(`a call of Atomics.${name}`));
  }
}

/** A stage answers by returning; it has no word with the thread that started it. */
function sealHost(): void {
  for (const name of ["postMessage", "close"]) refuseGlobal(name, HINTS.other);
  for (const name of ["onmessage", "onmessageerror", "onerror", "onunhandledrejection"]) {
    Object.defineProperty(globalThis, name, {
      get: () => null,
      set: () => refuse(`an assignment to ${name}`),
      configurable: false,
    });
  }
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const) {
    const real = EventTarget.prototype[name];
    lockInherited(
      EventTarget.prototype,
      name,
      {
        [name](this: unknown, ...given: Parameters<typeof real>) {
          const isHost = this === undefined || this === globalThis;
          if (isHost && !isErrorReport(given[0])) refuse(`a call of the worker's ${name}`);
          return Reflect.apply(real, this, given);
        },
      }[name],
    );
  }
}

/** The platform dispatches an error that nobody caught through the same method that stages see. */
function isErrorReport(event: unknown): boolean {
  return event instanceof ErrorEvent || event instanceof PromiseRejectionEvent;
}

function refuseGlobal(name: string, hint: string): void {
  // A function and not an arrow, so that `new` reaches the refusal too.
  lockProperty(globalThis, name, function () {
    refuse(`a call of ${name}`, hint);
  });
}
