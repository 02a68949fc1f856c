import { type BadPipeline, testBadPipelines } from "./bad_pipeline.ts";

/** A pipeline whose stages begin on line 4. */
function write(...stages: readonly string[]): string {
  return `name: x\naxes: { w: [1, 2], i: [0, 1, 2], m: [a, b, c] }\nstages:\n${
    stages.map((line) => `  ${line}\n`).join("")
  }`;
}

const PORTS: readonly BadPipeline[] = [
  {
    name: "an unknown kind",
    text: write("s: { uses: suorce }"),
    code: "pipeline.unknown_kind",
    at: "4:14",
    says: /a stage kind, but found `suorce`\.\n {2}Did you mean `source`\?/,
  },
  {
    name: "a need of a stage that is not there",
    text: write("train: { uses: source }", "f: { uses: fit, needs: { trajectories: trian } }"),
    code: "pipeline.unknown_stage",
    at: "5:42",
    says: /a stage of the pipeline, but found `trian`\.\n {2}Did you mean `train`\?/,
  },
  {
    name: "a need of a kind instead of a stage",
    text: write("train: { uses: source }", "f: { uses: fit, needs: { trajectories: source } }"),
    code: "pipeline.unknown_stage",
    at: "5:42",
    says: /`source` is a kind; stages that use it: `train`/,
  },
  {
    name: "a stage that is twice in a list",
    text: write("s: { uses: source }", "f: { uses: pool, needs: { trajectories: [s, s] } }"),
    code: "pipeline.schema",
    at: "5:47",
    says: /each stage once, but found `s` again/,
  },
  {
    name: "a stage that needs itself",
    text: write("f: { uses: fit, needs: { trajectories: f } }"),
    code: "pipeline.cycle",
    at: "4:42",
    says: /but found f → f/,
  },
  {
    name: "a circle of figures",
    text: write(
      "a: { uses: figure, needs: { x: b } }",
      "b: { uses: figure, needs: { x: [c] } }",
      "c: { uses: figure, needs: { y: a } }",
      "d: { uses: figure, needs: { y: a } }",
    ),
    code: "pipeline.cycle",
    at: "6:34",
    says:
      /stages that do not need one another in a circle, but found a → b → c → a\.\n {2}Each arrow reads “needs”/,
  },
  {
    name: "a port that the kind does not have",
    text: write("s: { uses: source }", "f: { uses: fit, needs: { trajectory: s } }"),
    code: "pipeline.ports",
    at: "5:28",
    says:
      /a port of `fit`: `trajectories`, but found `trajectory`\.\n {2}Did you mean `trajectories`\?/,
  },
  {
    name: "a port of another name, where only one is missing",
    text: write("s: { uses: source }", "f: { uses: fit, needs: { data: s } }"),
    code: "pipeline.ports",
    at: "5:28",
    says:
      /a port of `fit`: `trajectories`, but found `data`\.\n {2}The port is called `trajectories`/,
  },
  {
    name: "needs of a kind without ports",
    text: write("s: { uses: source }", "t: { uses: source, needs: { data: s } }"),
    code: "pipeline.ports",
    at: "5:31",
    says: /no `needs`: the kind `source` has no ports, but found `data`/,
  },
  {
    name: "a missing port",
    text: write("s: { uses: source }", "f: { uses: fit }"),
    code: "pipeline.ports",
    at: "5:3",
    says:
      /the port `trajectories` of `fit` \(one trajectories\) in `needs` of `f`, but found no `needs`\.\n {2}Made by `s`: write `needs: \{ trajectories: s \}`/,
  },
  {
    name: "an artifact of the wrong type",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s } }",
      "g: { uses: spectrum, needs: { operator: s } }",
    ),
    code: "pipeline.ports",
    at: "6:43",
    says:
      /a stage that makes operator for the port `operator` of `spectrum`, but found `s`, which makes trajectories\.\n {2}Stages that make operator: `f`/,
  },
  {
    name: "an artifact of the wrong type in a list",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s } }",
      "p: { uses: pool, needs: { trajectories: [s, f] } }",
    ),
    code: "pipeline.ports",
    at: "6:47",
    says: /but found `f`, which makes operator/,
  },
  {
    name: "a type that a parameter decides wrongly",
    text: write(
      "s: { uses: import, with: { as: spectrum } }",
      "f: { uses: fit, needs: { trajectories: s } }",
    ),
    code: "pipeline.ports",
    at: "5:42",
    says: /a stage that makes trajectories .* but found `s`, which makes spectrum/,
  },
  {
    name: "a gather into a port that takes one",
    text: write(
      "s: { uses: source, over: [w, i] }",
      "f: { uses: fit, over: [w], needs: { trajectories: s } }",
    ),
    code: "pipeline.ports",
    at: "5:53",
    says:
      /one trajectories for each cell at the port `trajectories`, but found 3 from `s` for f\[w=1\], which differ in `i`\.\n {2}Add `i` to `over` of `f`/,
  },
  {
    name: "two stages for a port that takes one",
    text: write(
      "s: { uses: source, over: [w] }",
      "t: { uses: source, over: [w] }",
      "f: { uses: fit, over: [w], needs: { trajectories: [s, t] } }",
    ),
    code: "pipeline.ports",
    at: "6:53",
    says:
      /found 2 from `s` and `t` for f\[w=1\]\.\n {2}Let `where` of `s` and `t` keep one of them/,
  },
  {
    name: "a cell whose producers `where` leaves out",
    text: write(
      "s: { uses: source, over: [m], where: m != 'b' }",
      "f: { uses: fit, over: [m], needs: { trajectories: s } }",
    ),
    code: "pipeline.empty",
    at: "5:53",
    says:
      /at least one cell of `s` for each cell of `f`, but found none for f\[m=b\]: `s` keeps cells where `m != 'b'`\.\n {2}Give `f` a `where`/,
  },
];

const PARAMS: readonly BadPipeline[] = [
  {
    name: "a number in quotes",
    text: write('s: { uses: source, with: { steps: "10" } }'),
    code: "pipeline.params",
    at: "4:37",
    says: /Expected a number, but found the text "10"\.\n {2}Remove the quotes/,
  },
  {
    name: "half a step",
    text: write("s: { uses: source, with: { steps: 2.5 } }"),
    code: "pipeline.params",
    at: "4:37",
    says: /Expected an integer, but found 2\.5/,
  },
  {
    name: "a rate of zero",
    text: write("s: { uses: source, with: { rate: 0 } }"),
    code: "pipeline.params",
    at: "4:36",
    says: /Expected a positive number, but found 0/,
  },
  {
    name: "no as a truth value",
    text: write("s: { uses: source, with: { bias: no } }"),
    code: "pipeline.params",
    at: "4:36",
    says:
      /true or false, but found the text "no"\.\n {2}YAML 1\.2 has true and false only: write false/,
  },
  {
    name: "a date as a number",
    text: write("s: { uses: source, with: { steps: 2024-01-01 } }"),
    code: "pipeline.params",
    at: "4:37",
    says: /a number, but found the text "2024-01-01"/,
  },
  {
    name: "a number with underscores",
    text: write("s: { uses: source, with: { steps: 10_000 } }"),
    code: "pipeline.params",
    at: "4:37",
    says: /Write the number without underscores/,
  },
  {
    name: "a misspelt parameter",
    text: write("s: { uses: source, with: { setps: 10 } }"),
    code: "pipeline.params",
    at: "4:30",
    says:
      /only the keys `steps`, `rate`, .* but found the unknown key `setps`\.\n {2}Did you mean `steps`\?/,
  },
  {
    name: "an unknown method",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s }, with: { method: exakt } }",
    ),
    code: "pipeline.params",
    at: "5:63",
    says: /one of `projected`, `exact`, but found the text "exakt"\.\n {2}Did you mean `exact`\?/,
  },
  {
    name: "the word full for the map that it stands for",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s }, with: { rank: full } }",
    ),
    code: "pipeline.params",
    at: "5:61",
    says: /a map, but found the text "full"\.\n {2}Write \{ kind: full \}\./,
  },
  {
    name: "the word fixed for the map that it stands for",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s }, with: { rank: fixed } }",
    ),
    code: "pipeline.params",
    at: "5:61",
    says: /a map, but found the text "fixed"\.\n {2}Write \{ kind: fixed, … \}\./,
  },
  {
    name: "an unknown alternative",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s }, with: { rank: { kind: ful } } }",
    ),
    code: "pipeline.params",
    at: "5:69",
    says: /one of `fixed`, `full`, but found the text "ful"\.\n {2}Did you mean `full`\?/,
  },
  {
    name: "a key that belongs to another alternative",
    text: write(
      "s: { uses: source }",
      "f: { uses: fit, needs: { trajectories: s }, with: { rank: { kind: full, rank: 3 } } }",
    ),
    code: "pipeline.params",
    at: "5:75",
    says: /only the key `kind`, but found the unknown key `rank`/,
  },
  {
    name: "a number where a list belongs",
    text: write("s: { uses: source, with: { layers: 5 } }"),
    code: "pipeline.params",
    at: "4:38",
    says: /a list, but found 5\.\n {2}Write \[5\] for a list of one/,
  },
  {
    name: "a computed parameter that does not fit, with the cell",
    text: write('s: { uses: source, over: [w], with: { layers: [1, "${w / 2}"] } }'),
    code: "pipeline.params",
    at: "4:53",
    says: /an integer, but found 0\.5 from `\$\{w \/ 2\}` at s\[w=1\]/,
  },
  {
    name: "a missing parameter",
    text: write("s: { uses: import }"),
    code: "pipeline.params",
    at: "4:3",
    says: /the key `as` \(one of `trajectories`, `spectrum`\) in `stages\.s\.with`, but found none/,
  },
  ...[["throws", /without waiting.*found TypeError: no such luck/], ["waits", /without waiting/], [
    "date",
    /JSON values, but found a Date at `with\.at`/,
  ]].map(([mode, says]): BadPipeline => ({
    name: `a kind whose own schema ${mode}`,
    text: write(`s: { uses: broken, with: { mode: ${mode} } }`),
    code: "stage.load",
    at: "4:14",
    says: new RegExp(says ?? ""),
  })),
];

testBadPipelines([...PORTS, ...PARAMS]);
