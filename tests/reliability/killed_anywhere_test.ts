/** Runs killed at any moment: the next one goes on, with nothing half, nothing twice and the same addresses. */

import { assertAmong, killMany, type Moment, runUndisturbed } from "./killing.ts";
import { inProject } from "./project.ts";
import { type Draw, openDraw, SEED, TRIALS } from "./random.ts";

/** Mostly at writes, a few cells further than the last; the others in between, while workers compute. */
function chooseAmongCells(draw: Draw): Moment {
  if (draw(0, 4) > 0) return { kind: "write", at: draw(1, 90) };
  return { kind: "event", after: draw(1, 14), delay: draw(0, 20) };
}

Deno.test(`a run is killed at ${100 * TRIALS} moments of its cells, and each next one goes on (seed ${SEED})`, () =>
  inProject(async (project) => {
    const draw = openDraw(SEED);
    const undisturbed = await runUndisturbed(project, "bare.yaml");
    const deaths = await killMany(project, undisturbed, 100 * TRIALS, () => chooseAmongCells(draw));
    assertAmong(deaths, ["write tmp", "sync tmp", "rename objects", "event"]);
  }));
