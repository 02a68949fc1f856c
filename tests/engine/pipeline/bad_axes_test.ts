import { type BadPipeline, testBadPipelines } from "./bad_pipeline.ts";

/** A pipeline with the given axes on line 2, and one stage over all of them on line 3. */
function write(axes: string, over = "a", rest = ""): string {
  return `name: x\naxes: { ${axes} }\nstages: { s: { uses: source, over: [${over}] } }\n${rest}`;
}

const AXES: readonly BadPipeline[] = [
  {
    name: "an axis that nobody declares",
    text: write("width: [1], seed: [2]", "widht"),
    code: "pipeline.unknown_axis",
    at: "3:37",
    says: /an axis of the pipeline, but found `widht`\.\n {2}Did you mean `width`\?/,
  },
  {
    name: "an axis in a pipeline without axes",
    text: "name: x\nstages: { s: { uses: source, over: [a] } }\n",
    code: "pipeline.unknown_axis",
    at: "2:37",
    says: /found `a`\.\n {2}The pipeline declares no axes/,
  },
  {
    name: "a parameter in over",
    text: write("b: [1]", "n", "parameters: { n: 1 }\n"),
    code: "pipeline.unknown_axis",
    at: "3:37",
    says: /`n` is a parameter: expressions may use it without `over`/,
  },
  {
    name: "an axis that is twice in over",
    text: write("a: [1]", "a, a"),
    code: "pipeline.schema",
    at: "3:40",
    says: /each axis once, but found `a` again/,
  },
  {
    name: "an axis and a parameter of one name",
    text: write("a: [1]", "a", "parameters: { a: 1 }\n"),
    code: "pipeline.schema",
    at: "2:9",
    says: /a name that no parameter has, but found `a`/,
  },
  {
    name: "a value that is twice on an axis",
    text: write("a: [1, 2, 1]"),
    code: "pipeline.schema",
    at: "2:19",
    says: /distinct values of `a`, but found 1 twice/,
  },
  {
    name: "values that read the same",
    text: write('a: [1, "1"]'),
    code: "pipeline.schema",
    at: "2:16",
    says: /but found 1 and the text "1", which read the same/,
  },
  {
    name: "values that are the same number in hexadecimal",
    text: write("a: [16, 0x10]"),
    code: "pipeline.schema",
    at: "2:17",
    says: /but found 16 twice/,
  },
  {
    name: "a range that is empty",
    text: write("a: { range: [3, 3] }"),
    code: "pipeline.expression",
    at: "2:21",
    says:
      /a range with at least one value, but found none from 3 to 3 in steps of 1\.\n {2}The stop itself is left out/,
  },
  {
    name: "a range in the wrong direction",
    text: write("a: { range: [0, 5, -1] }"),
    code: "pipeline.expression",
    at: "2:21",
    says: /Swap start and stop, or change the sign/,
  },
  {
    name: "a step of zero",
    text: write("a: { range: [0, 5, 0] }"),
    code: "pipeline.expression",
    at: "2:21",
    says: /a step other than 0, but found 0/,
  },
  {
    name: "a linspace with half a value",
    text: write("a: { linspace: [0, 1, 2.5] }"),
    code: "pipeline.expression",
    at: "2:24",
    says: /a count that is a positive integer, but found 2\.5/,
  },
  {
    name: "a range of too many digits",
    text: write("a: { range: [0, 1, 1e-20] }"),
    code: "pipeline.expression",
    at: "2:21",
    says: /numbers that 15 decimal digits hold together/,
  },
  {
    name: "an axis of 10⁹ values",
    text: write("a: { range: [0, 1e9] }"),
    code: "pipeline.too_large",
    at: "2:21",
    says: /an axis of at most 1,000,000 values, but found 1,000,000,000 values of `a`/,
  },
  {
    name: "a sweep of 10⁹ cells",
    text: write(
      "a: { range: [0, 1000] }, b: { range: [0, 1000] }, c: { range: [0, 1000] }",
      "a, b, c",
    ),
    code: "pipeline.too_large",
    at: "3:11",
    says: /at most 1,000,000 cells, but found 1,000,000,000 of `s` \(a 1,000 × b 1,000 × c 1,000\)/,
  },
  {
    name: "a sweep of 10³⁰ cells",
    text: write(
      [..."abcdefghij"].map((name) => `${name}: { range: [0, 1000] }`).join(", "),
      [..."abcdefghij"].join(", "),
    ),
    code: "pipeline.too_large",
    at: "3:11",
    says: /found 1\.00e\+30 of `s`/,
  },
  {
    name: "stages that are too large together",
    text:
      `name: x\naxes: { a: { range: [0, 600000] } }\nstages:\n  s: { uses: source, over: [a] }\n  t: { uses: source, over: [a] }\n`,
    code: "pipeline.too_large",
    at: "5:3",
    says: /found 1,200,000 with those of `t`/,
  },
  {
    name: "an unknown parameter on the command line",
    text: "name: x\nparameters: { steps: 10 }\nstages: { s: { uses: source } }\n",
    set: { setps: "3" },
    code: "pipeline.unknown_parameter",
    at: "--set setps=3",
    says: /a parameter of the pipeline, but found `setps`\.\n {2}Did you mean `steps`\?/,
  },
  {
    name: "an axis on the command line",
    text: write("a: [1]"),
    set: { a: "3" },
    code: "pipeline.unknown_parameter",
    at: "--set a=3",
    says: /`a` is an axis; change its values in the file/,
  },
  {
    name: "constructor on the command line",
    text: write("a: [1]"),
    set: { constructor: "3" },
    code: "pipeline.unknown_parameter",
    at: "--set constructor=3",
    says: /declares no parameters/,
  },
  ...["ten", "", "0x10", "Infinity", "NaN", "1e999", "9007199254740993"].map((
    text,
  ): BadPipeline => ({
    name: `a number that is set to "${text}"`,
    text: "name: x\nparameters: { steps: 10 }\nstages: { s: { uses: source } }\n",
    set: { steps: text },
    code: "command.usage",
    at: `--set steps=${text}`,
    says: /Expected a number, but found ".*"\.\n {2}The default of `steps` is 10/,
  })),
  {
    name: "a truth value that is set to yes",
    text: "name: x\nparameters: { bias: true }\nstages: { s: { uses: source } }\n",
    set: { bias: "yes" },
    code: "command.usage",
    at: "--set bias=yes",
    says: /Expected true or false, but found "yes"/,
  },
  {
    name: "a truth value that is set to constructor",
    text: "name: x\nparameters: { bias: true }\nstages: { s: { uses: source } }\n",
    set: { bias: "constructor" },
    code: "command.usage",
    at: "--set bias=constructor",
    says: /Expected true or false, but found "constructor"/,
  },
];

testBadPipelines(AXES);
