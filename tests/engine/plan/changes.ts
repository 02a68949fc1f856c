/** Changes of the project, and what the plan says of each. */

import assert from "node:assert/strict";
import { FILES } from "./planned_project.ts";

/** A change of the project, and what the plan says of it. */
export interface Change {
  readonly what: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  /** What the plan says beside what is up to date. */
  readonly plan: readonly string[];
}

const edit = (...changes: readonly (readonly [string, string])[]) => ({
  "p.yaml": changes.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from);
    return text.replaceAll(from, to);
  }, FILES["p.yaml"]),
});

const AFTER_SPECTRUM = [
  "conjugacy 1 waiting",
  "    after spectrum, if that changes what it takes",
];
const AFTER_OPERATOR = [
  "spectrum 4 waiting",
  "    after operator, if that changes what it takes",
  ...AFTER_SPECTRUM,
];
const AFTER_DESCENT = [
  "operator 4 waiting",
  "    after descent, if that changes what it takes",
  ...AFTER_OPERATOR,
];
const AFTER_DATA = [
  "plot 1 waiting",
  "    after data, if that changes what it takes",
  "report 1 waiting",
  "    after plot, if that changes what it takes",
];
const AFTER_PLOT = AFTER_DATA.slice(2);

const MARK = "mark: { uses: ./mark.ts }";

function planNewDraw(draw: number): readonly string[] {
  const plan = (stage: string, kind: string, ...more: readonly string[]) => [
    `${stage} 2 ${kind}`,
    `    axis draw: ${draw} is new`,
    ...more,
    `      ${stage}[method=mirror,draw=${draw}] ${stage}[method=gradient,draw=${draw}]`,
  ];
  const wait = (stage: string, producer: string) =>
    plan(stage, "waiting", `    after ${producer}, if that changes what it takes`);
  return [
    ...plan("descent", "to run"),
    ...plan("other", "to run"),
    ...wait("operator", "descent"),
    ...wait("spectrum", "operator"),
    ...AFTER_SPECTRUM,
    "report 1 to run",
  ];
}

/** Every kind of change, each alone, and several at once. */
export const CHANGES: readonly Change[] = [
  {
    what: "a parameter",
    files: edit(["delays: 2", "delays: 3"]),
    plan: ["operator 4 to run", "    parameter delays: 2 → 3", ...AFTER_OPERATOR],
  },
  {
    what: "a default that is written out",
    files: edit(["uses: ./mark.ts", "uses: ./mark.ts, with: { value: 1 }"]),
    plan: [],
  },
  {
    what: "a parameter of the pipeline, through an expression and --set",
    set: { rate: "0.02" },
    plan: [
      "descent 4 to run",
      "    parameter rate: 0.01 → 0.02",
      ...AFTER_DESCENT,
      "report 1 to run",
      "    pipeline parameters.rate: 0.01 → 0.02",
    ],
  },
  { what: "an expression of the same value", files: edit(["draw + 7", "draw + 6 + 1"]), plan: [] },
  {
    what: "an expression",
    files: edit(["draw + 7", "draw + 5"]),
    plan: [
      "other 4 to run",
      "    parameter seed: 8 → 6",
      "      other[method=mirror,draw=1] other[method=gradient,draw=1]",
      "    parameter seed: 9 → 7",
      "      other[method=mirror,draw=2] other[method=gradient,draw=2]",
    ],
  },
  {
    what: "an axis value more",
    files: edit(["draw: [1, 2]", "draw: [1, 2, 3]"]),
    plan: [...planNewDraw(3), "    pipeline axes.draw: [1,2] → [1,2,3]"],
  },
  {
    what: "another axis value",
    files: edit(["draw: [1, 2]", "draw: [1, 5]"]),
    plan: [...planNewDraw(5), "    pipeline axes.draw: [1,2] → [1,5]"],
  },
  {
    what: "an axis value less",
    files: edit(["draw: [1, 2]", "draw: [1]"]),
    plan: [
      "conjugacy 1 to run",
      "    input spectra[draw=2,method=gradient]: gone",
      "    input spectra[draw=2,method=mirror]: gone",
      "report 1 to run",
      "    pipeline axes.draw: [1,2] → [1]",
    ],
  },
  {
    what: "axis values in another order",
    files: edit(["draw: [1, 2]", "draw: [2, 1]"]),
    plan: [
      "conjugacy 1 to run",
      "    order of spectra: draw=1,method=mirror; draw=2,method=mirror; draw=1,method=gradient; " +
      "draw=2,method=gradient → draw=2,method=mirror; draw=1,method=mirror; draw=2,method=gradient; " +
      "draw=1,method=gradient",
      "report 1 to run",
      "    pipeline axes.draw: [1,2] → [2,1]",
    ],
  },
  {
    what: "an axis of a stage more",
    files: edit([MARK, 'mark: { uses: ./mark.ts, over: [draw], with: { value: "${10 * draw}" } }']),
    plan: [
      "mark 2 to run",
      "    axes of the stage: none → draw",
      "report 1 to run",
      '    pipeline stage mark over: [] → ["draw"]',
    ],
  },
  {
    what: "a condition that leaves cells out",
    files: edit(["  other:\n", "  other:\n    where: draw == 1\n"]),
    plan: ["report 1 to run", "    pipeline stage other cells: 4 → 2"],
  },
  {
    what: "needs",
    files: edit(["trajectories: descent", "trajectories: other"]),
    plan: [
      "operator 4 to run",
      "    needs trajectories: descent → other",
      ...AFTER_OPERATOR,
      "report 1 to run",
      '    pipeline stage operator needs: ["descent"] → ["other"]',
    ],
  },
  {
    what: "needs, with what they name changed too",
    files: edit(["trajectories: descent", "trajectories: other"], ["draw + 7", "draw + 20"]),
    plan: [
      "other 4 to run",
      "    parameter seed: 8 → 21",
      "      other[method=mirror,draw=1] other[method=gradient,draw=1]",
      "    parameter seed: 9 → 22",
      "      other[method=mirror,draw=2] other[method=gradient,draw=2]",
      "operator 4 waiting",
      "    needs trajectories: descent → other",
      "    after other, if that changes what it takes",
      ...AFTER_OPERATOR,
    ],
  },
  {
    what: "an input file's bytes",
    files: { "data.csv": "name,value\na,2\n" },
    plan: ["data 1 to run", "    file data.csv: # → #", ...AFTER_DATA],
  },
  {
    what: "an input file that is written again",
    files: { "data.csv": FILES["data.csv"] },
    plan: [],
  },
  {
    what: "an input file's name",
    files: edit(["data.csv", "same.csv"]),
    plan: ["data 1 to run", '    parameter file: "data.csv" → "same.csv"', ...AFTER_DATA],
  },
  {
    what: "the SQL of a figure",
    files: edit(["select value, tolerance", "select value, 2 * tolerance as tolerance"]),
    plan: [
      "plot 1 to run",
      '    parameter sql: "select value, tolerance from data.values" → ' +
      '"select value, 2 * tolerance as tolerance from data.values"',
      ...AFTER_PLOT,
    ],
  },
  {
    what: "the text of a report",
    files: { "notes.md": "# Other notes\n" },
    plan: ["report 1 to run", "    file notes.md: # → #"],
  },
  {
    what: "a helper module",
    files: { "scale.ts": "export const scale = 2;\n" },
    plan: ["mark 1 to run", "    module ./scale.ts: # → #"],
  },
  {
    what: "a stage's name, which only the report sees",
    files: edit(["  operator:", "  fit:"], ["operator: operator }", "operator: fit }"]),
    plan: [
      "report 1 to run",
      "    pipeline stage fit: new (operator)",
      "    pipeline stage operator: gone",
      '    pipeline stage spectrum needs: ["operator"] → ["fit"]',
    ],
  },
  {
    what: "a stage more",
    files: edit(["  mark:", "  more: { uses: ./mark.ts, with: { value: 3 } }\n  mark:"]),
    plan: [
      "more 1 to run",
      "    new: the pipeline had no such stage",
      "report 1 to run",
      "    pipeline stage more: new (mark)",
    ],
  },
  {
    what: "a stage's kind",
    files: edit([MARK, "mark: { uses: import, with: { as: expectation, file: more.csv } }"]),
    plan: [
      "mark 1 to run",
      "    stage kind: mark → import",
      "report 1 to run",
      '    pipeline stage mark kind: "mark" → "import"',
    ],
  },
  {
    what: "a time limit",
    files: edit([MARK, "mark: { uses: ./mark.ts, time_limit: 60 }"]),
    plan: [],
  },
  {
    what: "leave to go on without",
    files: edit(["  report: {", "  report: { allow_missing: true,"]),
    plan: [],
  },
  {
    what: "several things",
    files: {
      ...edit(["delays: 2", "delays: 4"], ["steps: 50", "steps: 51"], [
        MARK,
        "mark: { uses: ./mark.ts, with: { value: 4 } }",
      ]),
      "scale.ts": "export const scale = 3;\n",
      "notes.md": "# Third\n",
      "data.csv": "name,value\na,4\n",
    },
    plan: [
      "descent 4 to run",
      "    parameter steps: 50 → 51",
      "operator 4 waiting",
      "    parameter delays: 2 → 4",
      "    after descent",
      ...AFTER_OPERATOR,
      "data 1 to run",
      "    file data.csv: # → #",
      "mark 1 to run",
      "    parameter value: 1 → 4",
      "    module ./scale.ts: # → #",
      "plot 1 waiting",
      "    after data, if that changes what it takes",
      "report 1 waiting",
      "    file notes.md: # → #",
      "    after plot",
    ],
  },
];
