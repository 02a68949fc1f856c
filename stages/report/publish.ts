/** What the engine does to a report when it publishes it; the artifact itself stays as it is. */

export { completeReport, type RunFacts } from "../../report/page/publish.ts";
export { assertHarmlessPage } from "../../report/page/harmless_page.ts";
