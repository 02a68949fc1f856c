/** Builds the WebAssembly kernels from their AssemblyScript sources: `deno run -A kernels/build.ts`. */

import asc from "assemblyscript/asc";

/** A kernel: its AssemblyScript entry beside this file, which may import others, and its flags. */
interface Kernel {
  readonly name: string;
  readonly flags: readonly string[];
}

/** Every kernel, by the name of its source. */
export const KERNELS: readonly Kernel[] = [
  // `--use abort=` drops the only import, so that the module runs anywhere as it is.
  { name: "elementary", flags: ["-O3", "--runtime", "stub", "--use", "abort="] },
  {
    name: "linear_algebra",
    flags: ["-O3", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--noAssert"],
  },
  {
    name: "dense",
    flags: ["-O3", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--noAssert"],
  },
  {
    name: "patch",
    flags: ["-O3", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--noAssert"],
  },
  {
    name: "solver",
    flags: ["-O3", "--runtime", "stub", "--use", "abort=", "--enable", "simd", "--noAssert"],
  },
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
    readFile: readSource,
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

/** Reads a source of this folder; the compiler adds `.ts` to what sources import. */
function readSource(path: string): string | null {
  const source = path.replace(/\.ts\.ts$/, ".ts");
  if (!/^\w+\.ts$/.test(source)) return null;
  try {
    return Deno.readTextFileSync(locate(source));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
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
