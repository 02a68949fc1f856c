import assert from "node:assert/strict";
import fc from "fast-check";
import { countNoun, formatBytes, formatSeconds } from "../../../engine/command/amounts.ts";

Deno.test("formatSeconds() writes durations as people do", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 ms"],
    [0.0042, "4 ms"],
    [0.0994, "99 ms"],
    [0.0996, "0.1 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [99.4, "99 s"],
    [99.6, "1 min 40 s"],
    [119.7, "2 min 0 s"],
    [3599.4, "59 min 59 s"],
    [3599.6, "1 h 0 min"],
    [7170, "2 h 0 min"],
    [90_000, "25 h 0 min"],
  ];
  for (const [seconds, text] of cases) assert.equal(formatSeconds(seconds), text);
});

Deno.test("formatSeconds() never says 60 s or 60 min", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
    assert.doesNotMatch(formatSeconds(seconds), /\b60 (s|min)|1000 ms|100 s/);
  }));
});

Deno.test("formatBytes() writes sizes with one decimal from 1 kB on", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(999), "999 B");
  assert.equal(formatBytes(1000), "1.0 kB");
  assert.equal(formatBytes(999_960), "1.0 MB");
  assert.equal(formatBytes(12_340_000), "12.3 MB");
  assert.equal(formatBytes(3e12), "3.0 TB");
});

Deno.test("countNoun() has a singular, a plural and separators", () => {
  assert.equal(countNoun(0, "cell"), "0 cells");
  assert.equal(countNoun(1, "cell"), "1 cell");
  assert.equal(countNoun(100_000, "cell"), "100,000 cells");
});
