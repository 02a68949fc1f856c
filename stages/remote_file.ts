/** Files that a stage takes from elsewhere: pinned by their bytes, whoever serves them. */

/** A file that the engine fetches before the stage runs. */
export interface RemoteFile {
  /**
   * SHA-256 of the bytes that `run` gets, as 64 lowercase hexadecimal digits. It must follow from the stage's
   * parameters and code, which are in the key; the sources are not. Without it the file is fetched, its hash is
   * told to the user, and the cell fails.
   */
  readonly sha256: string | undefined;
  /** Size of these bytes, which nothing may exceed; 2 GiB where it is not known. */
  readonly bytes?: number;
  /** Where it may be had, in the order in which they are tried. */
  readonly sources: readonly [RemoteSource, ...RemoteSource[]];
}

/** How a source serves the file where it does not serve its bytes as they are. */
export interface Packing {
  readonly encoding: "gzip";
  /** SHA-256 of what is served. */
  readonly sha256: string;
}

/** A place where a file may be had. */
export type RemoteSource =
  /** A path under the folder that `KOOPLINE_DATA` names; `/` between folders. */
  | { readonly kind: "folder"; readonly path: string; readonly packed?: Packing }
  /** A file of an npm package that koopline locks, `npm:name@version/path`. */
  | { readonly kind: "npm"; readonly specifier: string; readonly packed?: Packing }
  | { readonly kind: "url"; readonly url: string; readonly packed?: Packing };
