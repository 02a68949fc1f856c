/** Runs that fetch: one result whatever the source, nothing asked for twice, failures that the next run repairs. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { hashBytes } from "../../engine/store/hash.ts";
import { makeBytes } from "../engine/fetch/fetching.ts";
import { serveRange, withServer } from "../engine/fetch/server.ts";
import { buildCommand, inFolder, readAddresses, runKoopline, writeFiles } from "./koopline.ts";

const BYTES = makeBytes(40_000);

/** A stage kind that sums up the bytes of a file, from a folder or a server. */
function writeStage(url: string): string {
  return `import { defineStage, Expectation, z } from "koopline";
export const sum = defineStage({
  kind: "sum",
  summary: "The sum of a file's bytes.",
  params: z.strictObject({ factor: z.number().default(1) }),
  needs: {},
  makes: Expectation,
  fetches: () => ({
    bytes: {
      sha256: "${hashBytes(BYTES)}",
      bytes: ${BYTES.length},
      sources: [{ kind: "folder", path: "set/bytes" }, { kind: "url", url: "${url}/bytes" }],
    },
  }),
  run({ params, files }) {
    const sum = files.bytes.bytes.reduce((total, byte) => total + byte, 0);
    return {
      tables: { values: {
        name: ["sum"], value: Float64Array.of(sum * params.factor),
        tolerance: Float64Array.of(0), tag: ["D"], source: [""],
      } },
      files: {}, meta: {},
    };
  },
});
`;
}

/** Three images of 1 × 2 pixels in an IDX file, and their labels. */
const IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6);
const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 0);

async function writeImages(folder: string): Promise<void> {
  await Deno.writeFile(join(folder, "images"), IMAGES);
  await Deno.writeFile(join(folder, "labels"), LABELS);
}

const PIPELINE = `name: sums
axes: { factor: [1, 2] }
stages:
  sum: { uses: ./sum.ts, over: [factor], with: { factor: "\${factor}" } }
`;

const readEvents = (stderr: string) =>
  stderr.trim().split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));

Deno.test("a folder and a server give one artifact; cells share what is fetched, and a rerun asks for nothing", () =>
  withServer((seen) => serveRange(seen, BYTES), ({ url, seen }) =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, { "sum.ts": writeStage(url), "sums.yaml": PIPELINE });
      const served = await runKoopline(["run", "sums.yaml", "--json"], { cwd });
      assert.equal(served.code, 0, served.stderr);
      assert.equal(seen.length, 1);
      const steps = readEvents(served.stderr).filter(({ event }) => event === "fetch");
      assert.deepEqual(steps.map(({ fetch }) => fetch.step), ["begun", "served"]);
      const addresses = await readAddresses("sums.yaml", { cwd });

      const again = await runKoopline(["run", "sums.yaml", "--json"], { cwd });
      assert.equal(JSON.parse(again.stdout).reused, 2);
      assert.equal(seen.length, 1);

      await Deno.mkdir(join(cwd, "data", "set"), { recursive: true });
      await Deno.writeFile(join(cwd, "data", "set", "bytes"), BYTES);
      const place = { cwd, env: { KOOPLINE_DATA: join(cwd, "data"), KOOPLINE_STORE: "other" } };
      const local = await runKoopline(["run", "sums.yaml", "--json"], place);
      assert.equal(local.code, 0, local.stderr);
      assert.equal(seen.length, 1);
      assert.deepEqual(await readAddresses("sums.yaml", place), addresses);

      const verified = await runKoopline(["verify", "sums.yaml", "--json"], { cwd });
      assert.equal(verified.code, 0, verified.stderr);
      assert.equal(seen.length, 1);
    })));

Deno.test("a cell whose file cannot be had fails clearly, others go on, and the next run tries again", () => {
  let isDown = true;
  return withServer(
    (seen) => isDown ? { status: "404 Not Found" } : serveRange(seen, BYTES),
    ({ url }) =>
      inFolder(async (cwd) => {
        const other = `name: sums
stages:
  sum: { uses: ./sum.ts }
  other: { uses: dataset, with: { format: idx, train: { inputs: images, labels: labels } } }
`;
        await writeFiles(cwd, { "sum.ts": writeStage(url), "sums.yaml": other });
        await writeImages(cwd);
        const failed = await runKoopline(["run", "sums.yaml"], { cwd });
        assert.equal(failed.code, 1, failed.stderr);
        assert.match(failed.stderr, /^1 executed, 0 reused, 1 failed/m);
        assert.match(failed.stderr, /Expected bytes from one of its sources/);
        assert.ok(failed.stderr.includes("KOOPLINE_DATA is not set"));
        assert.ok(failed.stderr.includes(`${url}/bytes: 404 Not Found`));
        assert.match(failed.stderr, /set KOOPLINE_DATA to a folder that has set\/bytes \(sha256 /);
        isDown = false;
        const repaired = await runKoopline(["run", "sums.yaml", "--json"], { cwd });
        assert.equal(repaired.code, 0, repaired.stderr);
        assert.equal(JSON.parse(repaired.stdout).executed, 1);

        // Without the file a result can be neither confirmed nor denied.
        isDown = true;
        await Deno.remove(join(cwd, "artifacts", "downloads"), { recursive: true });
        const verified = await runKoopline(["verify", "sums.yaml", "--json"], { cwd });
        assert.equal(verified.code, 1, verified.stderr);
        const { missing, differences } = JSON.parse(verified.stdout);
        assert.deepEqual([missing, differences], [1, 0]);
      }),
  );
});

Deno.test("Ctrl-C ends a download at once, and the next run goes on where it was", () =>
  withServer(
    (seen, count) => ({
      ...serveRange(seen, BYTES),
      ...count === 0 ? { after: 15_000, then: "hang" } as const : {},
    }),
    ({ url, seen }) =>
      inFolder(async (cwd) => {
        await writeFiles(cwd, { "sum.ts": writeStage(url), "sums.yaml": PIPELINE });
        const child = buildCommand(["run", "sums.yaml"], { cwd }).spawn();
        const part = join(cwd, "artifacts", "downloads", `${hashBytes(BYTES)}.part`);
        while (await Deno.stat(part).then(({ size }) => size, () => 0) < 15_000) {
          await new Promise((resume) => setTimeout(resume, 5));
        }
        child.kill("SIGINT");
        const { code, stderr } = await child.output();
        assert.equal(code, 130, new TextDecoder().decode(stderr));
        const resumed = await runKoopline(["run", "sums.yaml"], { cwd });
        assert.equal(resumed.code, 0, resumed.stderr);
        assert.equal(seen[1]?.headers.get("range"), "bytes=15000-");
      }),
  ));

const OWN = (inputs: string) =>
  `name: own
stages:
  data:
    uses: dataset
    with: { format: idx, train: { inputs: ${inputs}, labels: labels } }
`;

Deno.test("data of one's own by path and by URL are one artifact; without a sha256 the error tells it", () =>
  withServer((seen) => serveRange(seen, IMAGES), ({ url }) =>
    inFolder(async (cwd) => {
      await writeFiles(cwd, {
        "path.yaml": OWN("images"),
        "unpinned.yaml": OWN(`${url}/images`),
        "url.yaml": OWN(`{ file: "${url}/images", sha256: ${hashBytes(IMAGES)} }`),
      });
      await writeImages(cwd);
      const unpinned = await runKoopline(["run", "unpinned.yaml"], { cwd });
      assert.equal(unpinned.code, 1);
      assert.match(unpinned.stderr, /\[fetch\.unpinned\]/);
      assert.ok(unpinned.stderr.includes(`write \`sha256: ${hashBytes(IMAGES)}\``));
      for (const file of ["path.yaml", "url.yaml"]) {
        const ran = await runKoopline(["run", file], { cwd });
        assert.equal(ran.code, 0, ran.stderr);
      }
      const [path, remote] = [
        await readAddresses("path.yaml", { cwd }),
        await readAddresses("url.yaml", { cwd }),
      ];
      assert.deepEqual(remote, path);
    })));

Deno.test("damaged data of one's own are an error of the pipeline, with the place in both", () =>
  inFolder(async (cwd) => {
    await writeFiles(cwd, { "path.yaml": OWN("images") });
    await writeImages(cwd);
    await Deno.writeFile(join(cwd, "images"), IMAGES.subarray(0, 20));
    const { code, stderr } = await runKoopline(["run", "path.yaml"], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /path\.yaml:3:3: images: Expected 22 bytes .* but found 20 bytes/);
  }));
