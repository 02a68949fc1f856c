/** Builds the WebAssembly kernels from their AssemblyScript sources: `deno run -A kernels/build.ts`. */

import asc from "assemblyscript/asc";

/** A kernel: the AssemblyScript source beside this file, and the flags it is compiled with. */
interface Kernel {
  readonly name: string;
  readonly flags: readonly string[];
}

/** Every kernel, by the name of its source. */
export const KERNELS: readonly Kernel[] = [
  // `--use abort=` drops the only import, so that the module runs anywhere as it is.
  { name: "elementary", flags: ["-O3", "--runtime", "stub", "--use", "abort="] },
];

/**
 * Compiles one kernel; the same source and compiler give the same bytes.
 *
 * @param kernel one of {@link KERNELS}.
 * @returns the bytes of the WebAssembly module.
 * @throws Error with the compiler's messages when the source does not compile.
 */
export async function buildKernel(kernel: Kernel): Promise<Uint8Array<ArrayBuffer>> {
  const source = `${kernel.name}.ts`;
  const output = `${kernel.name}.wasm`;
  let built: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main([source, "--outFile", output, ...kernel.flags], {
    readFile: (path) => path === source ? Deno.readTextFileSync(locate(source)) : null,
    writeFile: (path, contents) => {
      if (path === output && typeof contents !== "string") built = Uint8Array.from(contents);
    },
    listFiles: () => [],
  });
  if (error !== null || built === undefined) {
    throw new Error(`${source} does not compile: ${stderr.toString()}`, { cause: error });
  }
  return built;
}

function locate(file: string): URL {
  return new URL(file, import.meta.url);
}

if (import.meta.main) {
  for (const kernel of KERNELS) {
    const bytes = await buildKernel(kernel);
    Deno.writeFileSync(locate(`${kernel.name}.wasm`), bytes);
    console.log(`${kernel.name}.wasm ${bytes.length} bytes`);
  }
}
