/** Runs the figure stage where clock and chance throw; the test opens it without permissions. */

import { seedRandom } from "../../numerics/random.ts";
import { figure } from "../../stages/figure/stage.ts";

function trap(name: string): () => never {
  return () => {
    throw new Error(`${name} was used`);
  };
}

Math.random = trap("Math.random");
Date.now = trap("Date.now");
performance.now = trap("performance.now");
crypto.getRandomValues = trap("crypto.getRandomValues");

self.addEventListener("message", async (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (!(event instanceof MessageEvent) || port === undefined) return;
  try {
    const { params, data } = event.data;
    const { files, meta } = await figure.run({
      params,
      needs: {},
      missing: {},
      files: {},
      results: { data },
      pipeline: undefined,
      clock: undefined,
      random: seedRandom("figure"),
      progress: () => {},
      log: () => {},
      stream: trap("stream"),
    });
    port.postMessage({ files, meta });
  } catch (error) {
    port.postMessage(String(error));
  }
});
