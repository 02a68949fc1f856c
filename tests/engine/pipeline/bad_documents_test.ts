import { type BadPipeline, testBadPipelines } from "./bad_pipeline.ts";

const SYNTAX: readonly BadPipeline[] = [
  {
    name: "an empty file",
    text: "",
    code: "pipeline.schema",
    at: "1:1",
    says: /a map with `name` and `stages`, but found an empty document/,
  },
  {
    name: "a file of comments",
    text: "# nothing yet\n",
    code: "pipeline.schema",
    at: "1:1",
    says: /found an empty document/,
  },
  {
    name: "a list instead of a map",
    text: "- name: x\n- stages\n",
    code: "pipeline.schema",
    at: "1:1",
    says: /Expected a map with `name` and `stages`, but found a list of 2 values/,
  },
  {
    name: "a text instead of a map",
    text: "hello\n",
    code: "pipeline.schema",
    at: "1:1",
    says: /found the text "hello"/,
  },
  {
    name: "a tab as indentation",
    text: "name: x\nstages:\n\ta: { uses: source }\n",
    code: "pipeline.syntax",
    at: "3:1",
    says: /Expected spaces as indentation, but found a tab\.\n {2}Replace the tab by spaces/,
  },
  {
    name: "a key that is there twice",
    text: "name: x\nstages:\n  a: { uses: source }\n  b: { uses: source }\n  a: { uses: fit }\n",
    code: "pipeline.syntax",
    at: "5:3",
    says: /Expected each key once, but found `a` again\.\n {2}It is already at 3:3/,
  },
  {
    name: "two documents in one file",
    text: "name: x\n---\nname: y\n",
    code: "pipeline.syntax",
    at: "2:1",
    says: /Expected one YAML document, but found a second one/,
  },
  {
    name: "a list that is not closed",
    text: "name: x\naxes: { a: [1, 2 }\nstages: {}\n",
    code: "pipeline.syntax",
    at: "2:18",
    says:
      /Expected valid YAML, but found flow sequence .* must be sufficiently indented and end with a \]/,
    problems: 2,
  },
  {
    name: "a quote that is not closed",
    text: 'name: "x\nstages: {}\n',
    code: "pipeline.syntax",
    at: "3:1",
    says: /Expected valid YAML, but found the end of the file \(missing closing "\)/,
  },
  {
    name: "a value with a colon and a space",
    text: "name: x\ntitle: on: off\nstages: {}\n",
    code: "pipeline.syntax",
    at: "2:8",
    says: /one `key: value` on a line.*\n {2}.*put quotes around text that contains a colon/,
  },
  {
    name: "an expression in a list without quotes",
    text: "name: x\nstages:\n  a: { uses: source, with: { layers: [${w}, 2] } }\n",
    code: "pipeline.syntax",
    at: "3:40",
    says: /Inside \[ \] and \{ \} an expression needs quotes: "\$\{w\}"/,
  },
  {
    name: "an alias without an anchor",
    text: "name: x\naxes: { a: *values }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:12",
    says: /an alias of an earlier anchor, but found \*values/,
  },
  {
    name: "an alias inside its own anchor",
    text: "name: x\naxes: &all { a: *all }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:17",
    says: /found \*all inside its own anchor/,
  },
  {
    name: "an alias bomb",
    text: bomb(),
    code: "pipeline.syntax",
    at: "6:36",
    says: /aliases that stand for at most 100,000 values, but found more/,
  },
  {
    name: "a merge key",
    text: "name: x\nstages:\n  a: &a { uses: source }\n  b: { <<: *a, over: [] }\n",
    code: "pipeline.syntax",
    at: "4:8",
    says: /keys without merging, but found the merge key `<<`/,
  },
  {
    name: "a tag",
    text: "name: x\nstages:\n  a: { uses: source, where: !done }\n",
    code: "pipeline.syntax",
    at: "3:35",
    says: /a value without a tag, but found the tag "!done".*\n.*quotes/,
  },
  {
    name: "a YAML 1.1 directive",
    text: "%YAML 1.1\n---\nname: x\nstages: {}\n",
    code: "pipeline.syntax",
    at: "1:1",
    says: /Expected YAML 1\.2, but found the directive %YAML 1\.1/,
  },
  {
    name: "a number as key",
    text: "name: x\naxes: { 1: [2] }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:9",
    says: /a text as key, but found the key 1\.\n {2}Put the key in quotes/,
  },
  {
    name: "a list as key",
    text: "name: x\n? [a]\n: 1\nstages: {}\n",
    code: "pipeline.syntax",
    at: "2:3",
    says: /a text as key, but found a list/,
  },
  {
    name: "a million brackets",
    text: `name: ${"[".repeat(1_000_000)}`,
    code: "pipeline.syntax",
    at: "1:71",
    says: /at most 64 deep/,
  },
  {
    name: "lists nested a hundred deep",
    text: `name: x\naxes: { a: ${"[".repeat(100)}${"]".repeat(100)} }\n`,
    code: "pipeline.syntax",
    at: "2:75",
    says: /at most 64 deep, but found deeper nesting/,
  },
  {
    name: "maps nested in two thousand lines",
    text: Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    code: "pipeline.syntax",
    at: "1:1",
    says: /at most 64 deep/,
  },
  {
    name: "a number that is not finite",
    text: "name: x\naxes: { a: [1e400] }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:13",
    says: /Expected a finite number, but found `1e400`/,
  },
  {
    name: "NaN",
    text: "name: x\nstages: { s: { uses: source, with: { rate: .nan } } }\n",
    code: "pipeline.syntax",
    at: "2:44",
    says: /Expected a finite number, but found `\.nan`/,
  },
  {
    name: "an integer that a double cannot hold",
    text: "name: x\nparameters: { n: 9007199254740993 }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:18",
    says: /an integer between −9007199254740991 and 9007199254740991, but found `9007199254740993`/,
  },
  {
    name: "a hexadecimal integer that a double cannot hold",
    text: "name: x\nparameters: { n: 0xFFFFFFFFFFFFFFFF }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:18",
    says: /but found `0xFFFFFFFFFFFFFFFF`/,
  },
  {
    name: "half of a surrogate pair",
    text: 'name: x\ntitle: "\\ud800"\nstages: { s: { uses: source } }\n',
    code: "pipeline.syntax",
    at: "2:8",
    says: /Expected Unicode text/,
  },
  {
    name: "__proto__ as a key",
    text: "name: x\n__proto__: { polluted: 1 }\nstages: { s: { uses: source } }\n",
    code: "pipeline.syntax",
    at: "2:1",
    says: /Expected a name other than the reserved `__proto__`, but found `__proto__`/,
  },
];

function bomb(): string {
  const lines = ["name: x", "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"];
  for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"]) {
    lines.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(", ")}]`);
  }
  return lines.join("\n");
}

testBadPipelines(SYNTAX);
