/** For every kind of change the plan names exactly that change, for exactly the cells that it concerns. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { nameCell } from "../../../engine/pipeline/expanded.ts";
import { continueHistory } from "../../../engine/plan/history.ts";
import { hashPreimage } from "../../../engine/plan/preimage.ts";
import { planSession, writeHistory } from "../../../engine/run/session.ts";
import { encodeCanonicalJson } from "../../../engine/store/canonical_json.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import type { CodeManifest } from "../../../engine/store/record.ts";
import { CHANGES } from "./changes.ts";
import { FILES, inPlannedProject, settleAll, showPlan } from "./planned_project.ts";

/** Applies a change, reads the plan, executes, goes back, and leaves everything as it was. */
Deno.test("the plan names exactly what changed, run executes that, and going back runs nothing", async (test) => {
  await inPlannedProject(async (project) => {
    assert.equal((await settleAll(await project.open())).length, 21);
    for (const { what, files = {}, set = {}, plan } of CHANGES) {
      await test.step(what, async () => {
        await project.write({ ...FILES, ...files });
        const session = await project.open(set);
        assert.deepEqual(showPlan(session), plan);
        const planned = planSession(session);
        const executed = new Set(await settleAll(session));
        for (const { kind, cell } of planned) {
          const name = nameCell(cell);
          if (kind === "run") assert.ok(executed.has(name), `${name} ran`);
          if (kind === "reuse") assert.ok(!executed.has(name), `${name} did not run`);
        }
        await project.write(FILES);
        const back = await project.open();
        assert.deepEqual(showPlan(back), []);
        assert.deepEqual(await settleAll(back), []);
      });
    }
  });
});

const HISTORIES = {
  "no earlier run is known": undefined,
  "no earlier run is known: the history is damaged": '{"body":{"format":2},"sha256":"0"}',
  "no earlier run is known: a newer koopline wrote the history": '{"format":99,"cells":{}}',
};

Deno.test("a plan without a history that it can read says so, and never something wrong", async () => {
  await inPlannedProject(async (project) => {
    await settleAll(await project.open());
    const path = join(project.folder, "artifacts/history/p.json");
    await project.write({ "notes.md": "# Changed\n", "data.csv": "name,value\na,9\n" });
    for (const [line, text] of Object.entries(HISTORIES)) {
      if (text === undefined) await Deno.remove(path);
      else await Deno.writeTextFile(path, text);
      assert.deepEqual(showPlan(await project.open()), [
        "data 1 to run",
        `    ${line}`,
        "plot 1 waiting",
        "    after data, if that changes what it takes",
        "report 1 waiting",
        "    after plot, if that changes what it takes",
      ]);
    }
  });
});

Deno.test("a record that is gone is what the plan names", async () => {
  await inPlannedProject(async (project) => {
    const session = await project.open();
    await settleAll(session);
    await Deno.remove(join(project.folder, "artifacts/records/mark"), { recursive: true });
    assert.deepEqual(showPlan(await project.open()), [
      "mark 1 to run",
      "    its record is not in the store any more",
    ]);
    await project.write({ "scale.ts": "export const scale = 2;\n" });
    assert.deepEqual(showPlan(await project.open()), [
      "mark 1 to run",
      "    its earlier record is not in the store any more",
    ]);
  });
});

Deno.test("an input that goes missing, and one that comes back, is what the plan names", async () => {
  await inPlannedProject(async (project) => {
    const needs = "conjugacy: { uses: conjugacy, needs: { spectra: spectrum }";
    const text = FILES["p.yaml"].replace(
      needs,
      needs.replace("{ uses", "{ allow_missing: true, uses"),
    );
    await project.write({ "p.yaml": text });
    await settleAll(await project.open());
    const whole = await project.open();
    const planned = planSession(whole).find(({ cell }) =>
      nameCell(cell) === "spectrum[method=gradient,draw=2]"
    );
    assert.ok(planned?.kind === "reuse");
    const { store } = whole;
    const record = store.readRecord("spectrum", planned.key);
    assert.ok(record?.outcome.kind === "done");

    const problem = { code: "stage.failed", expected: "a spectrum", found: "none" } as const;
    await store.writeRecord({ ...record, outcome: { kind: "failed", problem } });
    const gone = await project.open();
    assert.deepEqual(showPlan(gone), [
      "spectrum 1 failed before",
      "    Expected a spectrum, but found none.",
      "    (--retry runs it again)",
      "      spectrum[method=gradient,draw=2]",
      "conjugacy 1 to run",
      "    input spectra[draw=2,method=gradient]: # → missing",
    ]);
    assert.deepEqual(await settleAll(gone), ["conjugacy"]);
    assert.deepEqual(await settleAll(await project.open()), []);

    const another = {
      type: "spectrum",
      version: 1,
      tables: {},
      files: {},
      meta: { key: "another" },
    };
    const { address } = await store.writeArtifact(another);
    await store.writeRecord({ ...record, outcome: { ...record.outcome, artifact: address } });
    const back = await project.open();
    assert.deepEqual(showPlan(back), [
      "conjugacy 1 to run",
      "    input spectra[draw=2,method=gradient]: missing → #",
    ]);
    assert.deepEqual(await settleAll(back), ["conjugacy"]);
  });
});

/** A cell's code as it was, from what it is now. */
type Earlier = (now: CodeManifest) => CodeManifest;

const EARLIER: Readonly<Record<string, readonly [earlier: Earlier, line: RegExp]>> = {
  "another version of an npm package": [
    ({ modules, packages }) => ({
      modules,
      packages: {
        ...Object.fromEntries(
          Object.entries(packages).filter(([name]) => !name.startsWith("zod@")),
        ),
        "zod@4.0.0": "sha512-earlier",
      },
    }),
    /^ {4}package zod: 4\.0\.0 \(sha512-earlier…\) → [\d.]+ \(sha512-\S{8}…\)$/,
  ],
  "an npm package that it did not need": [
    ({ modules, packages }) => ({
      modules,
      packages: Object.fromEntries(
        Object.entries(packages).filter(([name]) => !name.startsWith("zod@")),
      ),
    }),
    /^ {4}package zod: new \([\d.]+ \(sha512-\S{8}…\)\)$/,
  ],
  "another helper module": [
    ({ modules, packages }) => ({
      modules: { ...modules, "./scale.ts": "b".repeat(64) },
      packages,
    }),
    /^ {4}module \.\/scale\.ts: # → #$/,
  ],
};

for (const [what, [earlier, line]] of Object.entries(EARLIER)) {
  Deno.test(`the plan names ${what} with which a cell was made`, async () => {
    await inPlannedProject(async (project) => {
      const first = await project.open();
      await settleAll(first);
      const { store } = first;
      const planned = planSession(await project.open()).find(({ cell }) =>
        nameCell(cell) === "mark"
      );
      assert.ok(planned?.kind === "reuse");
      const record = store.readRecord("mark", planned.key);
      const manifest = first.code.get(record?.preimage.code ?? "");
      assert.ok(record !== undefined && manifest !== undefined);
      // What the store would hold had it been made with the other code.
      const graph = earlier(manifest);
      const code = hashBytes(encodeCanonicalJson(graph));
      const preimage = { ...record.preimage, code };
      const key = hashPreimage(preimage);
      store.writeCode(code, graph);
      await store.writeRecord({ ...record, key, preimage });
      const past = new Map([["mark", { kind: "mark", key }]]);
      const session = await project.open();
      writeHistory(session, continueHistory(session.history, session.pipeline, past));
      await Deno.remove(
        join(store.root, "records/mark", planned.key.slice(0, 2), `${planned.key}.json`),
      );
      const [head, ...lines] = showPlan(await project.open());
      assert.equal(head, "mark 1 to run");
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0] ?? "", line);
    });
  });
}
