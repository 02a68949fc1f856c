/** Changes of what YAML says by indentation: blocks moved in, out, away, or wrapped in another. */

import type { Dice } from "./dice.ts";

function measureIndent(line: string): number {
  return line.length - line.trimStart().length;
}

/** The lines from one on that are indented more than it. */
function findBlock(lines: readonly string[], first: number): number {
  const indent = measureIndent(lines[first] ?? "");
  let end = first + 1;
  while (end < lines.length && measureIndent(lines[end] ?? "") > indent) end++;
  return end;
}

/** Changes where a block stands. */
export function mutateIndents(dice: Dice, text: string): string {
  const lines = text.split("\n");
  const first = dice.below(lines.length);
  const end = findBlock(lines, first);
  const block = lines.slice(first, end);
  const indent = " ".repeat(measureIndent(block[0] ?? ""));
  const replace = (...instead: readonly string[]) =>
    lines.toSpliced(first, end - first, ...instead).join("\n");
  switch (dice.below(7)) {
    case 0:
      return replace(...block.map((line) => ` ${line}`));
    case 1:
      return replace(...block.map((line) => line.slice(dice.pick([1, 2]))));
    case 2:
      return replace(...block, ...block);
    case 3: {
      const rest = lines.toSpliced(first, end - first);
      return rest.toSpliced(dice.below(rest.length + 1), 0, ...block).join("\n");
    }
    case 4:
      return replace(
        `${indent}${dice.pick(["wrapped:", "-", "?", "stages:", "with:"])}`,
        ...block.map((line) => `  ${line}`),
      );
    case 5:
      return replace(
        ...block.map((line) => line.replace(/^ +/, (blanks) => "\t".repeat(blanks.length / 2))),
      );
    default:
      return replace(`${indent}<<: *widths`, ...block.slice(1));
  }
}
