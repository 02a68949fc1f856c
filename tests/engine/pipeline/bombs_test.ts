/** Small pipelines that would grow without bound, and names that mean something to JavaScript. */

import assert from "node:assert/strict";
import { KooplineError } from "../../../schemas/error.ts";
import { testBadPipelines } from "./bad_pipeline.ts";
import { expandText } from "./test_kinds.ts";
import { INHERITED_NAMES } from "../../reliability/fuzz/strange_values.ts";

const MANY = Array.from({ length: 40 }, (_, i) => `a${i}: { range: [0, 900000] }`).join(", ");
const LONG = "x".repeat(60_000);

testBadPipelines([
  {
    name: "axes that are too large together",
    text: `name: x\naxes: { ${MANY} }\nstages: { s: { uses: source } }\n`,
    code: "pipeline.too_large",
    at: "2:37",
    says: /axes of at most 1,000,000 values together, but found 1,800,000 with those of `a1`/,
  },
  {
    name: "a sum of texts that is too long",
    text:
      `name: x\nparameters: { t: ${LONG} }\naxes: { a: ["\${t + t}"] }\nstages: { s: { uses: source, over: [a] } }\n`,
    code: "pipeline.expression",
    at: "3:16",
    says: /a text of at most 65,536 characters, but found 120,000 characters/,
  },
  {
    name: "a text that names make too long",
    text: `name: x\nparameters: { t: ${LONG} }\naxes: { a: ["${
      "${t}".repeat(9000)
    }"] }\nstages: { s: { uses: source, over: [a] } }\n`,
    code: "pipeline.expression",
    at: "3:14",
    says: /at most 65,536 characters, but found 540,000,000 characters/,
  },
]);

const SOURCE = "source, over: [n], with:";

testBadPipelines([
  {
    name: "a long text in each of a million cells",
    text: `name: x\nparameters: { t: ${LONG} }\naxes: { n: { range: [0, 900000] } }\n` +
      `stages: { s: { uses: ${SOURCE} { label: "\${t}\${n}" } } }\n`,
    code: "pipeline.too_large",
    at: "4:47",
    says:
      /texts from expressions of at most 134,217,728 characters in all cells together, but found more/,
  },
  {
    name: "long texts among the values of an axis",
    text: `name: x\nparameters: { t: ${LONG} }\naxes: { n: [${
      Array.from({ length: 3000 }, (_, i) => `"\${t}${i}"`).join()
    }] }\nstages: { s: { uses: source, over: [n] } }\n`,
    code: "pipeline.too_large",
    at: "3:12",
    says: /texts from expressions of at most 134,217,728 characters/,
  },
  {
    name: "names of cells that are too long together",
    text: `name: x\naxes: { t: [${LONG}], n: { range: [0, 900000] } }\n` +
      `stages: { s: { uses: source, over: [t, n] } }\n`,
    code: "pipeline.too_large",
    at: "3:36",
    says: /names of cells and texts from expressions of at most 134,217,728 characters/,
  },
  {
    name: "a long list with an expression in it in each of a million cells",
    text: `name: x\naxes: { n: { range: [0, 900000] } }\n` +
      `stages: { s: { uses: ${SOURCE} { data: ["\${n}", ${"0,".repeat(1000)}] } } }\n`,
    code: "pipeline.too_large",
    at: "3:47",
    says: /lists and maps with expressions in them of at most 33,554,432 values/,
  },
]);

const NAMES = [...INHERITED_NAMES, "__defineGetter__"];

/** Pipelines with a name in each place that takes one. */
const PLACES: Readonly<Record<string, (name: string) => string>> = {
  stage: (name) => `name: x\nstages: { ${name}: { uses: source } }\n`,
  axis: (name) => `name: x\naxes: { ${name}: [1] }\nstages: { s: { uses: source } }\n`,
  parameter: (name) => `name: x\nparameters: { ${name}: 1 }\nstages: { s: { uses: source } }\n`,
  "stage's parameter": (name) =>
    `name: x\nstages: { s: { uses: source, with: { ${name}: { polluted: 1 } } } }\n`,
  port: (name) => `name: x\nstages: { s: { uses: source, needs: { ${name}: s } } }\n`,
  kind: (name) => `name: x\nstages: { s: { uses: ${name} } }\n`,
  expression: (name) =>
    `name: x\naxes: { a: ["\${${name}}"] }\nstages: { s: { uses: source, over: [a] } }\n`,
  "member in an expression": (name) =>
    `name: x\naxes: { a: ["\${a.${name}}"] }\nstages: { s: { uses: source, over: [a] } }\n`,
  "called function": (name) =>
    `name: x\naxes: { a: ["\${${name}(1)}"] }\nstages: { s: { uses: source, over: [a] } }\n`,
};

function readPrototypes(): readonly string[] {
  return [Object.prototype, Array.prototype, Function.prototype].map((prototype) =>
    Object.getOwnPropertyNames(prototype).join()
  );
}

for (const [place, write] of Object.entries(PLACES)) {
  Deno.test(`a ${place} of a name that every object has works or is refused, and changes none`, () => {
    const before = readPrototypes();
    for (const name of NAMES) {
      try {
        expandText(write(name), {});
      } catch (error) {
        assert.ok(error instanceof KooplineError, `${name}: ${error}`);
        assert.match(error.message, /^p\.yaml:\d+:\d+: Expected .*, but found /);
        assert.match(
          error.message,
          place.startsWith("member") ? /member of a value/ : new RegExp(name),
        );
      }
      assert.equal(Reflect.get({}, "polluted"), undefined);
    }
    assert.deepEqual(readPrototypes(), before);
  });
}

Deno.test("an axis value of such a name is a value like others", () => {
  for (const name of NAMES) {
    const { cells } = expandText(
      `name: x\naxes: { a: [${name}, plain] }\nstages: { s: { uses: source, over: [a] } }\n`,
      {},
    );
    assert.deepEqual(cells.map(({ axes }) => axes["a"]), [name, "plain"]);
  }
});
