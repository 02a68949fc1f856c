/** One realistic figure for each look that a plot can have; snapshots and pictures are made of these. */

import { seedRandom } from "../../../numerics/random.ts";
import type { AnyColumnValues } from "../../../schemas/column.ts";
import type { FigureData } from "../../../report/figure_data.ts";
import truth from "./online_descent.json" with { type: "json" };

/** A figure to render: its parameters before defaults, and its rows. */
export interface Case {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly data: FigureData;
}

/** Makes a table of rows; numbers become float64 columns, text stays text. */
export function tabulate(rows: readonly Readonly<Record<string, number | string>>[]): FigureData {
  const columns: Record<string, AnyColumnValues> = {};
  for (const name of Object.keys(rows[0] ?? {})) {
    const values = rows.map((row) => row[name] ?? NaN);
    columns[name] = values.some((value) => typeof value === "string")
      ? values.map(String)
      : Float64Array.from(values, Number);
  }
  return { columns, rows: rows.length };
}

/** The authors' eigenvalues of three methods. */
export const eigenvalues: FigureData = tabulate(
  Object.entries(truth.eigenvalues).flatMap(([method, values]) =>
    values.map(([re = NaN, im = NaN]) => ({ method, re, im }))
  ),
);

/** Distances that start and end at known values, as a decaying loss does. */
function decay(steps: number, rate: number, floor: number): readonly number[] {
  return Array.from({ length: steps }, (_, step) => floor + (1 - floor) / (1 + rate * step));
}

const uniform = seedRandom("figures")("noise").uniform;

function listLosses(): FigureData {
  return tabulate(
    [5, 10, 40].flatMap((width) =>
      decay(101, width / 100, 0.2 / width).map((loss, index) => ({
        width,
        step: 10 * index,
        loss: loss * (1 + 0.03 * uniform(-1, 1)),
        low: loss * 0.85,
        high: loss * 1.2,
      }))
    ),
  );
}

function listDelays(): FigureData {
  const distances = [0.00836, 0.0183, 0.0156, 0.0117, 0.00807, 0.00729, 0.00599];
  const delays = [0, 1, 2, 3, 4, 5, 8];
  return tabulate(delays.map((delays, index) => ({ delays, distance: distances[index] ?? NaN })));
}

/** Groups of methods whose distances within a group are small. */
function listDistances(names: readonly string[], groups: number): FigureData {
  return tabulate(names.flatMap((a, i) =>
    names.slice(i + 1).map((b, j) => ({
      a,
      b,
      distance: (i % groups === (i + 1 + j) % groups ? 0.005 : 0.4) * (1 + 0.5 * uniform()),
    }))
  ));
}

/** Paths of x⁺ = x(1 − η) with a turn, from a grid of starts. */
function listSpirals(): FigureData {
  const rows: Record<string, number | string>[] = [];
  for (const method of ["mirror descent", "gradient descent"]) {
    const turn = method === "mirror descent" ? 0.25 : 0.1;
    for (let start = 0; start < 6; start++) {
      let [x, y] = [0.2 + 0.15 * start, 0.9 - 0.1 * start];
      for (let step = 0; step < 40; step++) {
        rows.push({ method, start, step, x, y });
        [x, y] = [0.93 * (x - turn * y), 0.93 * (y + turn * x)];
      }
    }
  }
  return tabulate(rows);
}

function listComparisons(): FigureData {
  const { distances } = truth;
  return tabulate([
    {
      pair: "mirror – gradient",
      W: 0.00807,
      low: 0.006,
      high: 0.0112,
      expected: distances["mirror-gradient"],
      tag: "C",
    },
    {
      pair: "gradient – bisection",
      W: 0.753,
      low: 0.71,
      high: 0.79,
      expected: distances["gradient-bisection"],
      tag: "C",
    },
    {
      pair: "mirror – bisection",
      W: 0.746,
      low: NaN,
      high: NaN,
      expected: distances["mirror-bisection"],
      tag: "C",
    },
  ]);
}

function listWindows(count: number): FigureData {
  return tabulate(
    Array.from({ length: count }, (_, i) =>
      Array.from({ length: i + 1 }, (_, j) => ({
        a: 100 * j,
        b: 100 * i,
        W: 0.3 / (1 + j) * Math.abs(i - j) / (1 + Math.abs(i - j)),
      }))).flat(),
  );
}

function listGroups(count: number): FigureData {
  return tabulate(
    Array.from({ length: count }, (_, group) =>
      Array.from({ length: 4 }, (_, k) => ({
        group: `run ${group + 1}`,
        width: 2 * group + 1,
        re: 1 - 0.01 * group * (k + 1) / 4,
        im: 0.1 * (k - 1.5),
      }))).flat(),
  );
}

const ramp = { kind: "spectrum", colour: "width", labels: { colour: "width (units)" } };

/** Every case by name. */
export const CASES: Readonly<Record<string, Case>> = {
  spectrum: {
    spec: {
      title: "Koopman eigenvalues of three optimisers",
      plot: { kind: "spectrum", colour: "method" },
    },
    data: eigenvalues,
  },
  spectrum_zoom: {
    spec: {
      title: "Koopman eigenvalues of three optimisers",
      plot: {
        kind: "spectrum",
        colour: "method",
        zoom: { re: [0.5, 1.05], im: [-0.25, 0.25] },
      },
    },
    data: eigenvalues,
  },
  spectrum_facets: {
    spec: {
      title: "Koopman eigenvalues by method",
      plot: { kind: "spectrum", colour: "method", facet: "method" },
    },
    data: eigenvalues,
  },
  spectrum_many_groups: {
    spec: { title: "Sixty runs", plot: { kind: "spectrum", colour: "group" } },
    data: listGroups(60),
  },
  spectrum_ramp: { spec: { title: "Sixty widths", plot: ramp }, data: listGroups(60) },
  curves_band: {
    spec: {
      title: "Loss by width",
      plot: {
        kind: "curves",
        x: "step",
        y: "loss",
        colour: "width",
        band: { low: "low", high: "high" },
        scales: { y: "log" },
        labels: { x: "iteration (steps)", y: "training loss (nats)" },
      },
    },
    data: listLosses(),
  },
  curves_points: {
    spec: {
      title: "W over delays",
      plot: {
        kind: "curves",
        x: "delays",
        y: "distance",
        references: [{ axis: "y", value: 0.00807, label: "NeurIPS setting [C]" }],
        labels: { x: "time delays d", y: "W(mirror, gradient)" },
      },
    },
    data: listDelays(),
  },
  curves_shapes: {
    spec: {
      title: "W over delays by loss",
      plot: {
        kind: "curves",
        x: "delays",
        y: "W",
        colour: "loss",
        references: [{ axis: "x", value: 4, label: "NeurIPS setting [S]" }],
        labels: { x: "time delays d", colour: "loss function" },
      },
    },
    data: tabulate(
      ["tan x", "x²", "x⁴"].flatMap((loss, i) =>
        [0, 1, 2, 3, 4, 5, 8].map((delays) => ({
          loss,
          delays,
          W: (0.02 + 0.01 * i) / (2 + delays),
        }))
      ),
    ),
  },
  curves_facets: {
    spec: {
      title: "Loss by width",
      plot: { kind: "curves", x: "step", y: "loss", facet: "width", columns: 3 },
    },
    data: listLosses(),
  },
  matrix_values: {
    spec: {
      title: "Distances between methods",
      plot: { kind: "matrix", cluster: true, labels: { colour: "W" } },
    },
    data: listDistances(
      ["mirror", "gradient", "bisection", "regula falsi", "entropy", "Newton"],
      2,
    ),
  },
  matrix_log: {
    spec: {
      title: "Distances between training windows",
      plot: {
        kind: "matrix",
        value: "W",
        scale: "log",
        labels: { x: "start of window (steps)", y: "start of window (steps)", colour: "W" },
      },
    },
    data: listWindows(10),
  },
  matrix_many: {
    spec: { title: "Distances between 40 runs", plot: { kind: "matrix", cluster: true } },
    data: listDistances(Array.from({ length: 40 }, (_, i) => `width ${5 + i}, seed ${i}`), 3),
  },
  trajectories_phase: {
    spec: {
      title: "Paths of two methods",
      plot: {
        kind: "trajectories",
        x: "x",
        y: "y",
        trajectory: "start",
        facet: "method",
        colour: "start",
        labels: { x: "x₁", y: "x₂" },
      },
    },
    data: listSpirals(),
  },
  trajectories_steps: {
    spec: {
      title: "x over steps",
      plot: { kind: "trajectories", x: "step", y: "x", trajectory: "start", colour: "method" },
    },
    data: listSpirals(),
  },
  bars: {
    spec: {
      title: "Distances",
      plot: {
        kind: "bars",
        label: "pair",
        value: "W",
        interval: { low: "low", high: "high" },
        expected: { value: "expected", tag: "tag" },
        references: [{ value: 0.02, label: "floor" }],
        labels: { x: "Wasserstein distance W" },
      },
    },
    data: listComparisons(),
  },
  bars_log: {
    spec: {
      title: "Distances",
      plot: {
        kind: "bars",
        label: "pair",
        value: "W",
        scale: "log",
        interval: { low: "low", high: "high" },
        expected: { value: "expected", tag: "tag" },
      },
    },
    data: listComparisons(),
  },
  bars_wrapped: {
    spec: {
      title: "Distances against their floors",
      plot: {
        kind: "bars",
        label: "pair",
        value: "W",
        scale: "log",
        expected: { value: "floor", label: "floor" },
        labels: { x: "mean Wasserstein distance W over 25 seeds" },
      },
    },
    data: tabulate([
      { pair: "mirror – gradient, both in x", W: 0.011, floor: 0.0144 },
      { pair: "mirror – gradient, each in its own coordinate", W: 0.0154, floor: 0.014 },
      { pair: "gradient – bisection, each in its own coordinate, seed 95", W: 0.69, floor: 0.078 },
    ]),
  },
  bars_grouped: {
    spec: {
      title: "Distances by loss",
      plot: { kind: "bars", label: "pair", value: "W", colour: "loss" },
    },
    data: tabulate(
      ["5–10", "5–40", "10–40"].flatMap((pair, i) =>
        ["tan", "x²", "x⁴"].map((loss, j) => ({ pair, loss, W: 0.004 + 0.001 * i + 0.0007 * j }))
      ),
    ),
  },
  bars_mark: {
    spec: {
      title: "Distances between widths against the published ones and the floor",
      plot: {
        kind: "bars",
        label: "pair",
        value: "W",
        interval: { low: "low", high: "high" },
        expected: { value: "published", tag: "tag", label: "published" },
        mark: { value: "floor" },
        labels: { x: "W, mean ± standard deviation over 25 seeds" },
      },
    },
    data: tabulate([
      ["5 – 10", 0.0066, 0.0021, 0.00652, 0.0049],
      ["5 – 40", 0.0072, 0.0019, 0.007, 0.0051],
      ["10 – 40", 0.0046, 0.0012, 0.00471, 0.0047],
    ].map(([pair = "", W = 0, deviation = 0, published = 0, floor = 0]) => ({
      pair,
      W,
      low: Number(W) - Number(deviation),
      high: Number(W) + Number(deviation),
      published,
      tag: "C",
      floor,
    }))),
  },
  scatter: {
    spec: {
      title: "Residual and modulus",
      plot: {
        kind: "scatter",
        x: "modulus",
        y: "residual",
        colour: "energy",
        scales: { y: "log" },
      },
    },
    data: tabulate(Array.from({ length: 80 }, (_, i) => ({
      modulus: 1 - i / 100,
      residual: 1e-6 * (1 + i) ** 3 * (1 + uniform()),
      energy: 1 / (1 + i),
    }))),
  },
};
