import assert from "node:assert/strict";
import { buildKernel, KERNELS } from "../../kernels/build.ts";

for (const kernel of KERNELS) {
  Deno.test(`the committed ${kernel.name}.wasm is what its source compiles to`, async () => {
    const committed = Deno.readFileSync(
      new URL(`../../kernels/${kernel.name}.wasm`, import.meta.url),
    );
    assert.deepEqual(await buildKernel(kernel), committed);
  });

  Deno.test(`${kernel.name}.wasm imports nothing`, () => {
    const file = new URL(`../../kernels/${kernel.name}.wasm`, import.meta.url);
    const module = new WebAssembly.Module(Deno.readFileSync(file));
    assert.deepEqual(WebAssembly.Module.imports(module), []);
  });
}
