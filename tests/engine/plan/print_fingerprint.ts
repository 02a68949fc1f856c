/** Prints a module's code hash; run in a process of its own, to see which permissions that takes. */

import { fingerprintModules } from "../../../engine/plan/fingerprint.ts";

const [module = "", cacheFile = ""] = Deno.args;
const prints = await fingerprintModules([module], { cacheFile });
console.log(prints.get(module)?.hash);
