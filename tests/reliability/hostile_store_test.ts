/** A store that somebody else made: whatever it holds, nothing outside it is written or deleted, and nothing runs. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { publishView } from "../../engine/run/publish.ts";
import { openSession, planSession } from "../../engine/run/session.ts";
import { verifyViews } from "../../engine/run/verify_views.ts";
import { formatViewState } from "../../engine/run/view_state.ts";
import { openStore } from "../../engine/store/store.ts";
import { KooplineError } from "../../schemas/error.ts";
import { inFolder, runKoopline } from "../end_to_end/koopline.ts";
import { inProject } from "../end_to_end/command_project.ts";
import type { EncodedArtifact } from "../../engine/worker/job.ts";

const REPORTED = `name: told
stages:
  number: { uses: ./number.ts, with: { value: 1 } }
  plot:
    uses: figure
    needs: { number: number }
    with:
      title: Numbers
      sql: select 1 as x, value from number.values
      plot: { kind: scatter, x: x, y: value }
  report: { uses: report, needs: { figures: plot, number: number }, with: { text: told.md } }
`;

/** What a run publishes that finds everything done; artifacts by kind stand in for the store's own. */
async function openPublishing(cwd: string) {
  const session = await openSession({
    file: join(cwd, "told.yaml"),
    set: {},
    store: join(cwd, "artifacts"),
  });
  const { store, pipeline } = session;
  const planned = planSession(session).flatMap((one) =>
    one.kind === "reuse" ? [{ cell: one.cell, key: one.key, address: one.address }] : []
  );
  assert.equal(planned.length, 3);
  return async (kind = "", change = (artifact: EncodedArtifact) => artifact) => {
    const finished = [];
    for (const one of planned) {
      if (one.cell.stage.loaded.kind.kind !== kind) finished.push(one);
      else {
        const written = await store.writeArtifact(change(store.readArtifact(one.address)));
        finished.push({ ...one, address: written.address });
      }
    }
    const command = { command: "koopline", file: "told.yaml" } as const;
    return await publishView({ store, pipeline, command, finished, partial: false, facts: {} });
  };
}

async function listTree(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) paths.push(...await listTree(path));
    else paths.push(path);
  }
  return paths.sort();
}

/** Files of the project that are not the store's. */
async function listOutside(cwd: string): Promise<readonly string[]> {
  return (await listTree(cwd)).filter((path) => !path.startsWith(join(cwd, "artifacts")));
}

const isUnreadable = (error: unknown) =>
  error instanceof KooplineError && error.code === "store.unreadable" &&
  /symbolic link/.test(error.message);

const EVIL_SVG = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "<script>alert(1)</script>">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://x.org"/></foreignObject>
<a href="javascript:alert(1)"><text>kept</text></a><image href="https://x.org/a.png"/>&x;</svg>`;

Deno.test("a hostile store …", async (t) => {
  await inProject(async ({ cwd }) => {
    await Deno.writeTextFile(join(cwd, "told.yaml"), REPORTED);
    await Deno.writeTextFile(join(cwd, "told.md"), "# Told\n\nSomething.\n");
    const ran = await runKoopline(["run", "told.yaml", "--quiet"], { cwd });
    assert.equal(ran.code, 0, ran.stderr);
    const out = join(cwd, "artifacts", "out", "told");
    const publish = await openPublishing(cwd);
    const clearView = () => Deno.remove(out, { recursive: true });

    await t.step("publishes the same view from a record as the run did", async () => {
      const before = await listTree(out);
      await clearView();
      await publish();
      assert.deepEqual(await listTree(out), before);
    });

    await t.step("cannot make a run delete files outside the view", async () => {
      const victim = join(cwd, "victim.txt");
      await Deno.writeTextFile(victim, "mine");
      const files = ["../../../victim.txt", victim, "figures/../../../../victim.txt", 7];
      await Deno.writeTextFile(
        join(out, ".published.json"),
        JSON.stringify({ signature: "", files }),
      );
      await publish();
      assert.equal(await Deno.readTextFile(victim), "mine");
    });

    await t.step("cannot choose where tables are written", async () => {
      const names = ["../../../../../escaped", "/tmp/escaped", "a\u0000b", "__proto__"];
      const around = await listOutside(cwd);
      await publish("number", (artifact) => ({
        ...artifact,
        tables: Object.fromEntries([
          ...Object.entries(artifact.tables),
          ...names.map((name) => [name, artifact.tables["values"]]),
        ]),
      }));
      assert.deepEqual(await listOutside(cwd), around);
      assert.equal((await listTree(join(out, "tables"))).length, 1 + 1 + names.length);
    });

    await t.step("gets its pictures published without what could run", async () => {
      await publish("figure", (artifact) => ({
        ...artifact,
        files: { ...artifact.files, svg: new TextEncoder().encode(EVIL_SVG) },
      }));
      const svg = await Deno.readTextFile(join(out, "figures", "plot.svg"));
      assert.match(svg, /<text>kept<\/text>/);
      assert.match(svg, /<metadata><koopline /);
      assert.equal(/script|onload|foreign|iframe|x\.org|ENTITY|<\?/i.test(svg), false, svg);
    });

    for (
      const [what, change] of [
        ["a script", (page: string) => page.replace("</main>", "<script>1</script></main>")],
        ["another policy", (page: string) => page.replace("default-src 'none'", "default-src *")],
        ["a page of its own", () => "<!doctype html><script>alert(1)</script>"],
        [
          "a redirection",
          (page: string) =>
            page.replace("</main>", `<MeTa http-equiv=refresh content="0;url=//x.org"></main>`),
        ],
      ] as const
    ) {
      await t.step(`gets no report published with ${what} in it`, async () => {
        const forge = (artifact: EncodedArtifact) => {
          const page = new TextDecoder().decode(artifact.files["html"]);
          return { ...artifact, files: { html: new TextEncoder().encode(change(page)) } };
        };
        await clearView();
        await assert.rejects(
          () => publish("report", forge),
          (error) => error instanceof KooplineError && error.code === "report.harmful",
        );
        assert.equal((await listTree(out)).some((path) => path.endsWith(".html")), false);
      });
    }

    await t.step(
      "cannot lead a view elsewhere by symbolic links",
      () =>
        inFolder(async (elsewhere) => {
          await Deno.writeTextFile(join(elsewhere, "report.html"), "mine");
          for (const part of ["", "figures", "tables"]) {
            await Deno.remove(join(out, part), { recursive: true }).catch(() => {});
            if (part !== "") await Deno.mkdir(out, { recursive: true });
            await Deno.symlink(elsewhere, join(out, part));
            await assert.rejects(() => publish(), isUnreadable);
            assert.deepEqual(await listTree(elsewhere), [join(elsewhere, "report.html")]);
            await Deno.remove(join(out, part));
          }
        }),
    );
  });
});

Deno.test("a view that leads elsewhere by a symbolic link is reported, and nothing there is set aside", () =>
  inFolder(async (folder) => {
    const [root, elsewhere] = [join(folder, "artifacts"), join(folder, "elsewhere")];
    const out = join(root, "out", "told");
    await Deno.mkdir(elsewhere);
    await Deno.writeTextFile(join(elsewhere, "key"), "mine");
    await Deno.mkdir(out, { recursive: true });
    const state = { signature: "", files: new Map([["figures/key", "ab".repeat(32)]]) };
    await Deno.writeFile(join(out, ".published.json"), formatViewState(state));
    await Deno.symlink(elsewhere, join(out, "figures"));
    const [problem, ...others] = verifyViews(openStore(root));
    assert.deepEqual([problem?.code, problem?.where], ["store.unreadable", join(out, "figures")]);
    assert.deepEqual(others, []);
    assert.equal(await Deno.readTextFile(join(elsewhere, "key")), "mine");
  }));

const FOLDERS = "objects records runs claims tmp corrupt downloads trash cache history out".split(
  " ",
);

Deno.test.each(FOLDERS)(
  "a store whose %s is a symbolic link is not opened",
  (name) =>
    inFolder(async (folder) => {
      const [root, elsewhere] = [join(folder, "artifacts"), join(folder, "elsewhere")];
      await Deno.mkdir(root);
      await Deno.mkdir(elsewhere);
      await Deno.symlink(elsewhere, join(root, name));
      assert.throws(() => openStore(root), isUnreadable);
    }),
);

Deno.test("a store that is a symbolic link as a whole is opened", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "large_disk", "objects"), { recursive: true });
    await Deno.symlink(join(folder, "large_disk"), join(folder, "artifacts"));
    assert.equal(openStore(join(folder, "artifacts")).root, join(folder, "artifacts"));
  }));

Deno.test({
  name: "a store whose files lead to pipes and devices neither hangs nor gives them out",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const store = openStore(join(folder, "artifacts"));
      const pipe = join(folder, "pipe");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      for (const target of ["/dev/zero", pipe]) {
        const hash = "ab".repeat(32);
        for (
          const path of [
            join(store.root, "objects", "ab", hash),
            join(store.root, "records", "number", "ab", `${hash}.json`),
          ]
        ) {
          await Deno.mkdir(dirname(path), { recursive: true });
          await Deno.symlink(target, path);
        }
        assert.equal(store.readRecord("number", hash), undefined);
        assert.equal(store.hasArtifact(hash), false);
        assert.equal(store.readCode(hash), undefined);
        assert.deepEqual([...store.listRecords()], []);
      }
    }),
});
