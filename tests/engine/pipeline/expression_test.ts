import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluateExpression } from "../../../engine/pipeline/evaluate.ts";
import { ExpressionFault, parseExpression } from "../../../engine/pipeline/expression.ts";
import { evaluateText, parseTextTemplate } from "../../../engine/pipeline/template.ts";
import type { Scalar } from "../../../schemas/json.ts";

const SCOPE = new Map<string, Scalar>([["width", 40], ["method", "mirror"], ["on", true], [
  "min",
  3,
]]);

function evaluate(text: string): Scalar {
  return evaluateExpression(parseExpression(text), (name) => SCOPE.get(name));
}

const VALUES: readonly (readonly [string, Scalar])[] = [
  ["320 / width", 8],
  ["1 + 2 * 3 - 4", 3],
  ["(1 + 2) * 3", 9],
  ["7 % 4", 3],
  ["-7 % 7", 0],
  ["-width + 1", -39],
  ["min(3, 1, 2) + max(4, width)", 41],
  ["min + min(1, 2)", 4],
  ["floor(2.7) + ceil(2.1) + round(2.5) + abs(-1)", 9],
  ["method == 'mirror' && width >= 40", true],
  ['method != "mirror" || !on', false],
  ["on ? 'yes' : 'no'", "yes"],
  ["width == 0 ? 1 : 320 / width", 8],
  ["false && 1 / 0 > 1", false],
  ["'a' < 'b'", true],
  ["40 <= width && 40 >= width && !(40 < width) && !(40 > width)", true],
  ["39 < width && 39 <= width && !(39 > width) && !(39 >= width)", true],
  ["'b' >= 'b' && 'b' <= 'b' && 'b' > 'a'", true],
  ["'a' + 'b'", "ab"],
  ["width == '40'", false],
  ["'}' == '}'", true],
  ["1e-3", 0.001],
];

Deno.test.each(VALUES)("evaluateExpression() gives %s = %s", (text, value) => {
  assert.equal(evaluate(text), value);
});

Deno.test("evaluateExpression() agrees with JavaScript on arithmetic, comparison and choice", () => {
  const number = fc.integer({ min: -20, max: 20 });
  const leaf = number.map((n) => `(${n})`);
  const { arithmetic } = fc.letrec<{ arithmetic: string; comparison: string }>((tie) => ({
    arithmetic: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.tuple(tie("arithmetic"), fc.constantFrom("+", "-", "*"), tie("arithmetic")).map((
        [a, o, b],
      ) => `(${a} ${o} ${b})`),
      fc.tuple(tie("comparison"), tie("arithmetic"), tie("arithmetic")).map(([c, a, b]) =>
        `(${c} ? ${a} : ${b})`
      ),
    ),
    comparison: fc.tuple(
      tie("arithmetic"),
      fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
      tie("arithmetic"),
    )
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
  }));
  fc.assert(fc.property(arithmetic, (text) => {
    fc.pre(text.length < 900);
    const expected: unknown = new Function(`return ${text}`)();
    assert.equal(evaluate(text), Number(expected) + 0);
  }));
});

Deno.test("parseExpression() reads any text or refuses it with a fault inside the text", () => {
  const token = fc.constantFrom(
    ..."()[]{}.,?:+-*/%<>=!&|'\"\\`@# 19ae".split(""),
    "width",
    "this",
    "__proto__",
    "min(",
    "1e999",
    "=>",
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "grapheme" }), fc.array(token).map((tokens) => tokens.join(""))),
      (text) => {
        try {
          evaluate(text);
        } catch (error) {
          assert.ok(error instanceof ExpressionFault, String(error));
          assert.ok(
            error.index >= 0 && error.index <= text.length,
            `${error.index} in ${JSON.stringify(text)}`,
          );
        }
      },
    ),
    { numRuns: 2000 },
  );
});

const TEXTS: readonly (readonly [string, Scalar])[] = [
  ["${width}", 40],
  ["${ width } ", "40 "],
  ["a ${width} b ${on}", "a 40 b true"],
  ["$${width}", "${width}"],
  ["cost $5, ${method == '}' ? 1 : 2}", "cost $5, 2"],
  ["$${a} ${width}", "${a} 40"],
  ["${1 / 3}", 1 / 3],
  ["x${0.1}", "x0.1"],
];

Deno.test.each(TEXTS)("evaluateText() turns %s into %s", (text, value) => {
  assert.equal(evaluateText(parseTextTemplate(text), (name) => SCOPE.get(name)), value);
});
