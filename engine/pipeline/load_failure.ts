/** Why a module could not be imported, in the runtime's words but without its stack. */

import { fileURLToPath, pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** Describes an error that `import()` of a module gave. */
export function describeLoadFailure(
  error: unknown,
  path: string,
): { readonly found: string; readonly hint?: string } {
  if (!(error instanceof Error)) return { found: `the thrown value ${String(error)}` };
  // Deno writes colours and, below its message, the lines of the source and the place.
  const message = stripVTControlCharacters(error.message).trimEnd();
  if (message.startsWith("The lockfile is out of date")) return describeUnlocked(message);
  const [text = "", ...rest] = message.replace(/\s*\bat file:\/\/\S+:\d+:\d+$/, "").split("\n");
  const place = findPlace(error, message, path);
  const words = text.replaceAll(/"?(file:\/\/\/[^\s"]+)"?/g, (_, url) => fileURLToPath(url))
    .replace(/\.$/, "");
  // A TypeError around a message from loading says nothing more.
  const kind = error.name === "TypeError" && /^(SyntaxError|Module not found|Import )/.test(words)
    ? ""
    : `${error.name}: `;
  const found = `${kind}${words}${place === undefined ? "" : ` at ${place}`}`;
  const frame = rest.filter((line) => /^\s*\d*\s*\|\s*\S/.test(line)).join("\n  ").trimStart();
  return frame === "" ? { found } : { found, hint: frame };
}

/** Deno would change koopline's lock file for a package that is not in it, and shows how. */
function describeUnlocked(message: string) {
  const added = message.matchAll(/\+\s+"npm:((?:@[^/"]+\/)?[^@"]+)@/g);
  const names = [...new Set(Array.from(added, ([, name]) => `\`${name}\``))].join(", ");
  return {
    found: `an import of ${names === "" ? "a package" : names} that koopline has not locked`,
    hint:
      "Stage modules may import koopline's own packages and modules beside them, so that results " +
      "are the same everywhere: copy what you need of it into a module.",
  };
}

/** Finds file, line and column: at the end of the message, or where the module's top level threw. */
function findPlace(error: Error, message: string, path: string): string | undefined {
  const told = /\bat (file:\/\/\S+?):(\d+:\d+)$/.exec(message);
  if (told?.[1] !== undefined) return `${fileURLToPath(told[1])}:${told[2]}`;
  const url = pathToFileURL(path).href;
  const stack = error.stack ?? "";
  const start = stack.indexOf(`${url}:`);
  const match = start === -1 ? null : /^:(\d+:\d+)/.exec(stack.slice(start + url.length));
  return match === null ? undefined : `${path}:${match[1]}`;
}
