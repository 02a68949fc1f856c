/** The training of a classifier that Koopman benches start from. */

/** Steps of an epoch of 60,000 images in batches of 64. */
export const EPOCH = 938;

/** The stages of a classifier's training, as koopman_mnist.yaml has them but for what follows the fifth epoch. */
export const MNIST_STAGES = `
  mnist: { uses: dataset, with: { name: mnist } }
  train:
    uses: train
    needs: { data: mnist }
    with:
      model: { kind: dense, layers: [20, 20, 20, 10], activation: relu, bias: true }
      normalise: { mean: 0.5, deviation: 0.5 }
      optimiser: { kind: adadelta, rate: 1, rho: 0.9, epsilon: 0.000001 }
      batch: 64
      order: shuffled
      steps: ${5 * EPOCH}
      seed: 0
      record: { observable: { all: true }, from: ${3 * EPOCH + 1} }
      evaluate: { at: [] }
`;
/** The window of that training: epochs 4 and 5, then one epoch predicted. */
export const MNIST_WINDOW = `fit: { from: ${3 * EPOCH + 1}, to: ${5 * EPOCH} }, steps: ${EPOCH}`;
