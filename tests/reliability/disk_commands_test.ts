/** What people see of damaged and failing disks: words, exit codes, and what the next command does. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { canStart, explainNoMounts, IN_NAMESPACE, WITHOUT_PRIVILEGES } from "./mounts.ts";
import { inProject, runToEnd } from "./project.ts";
import { listFiles } from "./run_here.ts";
import { SMALL } from "./small_files.ts";

const NO_MOUNTS = explainNoMounts();
const MAY_DROP = canStart(WITHOUT_PRIVILEGES, "true");
if (NO_MOUNTS !== undefined) console.log(NO_MOUNTS);
if (!MAY_DROP) console.log("skipped: setpriv is missing, permissions do not count for root");

const RUN = ["run", "tiny.yaml", "--quiet"];

function assertTold(stderr: string, pattern: RegExp): void {
  assert.match(stderr, pattern);
  assert.doesNotMatch(stderr, /\n\s+at |defect/, stderr);
}

Deno.test("damage found by verify is set aside, and the next run brings all of it back", () =>
  inProject(async (project) => {
    const first = await runToEnd([...RUN, "--write-lock"], project);
    assert.equal(first.code, 0, first.stderr);
    const files = listFiles(project.store).filter((path) => /^(?:objects|records)\//.test(path));
    for (const path of files) {
      const bytes = Deno.readFileSync(join(project.store, path));
      bytes[bytes.length >> 1]! ^= 1;
      Deno.writeFileSync(join(project.store, path), bytes);
    }
    const verified = await runToEnd(["verify"], project);
    assert.equal(verified.code, 3);
    for (const path of files) assert.ok(verified.stderr.includes(path), path);
    assertTold(
      verified.stderr,
      /\[store\.corrupt\]\n {2}It was moved to .*corrupt\. Run the pipeline/,
    );
    const again = await runToEnd([...RUN, "--locked"], project);
    assert.equal(again.code, 0, again.stderr);
    const whole = await runToEnd(["verify"], project);
    assert.equal(whole.code, 0, whole.stderr);
  }, SMALL));

Deno.test("a store on a drive that is not there is refused, and nothing is made in its place", () =>
  inProject(async (project) => {
    const store = join(project.cwd, "drive", "results");
    const { code, stderr } = await runToEnd([...RUN, "--store", store], project);
    assert.equal(code, 2);
    assertTold(stderr, /Expected a folder in which to make the store.*\n {2}.*attach its drive/);
    assert.throws(() => Deno.statSync(join(project.cwd, "drive")), Deno.errors.NotFound);
  }, SMALL));

Deno.test({
  name:
    "an answer that goes to a full disk is refused in a sentence, and words for people are no failure",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    inProject(async (project) => {
      const full = ["sh", "-c", '"$@" > /dev/full', "sh"];
      const answer = await runToEnd(["plan", "tiny.yaml"], project, { wrap: full });
      assert.equal(answer.code, 2);
      assertTold(
        answer.stderr,
        /error standard output: Expected to write the answer, but found "No/,
      );
      const mute = ["sh", "-c", '"$@" 2> /dev/full', "sh"];
      const words = await runToEnd(["run", "tiny.yaml"], project, { wrap: mute });
      assert.equal(words.code, 0);
    }, SMALL),
});

Deno.test({
  name: "a full disk ends a run with code 2 and what to do, also when it is the lock file's",
  ignore: NO_MOUNTS !== undefined,
  fn: () =>
    inProject(async (project) => {
      Deno.mkdirSync(project.store);
      const mount = (script: string) => [...IN_NAMESPACE, "sh", "-c", script, "sh"];
      const full = mount(`mount -t tmpfs -o size=48k none ${project.store} && "$@"`);
      const stopped = await runToEnd(RUN, project, { wrap: full });
      assert.equal(stopped.code, 2, stopped.stderr);
      assertTold(
        stopped.stderr,
        /found "No space left on device.*\[store\.unwritable\]\n {2}Free some space on the disk and run again/,
      );
      const still = mount(
        `mount --bind . . && mount -o remount,bind,ro . && ` +
          `mount -t tmpfs none ${project.store} && cd ${project.cwd} && "$@"`,
      );
      const locking = await runToEnd([...RUN, "--write-lock"], project, { wrap: still });
      assert.equal(locking.code, 2, locking.stderr);
      assertTold(locking.stderr, /tiny\.lock\.json: Expected to write the pipeline's lock file/);
    }, SMALL),
});

Deno.test({
  name: "a store without permission is refused; with it, the same command does the work",
  ignore: !MAY_DROP,
  fn: () =>
    inProject(async (project) => {
      Deno.mkdirSync(project.store);
      Deno.chmodSync(project.store, 0o555);
      const refused = await runToEnd(RUN, project, { wrap: WITHOUT_PRIVILEGES });
      assert.equal(refused.code, 2);
      assertTold(
        refused.stderr,
        /\[store\.unwritable\]\n {2}Give yourself permission to write there/,
      );
      assert.deepEqual(listFiles(project.store), []);
      Deno.chmodSync(project.store, 0o755);
      const done = await runToEnd(RUN, project, { wrap: WITHOUT_PRIVILEGES });
      assert.equal(done.code, 0, done.stderr);
    }, SMALL),
});

Deno.test({
  name: "a store that cannot be written can be read",
  ignore: !MAY_DROP,
  fn: () =>
    inProject(async (project) => {
      const ran = await runToEnd(RUN, project);
      assert.equal(ran.code, 0, ran.stderr);
      const setMode = (mode: string) =>
        new Deno.Command("chmod", { args: ["-R", mode, project.store] }).output();
      await setMode("a-w");
      const before = listFiles(project.store);
      for (
        const args of [
          ["plan", "tiny.yaml"],
          ["explain", "tiny.yaml", "all"],
          ["query", "tiny.yaml", 'select * from "all"."values"'],
          ["export", "tiny.yaml", "--to", "given"],
          ["verify"],
        ]
      ) {
        const { code, stderr } = await runToEnd(args, project, { wrap: WITHOUT_PRIVILEGES });
        assert.equal(code, 0, `${args[0]}: ${stderr}`);
      }
      assert.deepEqual(listFiles(project.store), before);
      await setMode("u+w");
    }, SMALL),
});
