/** "Did you mean …": the nearest known name. */

/** Where there are more names, the nearest of the first is near enough. */
const MOST_CANDIDATES = 500;

/** Returns the candidate nearest to a misspelt name, or undefined when none is near. */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > 64) return undefined;
  let best: string | undefined;
  // A third of the letters may be wrong; of one or two letters none, or every short name would be near.
  let least = name.length < 3 ? 1 : Math.max(1, Math.floor(name.length / 3)) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (compared++ === MOST_CANDIDATES) break;
    const distance = measureDistance(normaliseName(name), normaliseName(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Writes "Did you mean `x`?", or the fallback when nothing is near. */
export function hintName(
  name: string,
  candidates: Iterable<string>,
  fallback?: string,
): string | undefined {
  const near = suggestName(name, candidates);
  return near === undefined ? fallback : `Did you mean \`${near}\`?`;
}

function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function measureDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(beforeLast, j - 2) + 1);
      }
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
