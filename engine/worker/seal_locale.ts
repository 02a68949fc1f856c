/** Language and time zone of a worker: English (United States) and UTC, whatever the machine's are. */

import { lockInherited, lockProperty } from "./lock_property.ts";
import { FROZEN_TIME } from "./seal_clock.ts";

const LOCALE = "en-US";
const ZONE = "UTC";

/**
 * Fixes every default that comes from the machine's locale and zone.
 *
 * @throws {Error} when the worker was started in another zone: Date's own methods follow the process.
 */
export function sealLocale(): void {
  if (new Intl.DateTimeFormat().resolvedOptions().timeZone !== ZONE) {
    throw new Error("a worker must be started with TZ=UTC");
  }
  sealFormats();
  const holders: readonly object[] = [Number.prototype, BigInt.prototype, ...listTemporal()];
  for (const holder of holders) sealMethod(holder, "toLocaleString");
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    sealMethod(Date.prototype, name, true);
  }
  for (const name of ["toString", "toTimeString"] as const) sealZoneName(name);
  const compare = String.prototype.localeCompare;
  lockInherited(
    String.prototype,
    "localeCompare",
    {
      localeCompare(
        this: string,
        other: string,
        locales?: string[],
        options?: Intl.CollatorOptions,
      ) {
        return Reflect.apply(compare, this, [other, addFallback(locales), options]);
      },
    }.localeCompare,
  );
}

/** Ends a list of locales with ours: an unknown locale would fall back to the machine's. */
function addFallback(locales: unknown): readonly unknown[] {
  if (locales === undefined) return [LOCALE];
  return Array.isArray(locales) ? [...locales, LOCALE] : [locales, LOCALE];
}

function listTemporal(): readonly object[] {
  return Object.values(Object.getOwnPropertyDescriptors(Temporal)).flatMap(({ value }) =>
    typeof value === "function" && Object.hasOwn(value.prototype, "toLocaleString")
      ? [value.prototype]
      : []
  );
}

function sealMethod(holder: object, name: string, zoned = false): void {
  const real: unknown = Reflect.get(holder, name);
  if (typeof real !== "function") throw new Error(`no method ${name} to seal`);
  lockInherited(
    holder,
    name,
    {
      [name](this: unknown, locales?: unknown, options?: Intl.DateTimeFormatOptions) {
        const fixed = zoned ? { timeZone: ZONE, ...options } : options;
        return Reflect.apply(real, this, [addFallback(locales), fixed]);
      },
    }[name],
  );
}

/** Dates name their zone in the machine's language. */
function sealZoneName(name: "toString" | "toTimeString"): void {
  const real = Date.prototype[name];
  lockInherited(
    Date.prototype,
    name,
    {
      [name](this: Date) {
        return Reflect.apply(real, this, []).replace(/\(.*\)$/, "(Coordinated Universal Time)");
      },
    }[name],
  );
}

function sealFormats(): void {
  for (const [name, { value: real }] of Object.entries(Object.getOwnPropertyDescriptors(Intl))) {
    if (typeof real !== "function" || !Object.hasOwn(real, "supportedLocalesOf")) continue;
    const zoned = name === "DateTimeFormat";
    const fix = ([locales, options]: unknown[]) => [
      addFallback(locales),
      zoned ? { timeZone: ZONE, ...Object(options) } : options,
    ];
    const sealed = new Proxy(real, {
      construct: (target, given, newTarget) => Reflect.construct(target, fix(given), newTarget),
      apply: (target, self, given) => Reflect.apply(target, self, fix(given)),
    });
    lockInherited(real.prototype, "constructor", sealed);
    lockProperty(Intl, name, sealed);
  }
  sealDefaultMoment();
}

/** `format()` without a date would format the machine's now. */
function sealDefaultMoment(): void {
  const { prototype } = Intl.DateTimeFormat;
  const parts = prototype.formatToParts;
  lockInherited(
    prototype,
    "formatToParts",
    {
      formatToParts(this: Intl.DateTimeFormat, moment: Date | number = FROZEN_TIME) {
        return Reflect.apply(parts, this, [moment]);
      },
    }.formatToParts,
  );
  const bound = Object.getOwnPropertyDescriptor(prototype, "format")?.get;
  if (bound === undefined) throw new Error("no getter of format to seal");
  Object.defineProperty(prototype, "format", {
    get(this: Intl.DateTimeFormat) {
      const format: (moment: Date | number) => string = Reflect.apply(bound, this, []);
      return (moment: Date | number = FROZEN_TIME) => format(moment);
    },
    configurable: false,
    enumerable: false,
  });
}
