/**
 * Preloaded into koopline by tests: a machine whose clock is wrong, and a file system without locks.
 *
 * `surroundings.ts?minutes=-7` moves the date, `speed=10` makes the monotonic clock run ten times as fast, so
 * that a lease of 30 s is over after 3 s, and `locks=no` refuses locks as some network file systems do.
 */

const given = new URL(import.meta.url).searchParams;
const shift = Number(given.get("minutes") ?? 0) * 60_000;
const speed = Number(given.get("speed") ?? 1);
const real = performance.now.bind(performance);
const readDate = Date.now.bind(Date);

if (shift !== 0) {
  const readShifted = () => readDate() + shift;
  globalThis.Date = new Proxy(Date, {
    construct: (date, parts) => Reflect.construct(date, parts.length > 0 ? parts : [readShifted()]),
    get: (date, name) => name === "now" ? readShifted : Reflect.get(date, name),
  });
}
if (speed !== 1) Object.defineProperty(performance, "now", { value: () => real() * speed });
if (given.get("locks") === "no") {
  Object.assign(Deno.FsFile.prototype, {
    tryLockSync(): boolean {
      throw new Error("Operation not supported (os error 95)");
    },
  });
}
