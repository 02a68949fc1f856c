/** Stages that reach for the world, one attempt a parameter. */

import { defineStage, z } from "koopline";
import { Numbers } from "./echo.ts";

type Attempt = () => unknown;

const hide = (name: string) => name;

/** Attempts that must be refused, by name. */
export const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  "Math.random": () => Math.random(),
  "crypto.getRandomValues": () => crypto.getRandomValues(new Uint8Array(4)),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.subtle.generateKey": () => crypto.subtle.generateKey("Ed25519", true, ["sign"]),
  "FormData": () => new Response(new FormData()).text(),
  "URL.createObjectURL": () => URL.createObjectURL(new Blob()),
  "setInterval": () => setInterval(() => {}, 1),
  "AbortSignal.timeout": () => AbortSignal.timeout(5),
  "Atomics.wait": () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5),
  "Deno.readTextFile": () => Deno.readTextFile("/etc/hostname"),
  "Deno.env": () => Deno.env.get("HOME"),
  "Deno.connect": () => Deno.connect({ hostname: "127.0.0.1", port: 1 }),
  "Deno.Command": () => new Deno.Command("true").output(),
  "Deno.memoryUsage": () => Deno.memoryUsage(),
  "process.env.HOME": () => process.env["HOME"],
  "process.hrtime": () => process.hrtime(),
  "process.getBuiltinModule": () => process.getBuiltinModule("node:crypto"),
  "fetch": () => fetch("http://127.0.0.1:1/"),
  "WebSocket": () => new WebSocket("ws://127.0.0.1:1/"),
  "EventSource": () => new EventSource("http://127.0.0.1:1/"),
  "Worker": () => new Worker("data:text/javascript,", { type: "module" }),
  "BroadcastChannel": () => new BroadcastChannel("cells"),
  "postMessage": () => Reflect.get(globalThis, "postMessage")({ kind: "done" }),
  "close": () => Reflect.get(globalThis, "close")(),
  "onmessage": () => Reflect.set(globalThis, "onmessage", () => {}),
  "addEventListener": () => globalThis.addEventListener("message", () => {}),
  "node:fs": async () => (await import(hide("node:fs"))).readFileSync("/etc/hostname"),
  "node:buffer": async () => new (await import(hide("node:buffer"))).File([], "a").lastModified,
  "node:crypto": async () => (await import(hide("node:crypto"))).randomBytes(4),
  "node:child_process": async () => (await import(hide("node:child_process"))).execSync("true"),
  "node:process": async () => (await import(hide("node:process"))).env["HOME"],
  "node:vm": async () => (await import(hide("node:vm"))).runInNewContext("Date.now()"),
  "node:module": async () => (await import(hide("node:module"))).createRequire("file:///x.js"),
  "computed module": () => import(hide("./not_in_the_graph.ts")),
  "computed package": () => import(hide("csv-parse/sync")),
  "package of a registry": () => import(hide("npm:koopline-secret-is-42@1.0.0")),
  "module with data": () => import(hide("data:text/javascript,Math.random()")),
  "Deno.internal": () => Reflect.get(Deno, Reflect.get(Deno, "internal")),
  "Function": () => (() => {}).constructor("return Math.random()")(),
  "koopline's engine": () => import(hide("../../../../engine/worker/impurity.ts")),
  "package's Math.random": async () => {
    const { Matrix } = await import("ml-matrix");
    return Matrix.random(2, 2).get(0, 0);
  },
  "eval": () => (0, eval)("Math.random()"),
};

/** Makes attempts; with `caught` it logs what each threw and goes on as if nothing had happened. */
export const impure = defineStage({
  kind: "impure",
  summary: "Makes attempts to reach outside.",
  params: z.strictObject({ attempts: z.array(z.string()), caught: z.boolean() }),
  needs: {},
  makes: Numbers,
  async run({ params, log }) {
    for (const name of params.attempts) {
      const attempt = ATTEMPTS[name];
      if (attempt === undefined) throw new Error(`no attempt ${name}`);
      try {
        log(`${name}: gave ${await attempt()}`);
      } catch (error) {
        if (!params.caught) throw error;
        // What the loader throws on a refused import has the refusal in its text only.
        const [, refused] = /but found (.*)\.$/m.exec(String(error)) ?? [];
        log(`${name}: ${refused}`);
      }
    }
    return {
      tables: { numbers: { value: new Float64Array(1) } },
      files: {},
      meta: { text: "went on" },
    };
  },
});
