/** The clock of a worker stands still: every way to ask for the time gives the same moment. */

import { hideGlobals, lockClass, lockInherited, lockProperty } from "./lock_property.ts";

/** Every worker's now, in milliseconds since the epoch: 2000-01-01T00:00:00Z. */
export const FROZEN_TIME = Date.UTC(2000, 0, 1);

/** Stops the clock. */
export function sealClock(): void {
  sealDate();
  sealTemporal();
  sealPerformance();
  // Files are stamped with the time they are made.
  lockClass(globalThis, "File", File, {
    construct: (
      target,
      [parts, name, options]: [BlobPart[], string, FilePropertyBag?],
      newTarget,
    ) =>
      Reflect.construct(
        target,
        [parts, name, { ...options, lastModified: options?.lastModified ?? FROZEN_TIME }],
        newTarget,
      ),
  });
}

function sealDate(): void {
  const RealDate = Date;
  lockProperty(RealDate, "now", () => FROZEN_TIME);
  const sealed = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [FROZEN_TIME] : given, newTarget),
    apply: () => new RealDate(FROZEN_TIME).toString(),
  });
  lockInherited(RealDate.prototype, "constructor", sealed);
  lockProperty(globalThis, "Date", sealed);
}

function sealTemporal(): void {
  const { Now, Instant } = Temporal;
  const instant = () => Instant.fromEpochMilliseconds(FROZEN_TIME);
  const local = (zone: Temporal.TimeZoneLike = "UTC") => instant().toZonedDateTimeISO(zone);
  const sealed = {
    instant,
    timeZoneId: () => "UTC",
    zonedDateTimeISO: local,
    plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => local(zone).toPlainDateTime(),
    plainDateISO: (zone?: Temporal.TimeZoneLike) => local(zone).toPlainDate(),
    plainTimeISO: (zone?: Temporal.TimeZoneLike) => local(zone).toPlainTime(),
  };
  for (const [name, method] of Object.entries(sealed)) lockProperty(Now, name, method);
}

function sealPerformance(): void {
  const mark = (name: string) => ({ name, entryType: "mark", startTime: 0, duration: 0 });
  const nothing = () => [];
  lockProperty(
    globalThis,
    "performance",
    Object.freeze({
      timeOrigin: FROZEN_TIME,
      now: () => 0,
      mark,
      measure: mark,
      clearMarks: () => {},
      clearMeasures: () => {},
      getEntries: nothing,
      getEntriesByName: nothing,
      getEntriesByType: nothing,
      toJSON: () => ({ timeOrigin: FROZEN_TIME }),
    }),
  );
  hideGlobals([
    "Performance",
    "PerformanceEntry",
    "PerformanceMark",
    "PerformanceMeasure",
    "PerformanceObserver",
    "PerformanceObserverEntryList",
  ]);
}
