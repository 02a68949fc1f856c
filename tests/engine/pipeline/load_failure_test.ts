import assert from "node:assert/strict";
import { describeLoadFailure } from "../../../engine/pipeline/load_failure.ts";

/** What Deno 2.9.6 says where the lock is frozen. */
const FROZEN =
  `The lockfile is out of date. Run \`deno install --frozen=false\`, or rerun with \`--frozen=false\` to update it.
changes:
 23 | +    "npm:@scope/other@^1.2.0": "1.2.3",
 24 | +    "npm:lodash@*": "4.18.1",
578 | +    "lodash@4.18.1": {
`;

Deno.test("a package that is not locked is named, without advice to change koopline's lock", () => {
  const { found, hint } = describeLoadFailure(new TypeError(FROZEN), "/here/stage.ts");
  assert.equal(found, "an import of `@scope/other`, `lodash` that koopline has not locked");
  assert.match(hint ?? "", /copy what you need/);
  assert.doesNotMatch(hint ?? "", /frozen/);
});
