import { type BadPipeline, testBadPipelines } from "./bad_pipeline.ts";

/** A pipeline with one expression, whose first character is at 5:33. */
function write(expression: string, axes = "{ width: [5, 10], method: [mirror] }"): string {
  return [
    "name: x",
    "parameters: { budget: 320 }",
    `axes: ${axes}`,
    "stages:",
    `  s: { uses: source, with: { steps: "\${${expression}}" }, over: [width] }`,
    "",
  ].join("\n");
}

const EXPRESSIONS: readonly BadPipeline[] = [
  {
    name: "an unknown name",
    text: write("budget / widht"),
    code: "pipeline.unknown_axis",
    at: "5:49",
    says:
      /an axis that `s` ranges over, or a parameter, but found `widht` in `budget \/ widht`\.\n {2}Did you mean `width`\?/,
  },
  {
    name: "an axis that the stage does not range over",
    text: write("method"),
    code: "pipeline.unknown_axis",
    at: "5:40",
    says:
      /parameters, or axes that `s` ranges over, but found the axis `method`\.\n {2}Add `method` to `over` of `s`/,
  },
  {
    name: "a member of a value",
    text: write("width.constructor"),
    code: "pipeline.expression",
    at: "5:40",
    says: /but found a member of a value/,
  },
  {
    name: "a call of constructor",
    text: write("constructor('alert(1)')"),
    code: "pipeline.expression",
    at: "5:40",
    says:
      /one of the functions `abs`, `ceil`, `floor`, `max`, `min` and `round`, but found `constructor`/,
  },
  {
    name: "a misspelt function",
    text: write("flor(width)"),
    code: "pipeline.expression",
    at: "5:40",
    says: /found `flor`\.\n {2}Did you mean `floor`\?/,
  },
  {
    name: "a function of too many values",
    text: write("floor(1, 2)"),
    code: "pipeline.expression",
    at: "5:40",
    says: /one value in floor\(…\), but found 2/,
  },
  {
    name: "this",
    text: write("this"),
    code: "pipeline.expression",
    at: "5:40",
    says: /but found `this`/,
  },
  {
    name: "an expression that ends too early",
    text: write("320 / "),
    code: "pipeline.expression",
    at: "5:46",
    says: /an expression, but found `320 \/ ` \(expected expression after \/\)/,
  },
  {
    name: "an assignment",
    text: write("width = 5"),
    code: "pipeline.expression",
    at: "5:46",
    says: /Write == to compare/,
  },
  {
    name: "and in words",
    text: write("width > 3 and width < 7"),
    code: "pipeline.expression",
    at: "5:40",
    says: /several values without an operator.*\n {2}Write && for “and”/,
  },
  {
    name: "a power",
    text: write("2 ** width"),
    code: "pipeline.expression",
    at: "5:42",
    says: /one of the operators .* but found `\*\*`\.\n {2}There are no powers/,
  },
  {
    name: "an empty expression",
    text: write(" "),
    code: "pipeline.expression",
    at: "5:40",
    says: /Expected an expression, but found nothing/,
  },
  {
    name: "an expression that is not closed",
    text: 'name: x\nstages:\n  s: { uses: source, with: { steps: "a ${1 + 2" } }\n',
    code: "pipeline.expression",
    at: "3:40",
    says: /a \} that closes \$\{, but found `\$\{1 \+ 2`\.\n {2}Write \$\$\{/,
  },
  {
    name: "a division by zero, with the cell",
    text: write("budget / (width - 5)"),
    code: "pipeline.expression",
    at: "5:40",
    says:
      /a finite number, but found Infinity from 320 \/ 0 in `budget \/ \(width - 5\)` at s\[width=5\]/,
  },
  {
    name: "arithmetic with a text",
    text: write("width * 2", "{ width: ['5', '6'] }"),
    code: "pipeline.expression",
    at: "5:40",
    says: /numbers around `\*`, but found the text "5" and 2 in `width \* 2` at s\[width=5\]/,
  },
  {
    name: "a choice by a number",
    text: write("width ? 1 : 2"),
    code: "pipeline.expression",
    at: "5:40",
    says: /true or false before `\?`, but found 5/,
  },
  {
    name: "a number that is not finite in an expression",
    text: write("1e999"),
    code: "pipeline.expression",
    at: "5:40",
    says: /Expected a finite number, but found `1e999`/,
  },
  {
    name: "an expression of ten thousand characters",
    text: write("1 + ".repeat(2500) + "1"),
    code: "pipeline.expression",
    at: "5:40",
    says: /at most 1,000 characters, but found 10,001 characters/,
  },
  {
    name: "an expression three hundred deep",
    text: write("-".repeat(300) + "1"),
    code: "pipeline.expression",
    at: "5:40",
    says: /at most 100 deep/,
  },
  {
    name: "an unknown name in a block text, at its line",
    text: [
      "name: x",
      "stages:",
      "  s:",
      "    uses: figure",
      "    with:",
      "      sql: |",
      "        select *",
      "        where seed = ${sead}",
      "",
    ].join("\n"),
    code: "pipeline.unknown_axis",
    at: "8:24",
    says:
      /an axis that `s` ranges over, or a parameter, but found `sead`\.\n {2}There are none here/,
  },
  {
    name: "an unknown name in a folded text, at its line",
    text:
      "name: x\nstages:\n  s:\n    uses: figure\n    with:\n      sql: >-\n        one\n        two\n        ${three}\n",
    code: "pipeline.unknown_axis",
    at: "9:11",
    says: /found `three`/,
  },
  {
    name: "an unknown name behind escapes in double quotes",
    text: 'name: x\nstages:\n  s: { uses: figure, with: { sql: "\\"\\u0041\\n ${b}" } }\n',
    code: "pipeline.unknown_axis",
    at: "3:49",
    says: /found `b`/,
  },
  {
    name: "an unknown name behind doubled single quotes",
    text: "name: x\nstages:\n  s: { uses: figure, with: { sql: 'it''s ${b}' } }\n",
    code: "pipeline.unknown_axis",
    at: "3:44",
    says: /found `b`/,
  },
  {
    name: "a condition that is a number",
    text: "name: x\naxes: { a: [1, 2] }\nstages:\n  s: { uses: source, over: [a], where: a + 1 }\n",
    code: "pipeline.expression",
    at: "4:40",
    says:
      /a condition that is true or false, but found 2 from `a \+ 1` at s\[a=1\]\.\n {2}Compare with ==/,
  },
  {
    name: "a condition that keeps no cell",
    text:
      "name: x\naxes: { a: [1, 2], b: [u, v] }\nstages:\n  s: { uses: source, over: [b, a], where: a > 2 }\n",
    code: "pipeline.empty",
    at: "4:43",
    says:
      /keeps at least one cell of `s`, but found none of 4 for which `a > 2` holds\.\n {2}Values: a is 1, 2; b is 'u', 'v'/,
  },
  {
    name: "a condition that compares with an unquoted word",
    text:
      "name: x\naxes: { a: [u, v] }\nstages:\n  s: { uses: source, over: [a], where: a == u }\n",
    code: "pipeline.unknown_axis",
    at: "4:45",
    says: /found `u` in `a == u`\.\n {2}Known here: `a`\. A text needs quotes: 'u'\./,
  },
  {
    name: "a condition half inside ${…}",
    text:
      'name: x\naxes: { a: [1] }\nstages:\n  s: { uses: source, over: [a], where: "${a} > 2" }\n',
    code: "pipeline.expression",
    at: "4:41",
    says: /one condition, but found `\$\{a\} > 2`\.\n {2}Write the whole condition without/,
  },
  {
    name: "an axis computed from an axis",
    text: 'name: x\naxes: { a: [1], b: ["${a}"] }\nstages: { s: { uses: source } }\n',
    code: "pipeline.unknown_parameter",
    at: "2:24",
    says: /parameters only, but found the axis `a`/,
  },
  {
    name: "a range computed to a text",
    text:
      'name: x\nparameters: { n: many }\naxes: { a: { range: [0, "${n}"] } }\nstages: { s: { uses: source } }\n',
    code: "pipeline.expression",
    at: "3:25",
    says: /a number, but found the text "many" from `\$\{n\}`/,
  },
];

testBadPipelines(EXPRESSIONS);
