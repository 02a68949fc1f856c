/** Pipelines to spoil: one for the kinds of tests, and for real kinds ones in which each of them has a stage. */

/** Every form that a document can have, with the kinds of the tests. */
export const ODD_FORMS = `# a pipeline
name: fcn-width
title: "Widths: \\"three\\""
parameters: { budget: 320, bias: false, method: 'mirror' }
axes:
  width: &widths [5, 10, 40]
  seed: { range: [0, 4, 2] }
  rate: { linspace: [0.1, 0.9, "\${budget / 64}"] }
  way: [mirror, 'bisection']
stages:
  train:
    uses: source
    over: [width, seed]
    where: width != 40 || seed == 0
    with:
      steps: "\${floor(budget / width)}"
      label: |
        a \${width} and
        b \${seed}
      layers: [1, "\${width}"]
      bias: true
      data: { deep: [{ a: *widths }, "\\u00e9\\x41\\U0001F600"] }
  roots: { uses: source, over: [way], where: way == 'bisection' }
  operator:
    uses: fit
    over: [width, seed]
    where: "\${width != 40 || seed == 0}"
    needs: { trajectories: train }
    allow_missing: false
    with: { rank: { kind: fixed, rank: 3 }, delays: 4 }
  pooled: { uses: pool, needs: { trajectories: [train, roots] }, allow_missing: true }
  figure: { uses: figure, needs: { a: [operator, roots] }, with: { sql: select 1 } }
  report: { uses: report, needs: { figures: figure, tables: operator } }
`;

/** Data of one's own, compared. */
const OWN_DATA = `name: own-data
parameters: { delays: 2, observe: x }
axes:
  run: { range: [1, 4] }
  draw: [1, 2]
stages:
  recorded:
    uses: import
    over: [run]
    with: { as: trajectories, file: "runs/\${run}.npy", axes: "time,observable", observables: [x, "y"] }
  expected: { uses: import, with: { as: expectation, file: expected.csv } }
  descent:
    uses: descent
    over: [draw]
    with:
      method: mirror
      rate: 0.01
      steps: 100
      initial: { kind: uniform, count: 25, low: 0.1, high: 0.9 }
      seed: "\${draw}"
  roots:
    uses: rootfinding
    with: { method: bisection, seed: 1, initial: { kind: uniform, count: 5, left: { low: 0, high: 0.1 }, right: { low: 1, high: 1.1 } } }
  operator:
    uses: operator
    over: [run]
    needs: { trajectories: recorded }
    with: { method: exact, delays: "\${min(delays, 4)}", rank: { kind: energy, fraction: 0.999 } }
  spectrum: { uses: spectrum, over: [run], needs: { operator: operator } }
  distances: { uses: distances, needs: { spectra: spectrum }, with: { between: run, part: 1, of: 2 } }
  conjugacy:
    uses: conjugacy
    needs: { spectra: spectrum }
    with: { between: run }
  picture:
    uses: figure
    needs: { spectrum: spectrum, descent: [descent] }
    with:
      sql: >-
        select run, re, im from spectrum.eigenvalues
        where modulus > 0.5
      plot: { kind: spectrum, colour: run }
      title: "Eigenvalues"
  report: { uses: report, needs: { figures: [picture], tables: conjugacy }, with: { text: report.md } }
`;

/** Nets that are trained. */
const TRAINING = `name: training
title: Nets
axes:
  width: [5, 10]
  seed: [2, 3]
stages:
  data: { uses: dataset, with: { name: mnist, train: { count: 600 }, test: { part: none } } }
  mine:
    uses: dataset
    with: { format: idx, train: { inputs: x.idx, labels: { file: y.idx } }, shape: [2, 2], classes: 10 }
  train:
    uses: train
    over: [width, seed]
    needs: { data: data }
    with:
      model: { kind: dense, layers: ["\${width}", 10], activation: relu, bias: false }
      optimiser: { kind: sgd, rate: 0.1 }
      batch: 60
      steps: 100
      seed: "\${seed}"
      record: { observable: { layer: -1 } }
  solver:
    uses: solver
    over: [seed]
    where: seed < 3
    with:
      problem: { kind: nonlinear_oscillator, initial: [1.3, 1.0] }
      end: 12.5
      points: 20
      hidden: [10, 10]
      activation: sigmoid
      optimiser: { kind: adam, rate: 0.008, beta1: 0.999, beta2: 0.9999 }
      schedule: { kind: inverse, decay: 0.0001 }
      steps: 100
      seed: "\${seed}"
      record: { observable: { all: true }, from: 10 }
  forecast:
    uses: forecast
    needs: { trajectories: solver }
    with:
      partition: { kind: node }
      fit: { kind: adaptive, from: 11, to: 90, window: 20 }
      steps: 10
      methods: [koopman, linear]
      precision: float64
      cutoff: [machine, 2.2e-3]
      loss: { quantity: train_loss }
      cap: 2
      every: 5
  timing:
    uses: timing
    needs: { trajectories: solver }
    with: { partition: { kind: node }, fit: { from: 11, to: 90 }, steps: 10, precision: float64, cutoff: machine, method: koopman, limit: 10 }
  operator:
    uses: operator
    over: [width]
    needs: { trajectories: train }
    with: { delays: "\${320 / width}", rank: { kind: fixed, rank: 10 } }
  spectrum: { uses: spectrum, over: [width], needs: { operator: operator } }
  conjugacy: { uses: conjugacy, needs: { spectra: spectrum }, with: { between: width } }
`;

/** With the real kinds. */
export const REAL_KINDS: readonly string[] = [OWN_DATA, TRAINING];
