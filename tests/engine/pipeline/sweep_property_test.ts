import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cell, nameCell } from "../../../engine/pipeline/expanded.ts";
import type { Labels } from "../../../schemas/json.ts";
import { expandText } from "./test_kinds.ts";

/** A random pipeline: axes with their sizes, and stages over some of them that need earlier stages. */
interface Sweep {
  readonly sizes: readonly number[];
  readonly stages: readonly {
    readonly over: readonly number[];
    readonly needs: readonly number[];
    /** Keeps the cells whose axis has a value other than this one. */
    readonly without?: readonly [axis: number, value: number];
  }[];
}

const AXES = 4;
const Axis = fc.integer({ min: 0, max: AXES - 1 });

const Sweeps: fc.Arbitrary<Sweep> = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: AXES, maxLength: AXES }),
  stages: fc.array(
    fc.record({
      over: fc.uniqueArray(Axis, { maxLength: AXES }),
      needs: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 3 }),
      without: fc.option(fc.tuple(Axis, fc.integer({ min: 0, max: 3 })), { nil: undefined }),
    }).map(({ without, ...stage }) =>
      without === undefined || !stage.over.includes(without[0]) ? stage : { ...stage, without }
    ),
    { minLength: 1, maxLength: 6 },
  ),
}).map(({ sizes, stages }) => ({
  sizes,
  stages: stages.map((stage, index) => ({
    ...stage,
    needs: stage.needs.filter((need) => need < index),
  })),
}));

function writeSweep({ sizes, stages }: Sweep): string {
  const axes = sizes.map((size, axis) => `  a${axis}: { range: [0, ${size}] }`);
  const written = stages.map(({ over, needs, without }, index) => {
    const where = without === undefined ? "" : `, where: a${without[0]} != ${without[1]}`;
    const list = needs.map((need) => `s${need}`).join(", ");
    // Last port in the text, first in the order of needs: the order of ports must not matter.
    const ports = needs.length === 0 ? "" : `, needs: { all: [${list}] }`;
    return `  s${index}: { uses: figure, over: [${
      over.map((axis) => `a${axis}`).join(", ")
    }]${where}${ports} }`;
  });
  return ["name: sweep", "axes:", ...axes, "stages:", ...written].join("\n");
}

/** Lists the cells of a stage by trying every combination of all axes. */
function listCells({ sizes, stages }: Sweep, index: number): Labels[] {
  const { over = [], without } = stages[index] ?? {};
  const found = new Map<string, Labels>();
  const total = sizes.reduce((product, size) => product * size, 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    const digits = sizes.map((size) => {
      const digit = rest % size;
      rest = Math.floor(rest / size);
      return digit;
    });
    if (without !== undefined && digits[without[0]] === without[1]) continue;
    const labels = Object.fromEntries(
      digits.flatMap((digit, axis) => over.includes(axis) ? [[`a${axis}`, digit]] : []),
    );
    found.set(JSON.stringify(labels), labels);
  }
  return [...found.values()];
}

function agree(a: Labels, b: Labels): boolean {
  return Object.entries(a).every(([axis, value]) => b[axis] === undefined || b[axis] === value);
}

function sortTexts(labels: readonly Labels[]): string[] {
  return labels.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
}

Deno.test("expandPipeline() finds the cells and inputs that trying every combination finds", () => {
  let accepted = 0;
  fc.assert(
    fc.property(Sweeps, (sweep) => {
      const byStage = sweep.stages.map((_, index) => listCells(sweep, index));
      const isWhole = sweep.stages.every(({ needs }, index) =>
        (byStage[index]?.length ?? 0) > 0 &&
        (byStage[index] ?? []).every((labels) =>
          needs.length === 0 ||
          needs.some((need) => byStage[need]?.some((other) => agree(labels, other)))
        )
      );
      if (!isWhole) {
        assert.throws(() => expandText(writeSweep(sweep)), { code: "pipeline.empty" });
        return;
      }
      accepted++;
      const { cells } = expandText(writeSweep(sweep));
      for (const [index, expected] of byStage.entries()) {
        const found = cells.filter(({ stage }) => stage.name === `s${index}`);
        assert.deepEqual(sortTexts(found.map(({ axes }) => axes)), sortTexts(expected));
        for (const cell of found) checkInputs(sweep, cell, index, cells, byStage);
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(accepted > 100, `only ${accepted} sweeps had all their cells`);
});

function checkInputs(
  { stages }: Sweep,
  cell: Cell,
  index: number,
  cells: readonly Cell[],
  byStage: readonly (readonly Labels[])[],
): void {
  const inputs = (cell.inputs.all ?? []).map((input) => ({
    ...input,
    producer: cells[input.cell] ?? assert.fail(),
  }));
  for (const { labels, producer } of inputs) {
    assert.deepEqual(labels, producer.axes, nameCell(cell));
  }
  for (const need of stages[index]?.needs ?? []) {
    const served = inputs.filter(({ producer }) => producer.stage.name === `s${need}`);
    const expected = (byStage[need] ?? []).filter((labels) => agree(cell.axes, labels));
    assert.deepEqual(
      sortTexts(served.map(({ producer }) => producer.axes)),
      sortTexts(expected),
      nameCell(cell),
    );
  }
}
