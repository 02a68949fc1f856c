/** The names that a code manifest gives to files: the same in every clone and every folder. */

import { fileURLToPath } from "node:url";
import type { CodeManifest } from "../store/record.ts";
import type { ModuleGraph } from "../worker/protocol.ts";

/** URL of koopline's own folder. */
export const KOOPLINE_ROOT = new URL("../../", import.meta.url);

/** The folders of koopline's code. A stage kind of the user's own may lie anywhere else, also beside them. */
const CODE_FOLDERS = /^(?:schemas|stages|engine|numerics|training|report|kernels)\//;

/** Names the files of a stage module's graph. */
export interface FileNamer {
  /**
   * Gives `stages/descent/stage.ts` for koopline's own code, and a path from the stage module's folder
   * that begins with `./` or `../` for everything else.
   */
  nameFile(url: string): string;
}

/**
 * Makes the namer of a stage module.
 *
 * @param module file: URL of the stage's module.
 */
export function openNamer(module: string): FileNamer {
  // Koopline may be reached through a symbolic link; a file is koopline's by where it really is.
  const root = Deno.realPathSync(fileURLToPath(KOOPLINE_ROOT)).replaceAll("\\", "/");
  return {
    nameFile(url) {
      const real = Deno.realPathSync(fileURLToPath(url)).replaceAll("\\", "/");
      const inside = real.startsWith(`${root}/`) ? real.slice(root.length + 1) : "";
      return CODE_FOLDERS.test(inside) ? encodeURI(inside) : findRelative(module, url);
    },
  };
}

/** Finds the files of a manifest on this machine. */
export function locateModules(
  module: string,
  manifest: CodeManifest,
): readonly { readonly path: string; readonly sha256: string }[] {
  return Object.entries(manifest.modules).map(([name, sha256]) => {
    const url = new URL(name, name.startsWith(".") ? module : KOOPLINE_ROOT);
    return { path: fileURLToPath(url), sha256 };
  });
}

/** Finds the files and packages of a manifest on this machine, which are what a stage may import. */
export function locateGraph(module: string, manifest: CodeManifest): ModuleGraph {
  const files = locateModules(module, manifest).map(({ path }) => path);
  const packages = Object.keys(manifest.packages).map((id) => {
    const at = id.indexOf("@", 1);
    // A version may be followed by the peers it was resolved with: `3.0.2_d3-selection@3.0.1`.
    return `${id.slice(0, at)}/${id.slice(at + 1).split("_")[0]}`;
  });
  return { files: new Set(files), packages: new Set(packages) };
}

function findRelative(module: string, url: string): string {
  const from = module.split("/").slice(0, -1);
  const to = url.split("/");
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const up = from.length - same;
  return `${up === 0 ? "./" : "../".repeat(up)}${to.slice(same).join("/")}`;
}
