import assert from "node:assert/strict";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { encodeTable } from "../../engine/store/arrow_table.ts";
import { importStage } from "../../stages/import/stage.ts";
import { NO_CURVES } from "../../stages/trajectory_tables.ts";
import { importBytes, readFixture, writeFloats, writeNpy } from "./import/files.ts";

const as = "trajectories";
const spectrum = "spectrum";

/** The snapshots of x[t, d, n] = 100 t + 10 d + n with 3 trajectories, `steps` steps and 2 observables. */
function expectSnapshots(steps: number) {
  const rows = [0, 1, 2].flatMap((n) => Array.from({ length: steps }, (_, t) => [n, t] as const));
  return {
    trajectory: Int32Array.from(rows, ([n]) => n),
    step: Int32Array.from(rows, ([, t]) => t),
    values: {
      width: 2,
      data: Float64Array.from(rows.flatMap(([n, t]) => [100 * t + n, 100 * t + 10 + n])),
    },
  };
}

const OUTCOMES = {
  trajectory: Int32Array.of(0, 1, 2),
  outcome: ["completed", "completed", "completed"],
  last_step: Int32Array.of(3, 3, 3),
};

for (
  const name of ["c_order", "fortran_order", "big_endian_f4", "int64", "version2", "version3"]
) {
  Deno.test(`import reads what NumPy wrote as ${name}.npy`, async () => {
    const file = `${name}.npy`;
    const { tables, meta } = await importBytes({ as, file }, readFixture(file));
    assert.deepEqual(tables, {
      snapshots: expectSnapshots(4),
      outcomes: OUTCOMES,
      curves: NO_CURVES,
    });
    assert.deepEqual(meta, { observables: ["x0", "x1"] });
  });
}

Deno.test("import reads NumPy's bytes, and compressed and stored archives", async () => {
  const { tables } = await importBytes({ as, file: "b.npy" }, readFixture("uint8.npy"));
  assert.deepEqual(tables["snapshots"], expectSnapshots(2));
  for (const member of ["snapshots", "snapshots.npy"]) {
    const { tables } = await importBytes({ as, file: "a.npz", member }, readFixture("arrays.npz"));
    assert.deepEqual(tables["snapshots"], expectSnapshots(4));
  }
  const stored = await importBytes({ as, file: "a.npz" }, readFixture("stored.npz"));
  assert.deepEqual(stored.tables["snapshots"], expectSnapshots(4));
});

for (const name of ["complex128.npy", "complex64.npy", "arrays.npz"]) {
  Deno.test(`import reads the eigenvalues that NumPy wrote to ${name}, by falling modulus`, async () => {
    const given = name === "arrays.npz" ? { member: "eigenvalues" } : {};
    const { tables, meta } = await importBytes(
      { as: spectrum, file: name, ...given },
      readFixture(name),
    );
    const { re, im, modulus, angle, energy, residual } = tables["eigenvalues"]!;
    assert.deepEqual([re, im], [Float64Array.of(3, 1, 0.5), Float64Array.of(-1, 2, 0)]);
    assert.deepEqual(modulus, Float64Array.of(Math.sqrt(10), Math.sqrt(5), 0.5));
    assert.deepEqual(angle, Float64Array.of(Math.atan2(-1, 3), Math.atan2(2, 1), 0));
    assert.deepEqual([energy, residual], Array(2).fill(Float64Array.of(NaN, NaN, NaN)));
    assert.deepEqual(tables["modes"]!["index"], new Int32Array(0));
    assert.deepEqual(meta, { rank: 3 });
  });
}

Deno.test("import orders conjugates by rising angle", async () => {
  const parts = writeFloats([5, 2], [0, 1, 0, -1, -1, 0, 1, 0, -1, -0]);
  const { tables } = await importBytes({ as: spectrum, file: "e.npy" }, parts);
  const { angle, index } = tables["eigenvalues"]!;
  const quarter = Math.PI / 2;
  assert.deepEqual(angle, Float64Array.of(-quarter, 0, quarter, Math.PI, Math.PI));
  assert.deepEqual(index, Int32Array.of(0, 1, 2, 3, 4));
});

Deno.test("import takes real numbers for eigenvalues on the real axis", async () => {
  const { tables } = await importBytes(
    { as: spectrum, file: "e.npy" },
    writeFloats([3], [0.5, -2, 1]),
  );
  const { re, im } = tables["eigenvalues"]!;
  assert.deepEqual([re, im], [Float64Array.of(-2, 1, 0.5), new Float64Array(3)]);
});

for (
  const axes of [
    "time,observable,trajectory",
    "time,trajectory,observable",
    "observable,time,trajectory",
    "observable,trajectory,time",
    "trajectory,time,observable",
    "trajectory,observable,time",
  ]
) {
  for (const fortran of [false, true]) {
    Deno.test(`import reads the axes ${axes} in ${fortran ? "Fortran" : "C"} order`, async () => {
      const extent: Record<string, number> = { time: 4, observable: 2, trajectory: 3 };
      const weight: Record<string, number> = { time: 100, observable: 10, trajectory: 1 };
      const names = axes.split(",");
      const [a, b, c] = names.map((name) =>
        Array.from({ length: extent[name]! }, (_, k) => k * weight[name]!)
      );
      const values = fortran
        ? c!.flatMap((z) => b!.flatMap((y) => a!.map((x) => x + y + z)))
        : a!.flatMap((x) => b!.flatMap((y) => c!.map((z) => x + y + z)));
      const shape = names.map((name) => extent[name]).join(", ");
      const order = fortran ? "True" : "False";
      const file = writeNpy(
        `{'descr': '<f8', 'fortran_order': ${order}, 'shape': (${shape}), }`,
        Float64Array.from(values),
      );
      const { tables } = await importBytes({ as, file: "x.npy", axes }, file);
      assert.deepEqual(tables, {
        snapshots: expectSnapshots(4),
        outcomes: OUTCOMES,
        curves: NO_CURVES,
      });
    });
  }
}

Deno.test("import takes two axes for time and observables, one for time, or as it is told", async () => {
  const read = async (shape: number[], axes: string | undefined, values: number[]) => {
    const given = axes === undefined ? {} : { axes };
    const { tables } = await importBytes(
      { as, file: "x.npy", ...given },
      writeFloats(shape, values),
    );
    const { trajectory, step, values: { width, data } } = tables["snapshots"] as {
      trajectory: Int32Array;
      step: Int32Array;
      values: { width: number; data: Float64Array };
    };
    return [[...trajectory].join(""), [...step].join(""), width, [...data].join("")];
  };
  assert.deepEqual(await read([3, 2], undefined, [1, 2, 3, 4, 5, 6]), ["000", "012", 2, "123456"]);
  assert.deepEqual(await read([3], undefined, [1, 2, 3]), ["000", "012", 1, "123"]);
  assert.deepEqual(await read([3, 2], "time,trajectory", [1, 2, 3, 4, 5, 6]), [
    "000111",
    "012012",
    1,
    "135246",
  ]);
  assert.deepEqual(await read([2, 3], "observable,time", [1, 2, 3, 4, 5, 6]), [
    "000",
    "012",
    2,
    "142536",
  ]);
});

Deno.test("import names the observables of an array as it is told", async () => {
  const { meta } = await importBytes(
    { as, file: "x.npy", observables: ["loss", "norm"] },
    writeFloats([2, 2], [1, 2, 3, 4]),
  );
  assert.deepEqual(meta, { observables: ["loss", "norm"] });
});

Deno.test("import reads a table of snapshots in any order and renumbers its trajectories", async () => {
  const text =
    'run;step;x,trajectory,step,"a ""b"""\r\n0,7,10,1e0\r\n\r\n0, 3 ,10,-.5\r\n1,7,15,+2.\r\n';
  const { tables, meta } = await importBytes({ as, file: "x.csv" }, `\ufeff${text}`);
  assert.deepEqual(tables["snapshots"], {
    trajectory: Int32Array.of(0, 1, 1),
    step: Int32Array.of(10, 10, 15),
    values: { width: 2, data: Float64Array.of(0, -0.5, 0, 1, 1, 2) },
  });
  assert.deepEqual(tables["outcomes"]!["last_step"], Int32Array.of(10, 15));
  assert.deepEqual(meta, { observables: ["run;step;x", 'a "b"'] });
});

Deno.test("import numbers rows in order when a table has neither trajectories nor steps", async () => {
  const { tables } = await importBytes({ as, file: "x.csv" }, "x\n5\n6\n7\n");
  assert.deepEqual(tables["snapshots"], {
    trajectory: new Int32Array(3),
    step: Int32Array.of(0, 1, 2),
    values: { width: 1, data: Float64Array.of(5, 6, 7) },
  });
});

Deno.test("import takes the columns that it is told, and leaves the others unread", async () => {
  const { tables, meta } = await importBytes({
    as,
    file: "x.csv",
    columns: { trajectory: "run", step: "iteration" },
    observables: ["y", "x"],
  }, "note,x,run,y,iteration\nfirst,1,0,2,0\nsecond,3,0,4,1\nthird,5,1,6,0\nfourth,7,1,8,1");
  assert.deepEqual(tables["snapshots"], {
    trajectory: Int32Array.of(0, 0, 1, 1),
    step: Int32Array.of(0, 1, 0, 1),
    values: { width: 2, data: Float64Array.of(2, 1, 4, 3, 6, 5, 8, 7) },
  });
  assert.deepEqual(meta, { observables: ["y", "x"] });
});

Deno.test("import reads a spectrum from the columns of a table", async () => {
  const named = { as: spectrum, file: "e.csv", columns: { re: "a", im: "b" } };
  const { tables } = await importBytes(named, "b,a\n0,0.5\n1,2\n");
  assert.deepEqual(tables["eigenvalues"]!["re"], Float64Array.of(2, 0.5));
  const usual = await importBytes({ as: spectrum, file: "e.csv" }, "index,re,im\n0,2,1\n1,0.5,0\n");
  assert.deepEqual(usual.tables["eigenvalues"], tables["eigenvalues"]);
});

Deno.test("import reads an Arrow file that DuckDB wrote", async () => {
  const { tables, meta } = await importBytes({ as, file: "x.arrow" }, readFixture("duckdb.arrow"));
  assert.deepEqual(tables, {
    snapshots: expectSnapshots(4),
    outcomes: OUTCOMES,
    curves: NO_CURVES,
  });
  assert.deepEqual(meta, { observables: ["x", "y"] });
});

Deno.test("import reads an Arrow file of koopline's own, wherever its bytes begin", async () => {
  const { trajectory, step, values } = expectSnapshots(4);
  const bytes = encodeTable({ trajectory, step, values });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const { tables, meta } = await importBytes({ as, file: "x.arrow" }, shifted.subarray(3));
  assert.deepEqual(tables["snapshots"], { trajectory, step, values });
  assert.deepEqual(meta, { observables: ["values[0]", "values[1]"] });
});

for (const format of ["file", "stream"] as const) {
  Deno.test(`import reads an Arrow ${format} of several batches and integer types`, async () => {
    const part = (from: number) =>
      tableFromArrays({
        step: BigInt64Array.from([0n, 1n, 2n], (k) => k + BigInt(from)),
        x: Int8Array.of(from, from + 1, from + 2),
        y: Float32Array.of(0.5, 1.5, 2.5),
      });
    const table = part(0).concat(part(3));
    assert.equal(table.batches.length, 2);
    const { tables } = await importBytes({ as, file: "x.arrow" }, tableToIPC(table, format));
    assert.deepEqual(tables["snapshots"], {
      trajectory: new Int32Array(6),
      step: Int32Array.of(0, 1, 2, 3, 4, 5),
      values: { width: 2, data: Float64Array.of(0, 0.5, 1, 1.5, 2, 2.5, 3, 0.5, 4, 1.5, 5, 2.5) },
    });
  });
}

Deno.test("import reads expected values with their tags and sources", async () => {
  const { tables } = await importBytes(
    { as: "expectation", file: "truth.csv" },
    'name,value,tolerance,tag,source\nW,0.008073,1e-6,C,"Redman et al. 2024, Fig. 2"\nrate,0.5,,S,P1\n',
  );
  assert.deepEqual(tables["values"], {
    name: ["W", "rate"],
    value: Float64Array.of(0.008073, 0.5),
    tolerance: Float64Array.of(1e-6, NaN),
    tag: ["C", "S"],
    source: ["Redman et al. 2024, Fig. 2", "P1"],
  });
});

Deno.test("import declares the file it reads and the type it makes", () => {
  const params = importStage.params.parse({ as: spectrum, file: "../data/e.npy" });
  assert.deepEqual(importStage.reads?.(params), ["../data/e.npy"]);
  assert.ok(typeof importStage.makes === "function");
  assert.equal(importStage.makes(params).name, "spectrum");
});

for (
  const [name, given, place] of [
    ["a file of no known format", { as, file: "x.pt" }, "file"],
    ["a pattern of tensors in what is no archive", { as, file: "x.npy", stack: "s*" }, "stack"],
    ["a pattern without a place for the step", { as, file: "x.npz", stack: "s" }, "stack"],
    [
      "axes of tensors that are one a step",
      { as, file: "x.npz", stack: "s*", axes: "time" },
      "axes",
    ],
    ["a * in a path that nothing explains", { as, file: "s*.npy" }, "file"],
    ["steps of one file", { as, file: "x.npy", steps: { first: 1, last: 2 } }, "file"],
    [
      "steps that end before they begin",
      { as, file: "s*.npy", steps: { first: 2, last: 1 } },
      "steps",
    ],
    ["expected values that are no CSV file", { as: "expectation", file: "x.npy" }, "file"],
    ["a member of what is no archive", { as, file: "x.npy", member: "a" }, "member"],
    ["axes of a table", { as, file: "x.csv", axes: "time" }, "axes"],
    ["axes without time", { as, file: "x.npy", axes: "observable" }, "axes"],
    ["columns of an array", { as: spectrum, file: "x.npz", columns: { re: "a" } }, "columns"],
    ["an unknown `as`", { as: "operator", file: "x.npy" }, "as"],
  ] as const
) {
  Deno.test(`import refuses ${name} before it runs`, () => {
    const { error } = importStage.params.safeParse(given);
    assert.deepEqual(error?.issues.map(({ path }) => path[0]), [place]);
  });
}
