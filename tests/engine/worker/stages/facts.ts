/** Everything a stage can learn of time, place and language, as one text. */

import { defineStage, z } from "koopline";
import { Numbers } from "./echo.ts";

const MOMENT = Date.UTC(1999, 6, 14, 15, 9, 26);

function readClock() {
  const { Now } = Temporal;
  return {
    now: [Date.now(), new Date().getTime(), +new Date(), Date().slice(0, 15)],
    temporal: [Now.instant(), Now.zonedDateTimeISO(), Now.plainDateISO(), Now.timeZoneId()].map(
      String,
    ),
    performance: [performance.now(), performance.timeOrigin, performance.mark("a").startTime],
    stamps: [new Event("a").timeStamp, new File([], "a").lastModified],
    intl: new Intl.DateTimeFormat("en-GB").format(),
    parts: new Intl.DateTimeFormat().formatToParts().map(({ value }) => value).join(""),
    constructed: new (new Date(0).constructor as DateConstructor)().getTime(),
  };
}

function readPlace() {
  const date = new Date(MOMENT);
  return {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    local: [date.toString(), date.getHours(), date.getTimezoneOffset(), date.toLocaleString()],
    parsed: [new Date(1999, 6, 14).getTime(), new Date("1999-07-14T00:00").getTime()],
    temporal: Temporal.Instant.fromEpochMilliseconds(MOMENT).toLocaleString(),
    navigator: [navigator.language, navigator.hardwareConcurrency, navigator.userAgent],
    globals: [typeof location, typeof caches, typeof PerformanceObserver],
  };
}

function readLanguage() {
  const words = ["z", "ä", "a", "I", "i", "Ö"];
  return {
    number: [(1234567.891).toLocaleString(), (12345n).toLocaleString("xx")],
    format: [new Intl.NumberFormat().format(1e6), new Intl.NumberFormat("xx").format(1e6)],
    list: new Intl.ListFormat().format(["a", "b"]),
    plural: new Intl.PluralRules().resolvedOptions().locale,
    sorted: [...words].sort((a, b) => a.localeCompare(b)).join(""),
    collated: [...words].sort(new Intl.Collator().compare).join(""),
    cases: ["I".toLocaleLowerCase(), "i".toLocaleUpperCase(), "I".toLocaleLowerCase("tr")],
    date: new Date(MOMENT).toLocaleDateString(undefined, { dateStyle: "full" }),
    array: [1234.5, new Date(MOMENT)].toLocaleString(),
  };
}

/** Reports the facts. */
export const facts = defineStage({
  kind: "facts",
  summary: "Reports what a stage can learn of time, place and language.",
  params: z.strictObject({}),
  needs: {},
  makes: Numbers,
  run: () => ({
    tables: { numbers: { value: new Float64Array(0) } },
    files: {},
    meta: { text: JSON.stringify([readClock(), readPlace(), readLanguage()], null, 1) },
  }),
});
