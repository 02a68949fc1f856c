/** YAML text to nodes: syntax problems with positions, no values yet. */

import { type Document, Lexer, LineCounter, parseDocument, type YAMLError } from "yaml";
import { KooplineError, type Problem } from "../../schemas/error.ts";
import { quoteMessage, quoteText } from "./describe.ts";
import { MOST_PROBLEMS, throwProblems } from "./problems.ts";

/** A document whose syntax is right. */
export interface YamlDocument {
  readonly document: Document.Parsed;
  readonly text: string;
  /** `file:line:column` of an offset in the text. */
  readonly place: (offset: number) => string;
}

/**
 * Parses YAML 1.2 text into nodes.
 *
 * @throws {KooplineError} `pipeline.syntax` with every syntax error.
 */
export function parseYaml(path: string, text: string): YamlDocument {
  const lines = countLines(text);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return `${path}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  checkDepth(text, place);
  const document = composeDocument(text);
  if (
    document === undefined || document.errors.some(({ message }) => message.includes("call stack"))
  ) {
    // Where the stack ended depends on the machine, so it is not shown.
    throw describeDepth(place(0));
  }
  throwProblems(
    document.errors.slice(0, MOST_PROBLEMS).map((error) => describeSyntax(error, text, place)),
  );
  if (document.directives.yaml.version !== "1.2") {
    throw new KooplineError({
      code: "pipeline.syntax",
      where: place(0),
      expected: "YAML 1.2",
      found: `the directive %YAML ${document.directives.yaml.version}`,
      hint: "Remove the directive: in YAML 1.1, words such as no and on are truth values.",
    });
  }
  return { document, text, place };
}

/** Returns undefined when the call stack is too small for the nesting. */
function composeDocument(text: string): Document.Parsed | undefined {
  try {
    // Repeated keys are looked for later: the library compares every pair of keys.
    return parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

/** How deep lists and maps may be in one another. */
export const DEEPEST = 64;

function describeDepth(where: string): KooplineError {
  return new KooplineError({
    code: "pipeline.syntax",
    where,
    expected: `lists and maps in one another at most ${DEEPEST} deep`,
    found: "deeper nesting",
  });
}

/** The parser's time grows with the square of the depth of brackets, so they are counted before. */
function checkDepth(text: string, place: (offset: number) => string): void {
  let offset = 0;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") depth++;
    if (token === "]" || token === "}") depth--;
    if (depth > DEEPEST) throw describeDepth(place(offset));
    // Tokens are pieces of the text, but for marks that are single control characters.
    if (!LEXER_MARKS.has(token)) offset += token.length;
  }
}

/** Byte order mark, document, end of flow, scalar: https://eemeli.org/yaml/#lexer */
const LEXER_MARKS: ReadonlySet<string> = new Set(["\u{FEFF}", "\u0002", "\u0018", "\u001F"]);

/** What was expected, and what to do, by the library's error code. */
const SYNTAX: Readonly<Record<string, { readonly expected: string; readonly hint?: string }>> = {
  BAD_DQ_ESCAPE: {
    expected: "an escape that YAML knows inside double quotes",
    hint: "Use single quotes for text with backslashes.",
  },
  BAD_SCALAR_START: {
    expected: "a value",
    hint: "Put quotes around text that begins with this character.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    expected: "one `key: value` on a line, nested maps indented below their key",
    hint:
      "Check the indentation here, and put quotes around text that contains a colon and a space.",
  },
  MULTILINE_IMPLICIT_KEY: {
    expected: "`key: value` on one line",
    hint: "Check for a missing colon, and the indentation of this line and the next.",
  },
  MULTIPLE_DOCS: { expected: "one YAML document", hint: "Put each pipeline in a file of its own." },
  TAB_AS_INDENT: { expected: "spaces as indentation", hint: "Replace the tab by spaces." },
};

function describeSyntax(
  error: YAMLError,
  text: string,
  place: (offset: number) => string,
): Problem {
  const [start] = error.pos;
  const known = SYNTAX[error.code];
  const hint = hintUnquotedExpression(text, start) ?? known?.hint;
  return {
    code: "pipeline.syntax",
    where: place(start),
    expected: known?.expected ?? "valid YAML",
    found: describeFound(error, text),
    ...(hint === undefined ? {} : { hint }),
  };
}

function describeFound(error: YAMLError, text: string): string {
  if (error.code === "TAB_AS_INDENT") return "a tab";
  if (error.code === "MULTIPLE_DOCS") return "a second one";
  if (error.code === "BAD_SCALAR_START") {
    return quoteText(text.slice(error.pos[0]).split("\n", 1)[0] ?? "");
  }
  const message = quoteMessage(error.message).replace(/closing (['"])quote/, "closing $1");
  if (error.pos[0] >= text.trimEnd().length) return `the end of the file (${message})`;
  return message;
}

function hintUnquotedExpression(text: string, start: number): string | undefined {
  const before = text.lastIndexOf("\n", start - 1) + 1;
  const after = text.indexOf("\n", start);
  const line = text.slice(before, after === -1 ? text.length : after);
  const match = /[[{,]\s*(?:\w+:\s*)?(\$\{[^}"']*\})/.exec(line);
  if (match === null) return undefined;
  return `Inside [ ] and { } an expression needs quotes: "${quoteMessage(match[1] ?? "")}".`;
}
