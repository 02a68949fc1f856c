import assert from "node:assert/strict";
import { Damage, describeDamage } from "../../schemas/damage.ts";

Deno.test("describeDamage() gives the words of readers, and never those of the language", () => {
  assert.equal(describeDamage(new Damage("a list of 9 in 4 bytes")), "a list of 9 in 4 bytes");
  assert.equal(describeDamage(new Error("unsupported codec\nat x")), "unsupported codec");
  const stumbles = [
    () => new DataView(new ArrayBuffer(1)).getInt32(0),
    () => new Float64Array(new ArrayBuffer(9)),
    () => JSON.parse("{"),
    () => new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.of(0xff)),
  ];
  for (const stumble of stumbles) {
    assert.throws(stumble, (cause) => describeDamage(cause) === "bytes that do not fit together");
  }
  assert.equal(
    describeDamage(new Error("column metadata is undefined")),
    "bytes that do not fit together",
  );
  assert.equal(describeDamage("text"), "bytes that do not fit together");
});
