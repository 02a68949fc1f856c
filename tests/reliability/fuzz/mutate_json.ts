/** Changes of JSON as a tree: members taken out, renamed, swapped, nested, or of another type. */

import type { JsonValue } from "../../../schemas/json.ts";
import type { Dice } from "./dice.ts";
import { type Language, mutateText } from "./mutate_text.ts";
import { INHERITED_NAMES, STRANGE_CHARACTERS, STRANGE_NUMBERS } from "./strange_values.ts";

const JSON_LANGUAGE: Language = {
  tokens: /"(?:\\.|[^"\\])*"|-?[\w.+-]+|[{}[\],:]/g,
  pieces: [
    ...STRANGE_NUMBERS,
    ...INHERITED_NAMES.map((name) => JSON.stringify(name)),
    '"__proto__":1,',
    "null",
    "true",
    '""',
    "{}",
    "[]",
    '{"format":2}',
    "[[[[[[[[]]]]]]]]",
    '"\\ud800"',
    '"\\u0000"',
    "//",
    ",",
  ],
};

/** Makes a value that nobody expects. */
function drawValue(dice: Dice): JsonValue {
  const nested = (depth: number): JsonValue => depth === 0 ? [] : [nested(depth - 1)];
  return dice.pick<() => JsonValue>([
    () => null,
    () => true,
    () => "",
    () => -1,
    () => 0.5,
    () => 2 ** 53,
    () => 2 ** 31,
    () => 1e300,
    () => [],
    () => ({}),
    () => "ab".repeat(32),
    () => "../../../etc/passwd",
    () => dice.pick(STRANGE_CHARACTERS),
    () => dice.pick(INHERITED_NAMES),
    () => "x".repeat(dice.pick([65, 5000])),
    () => nested(dice.pick([3, 300])),
    () => JSON.parse('{"__proto__":{"format":1},"constructor":1}'),
  ])();
}

/** Changes a tree at one place. */
export function mutateTree(dice: Dice, value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || dice.once(8)) return drawValue(dice);
  const entries = Object.entries(value);
  if (entries.length === 0) return drawValue(dice);
  const at = dice.below(entries.length);
  const [name, child] = entries[at] ?? ["", null];
  const changed = changeEntries(dice, entries, at, name, child);
  return Array.isArray(value) ? changed.map(([, item]) => item) : fromEntries(changed);
}

function changeEntries(
  dice: Dice,
  entries: readonly (readonly [string, JsonValue])[],
  at: number,
  name: string,
  child: JsonValue,
): readonly (readonly [string, JsonValue])[] {
  switch (dice.below(8)) {
    case 0:
      return entries.toSpliced(at, 1);
    case 1:
      return entries.with(at, [dice.pick([...INHERITED_NAMES, "", "\u0000", `${name}x`]), child]);
    case 2:
      return [...entries, [dice.pick(INHERITED_NAMES), drawValue(dice)]];
    case 3:
      return entries.with(at, [name, dice.pick(entries)[1]]);
    default:
      return entries.with(at, [name, mutateTree(dice, child)]);
  }
}

/** Assignment to `__proto__` would change the object's own. */
function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonValue {
  return Object.fromEntries(entries);
}

/** Changes JSON text as a tree, or as text. */
export function mutateJson(dice: Dice, text: string): string {
  if (dice.once(3)) return mutateText(dice, text, JSON_LANGUAGE);
  let value: JsonValue = JSON.parse(text);
  for (let left = dice.pick([1, 1, 2, 3]); left > 0; left--) value = mutateTree(dice, value);
  return JSON.stringify(value);
}
