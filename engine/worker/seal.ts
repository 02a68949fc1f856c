/**
 * Makes a worker pure. A worker's entry imports this module before anything else; once it is
 * evaluated, time stands still and every way out of the worker refuses.
 */

import { openDoor } from "./builtins.ts";
import { lockProperty } from "./lock_property.ts";
import { closeBuiltins } from "./pollution.ts";
import { sealChance } from "./seal_chance.ts";
import { sealClock } from "./seal_clock.ts";
import { sealLocale } from "./seal_locale.ts";
import { sealModules } from "./seal_modules.ts";
import { sealTimers } from "./seal_timers.ts";
import { sealWorld } from "./seal_world.ts";

/** What only the serving code keeps of the worker it runs in. */
export interface Host {
  readonly post: (message: unknown, transfer: Transferable[]) => void;
  readonly listen: (type: string, listener: (event: Event) => void) => void;
  /** Gives milliseconds since the worker began, while time stands still for everybody else. */
  readonly now: () => number;
  /** Lets the event loop turn once. */
  readonly turn: () => Promise<void>;
  /** Writes a value as text, as a console does. */
  readonly inspect: (value: unknown) => string;
}

let host: Host | undefined = captureHost();
const entry = location.href;
sealClock();
sealLocale();
sealChance();
sealTimers();
sealModules(entry);
openDoor();
sealWorld();
closeBuiltins();

/** Hands out the host, once: to the serving code, before any stage is loaded. */
export function takeHost(): Host {
  const taken = host;
  if (taken === undefined) throw new Error("the host is taken");
  host = undefined;
  return taken;
}

/** Replaces the console for good. */
export function lockConsole(sealed: object): void {
  lockProperty(globalThis, "console", sealed);
}

function captureHost(): Host {
  const post: unknown = Reflect.get(globalThis, "postMessage");
  if (typeof post !== "function") throw new Error("not in a worker");
  const listen = globalThis.addEventListener;
  const { inspect } = Deno;
  const { performance, setImmediate } = globalThis;
  const { now } = performance;
  return {
    post: (message, transfer) => Reflect.apply(post, globalThis, [message, transfer]),
    listen: (type, listener) => Reflect.apply(listen, globalThis, [type, listener]),
    now: () => Reflect.apply(now, performance, []),
    turn: () => new Promise((resume) => setImmediate(resume)),
    inspect: (value) => inspect(value, { colors: false }),
  };
}
