/** Two runs on one store share the work instead of doing it twice. */

import assert from "node:assert/strict";
import { inProject, runForJson } from "./command_project.ts";
import { runKoopline, writeFiles } from "./koopline.ts";

const SHARED = `name: shared
axes: { n: { range: [100, 116] } }
stages:
  number: { uses: ./number.ts, over: [n], with: { value: "\${n}", spin: 15000000 } }
  total: { uses: ./total.ts, needs: { numbers: number } }
`;

Deno.test("two runs at once execute each cell once in total, and both end with every result", () =>
  inProject(async (place) => {
    await writeFiles(place.cwd, { "shared.yaml": SHARED });
    const run = () => runForJson(["run", "shared.yaml", "--json", "-j", "1"], place);
    const both = await Promise.all([run(), run()]);
    for (const { code, stderr, value } of both) {
      assert.equal(code, 0, stderr);
      assert.equal(value.executed + value.reused, 17);
    }
    assert.equal(both.reduce((sum, { value }) => sum + value.executed, 0), 17);
    for (const { value } of both) assert.ok(value.executed > 0, "both runs took part");
    const sql = "select count(*) as runs, sum(executed) as executed from koopline.runs";
    const { stdout } = await runKoopline(["query", "shared.yaml", sql, "-f", "json"], place);
    assert.deepEqual(JSON.parse(stdout), [{ runs: 2, executed: 17 }]);
    assert.equal((await runKoopline(["verify", "shared.yaml", "--sample", "4"], place)).code, 0);
  }));
