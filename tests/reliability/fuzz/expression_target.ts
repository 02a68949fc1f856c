/** Fuzzing of the expressions in `${…}`: whole texts, parsed and evaluated. */

import { ExpressionFault } from "../../../engine/pipeline/expression.ts";
import { evaluateText, listHoles, parseValueTemplate } from "../../../engine/pipeline/template.ts";
import { describeFault } from "../../../engine/pipeline/problems.ts";
import { KooplineError } from "../../../schemas/error.ts";
import type { Scalar } from "../../../schemas/json.ts";
import type { Dice } from "./dice.ts";
import { type Language, mutateText } from "./mutate_text.ts";
import { INHERITED_NAMES, repeatText, STRANGE_CHARACTERS } from "./strange_values.ts";
import type { Target } from "./target.ts";

const TEXTS = [
  "${320 / width}",
  "${floor(budget / width) + 1}",
  "a ${width} and b ${seed}",
  "${width != 40 || seed == 0}",
  "${method == 'mirror' ? 1 : max(2, -seed, 0.5)}",
  "${!(width > 5 && bias) ? 'x' + method : \"y\"}",
  "$${not} ${min(4, steps / 20) % 3}",
  "${abs(round(ceil(1.5e3 - seed)))}",
];

const EXPRESSION: Language = {
  tokens: /'[^']*'|"[^"]*"|[\w.]+|[<>=!&|]=?|\$\{|[^\s\w]/g,
  pieces: [
    ..."+ - * / % == != < <= > >= && || ! ? : , ( ) [ ] { } ; ' \" ` \\ . .. ... = === & | ^ ~ ** ++ -- => ?? ?."
      .split(" "),
    ...INHERITED_NAMES,
    "${",
    "}",
    "$${",
    "this",
    "true",
    "null",
    "unknown_name",
    "width.x",
    "width[0]",
    "abs()",
    "max",
    "eval(1)",
    "new x",
    "in",
    "1e400",
    "1e",
    "0x1F",
    "1_0",
    ".5",
    "1..2",
    "9007199254740993",
    "0/0",
    "1/0",
    "1%0",
    "'\\'",
    "'a'",
    "/* */",
    "//",
    ...STRANGE_CHARACTERS,
    repeatText("(", 300),
    repeatText("-", 600),
    repeatText("1+", 300),
    repeatText("!", 900),
    repeatText("a?b:", 200),
    repeatText("max(", 120),
    repeatText("x", 2000),
  ],
};

const SCOPE: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ["width", 40],
  ["seed", 0],
  ["budget", 320],
  ["steps", 100],
  ["bias", true],
  ["method", "mirror"],
]);

function evaluate(text: string): Scalar {
  const faults: ExpressionFault[] = [];
  const template = parseValueTemplate(text, (fault) => faults.push(fault));
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  for (const { hole } of listHoles(template)) {
    for (const name of hole.expression.names.keys()) {
      if (/[\s()]/.test(name)) throw new Error(`the name ${name}`);
    }
  }
  if (template.kind !== "text") return text;
  return evaluateText(template.template, (name) => SCOPE.get(name));
}

/** Texts with expressions. What they give is a finite number, a text or a truth value. */
export const expression: Target = {
  name: "expression",
  seeds: TEXTS.map((text) => new TextEncoder().encode(text)),
  mutate: (dice: Dice) =>
    new TextEncoder().encode(mutateText(dice, dice.pick(TEXTS), EXPRESSION).toWellFormed()),
  readings: [{
    name: "evaluate",
    read(bytes) {
      const text = new TextDecoder().decode(bytes);
      try {
        const value = evaluate(text);
        const isScalar = typeof value === "string" || typeof value === "boolean" ||
          Number.isFinite(value) && !Object.is(value, -0);
        if (!isScalar) throw new Error(`the value ${String(value)}`);
        return value;
      } catch (error) {
        if (!(error instanceof ExpressionFault)) throw error;
        throw new KooplineError(describeFault(error, `1:${error.index + 1}`));
      }
    },
    codes: /^pipeline\.expression$/,
    // The position in the text, from 1.
    hasPlace(where, bytes) {
      const { length } = new TextDecoder().decode(bytes);
      const column = Number(/^1:(\d+)$/.exec(where ?? "")?.[1]);
      return column >= 1 && column <= length + 1;
    },
  }],
};
