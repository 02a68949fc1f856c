/** The npm packages that decide what a query gives: their locked integrity enters the keys of cells with queries. */

/** Packages by name@version, as `deno.lock` names them. */
export const CATALOG_PACKAGES: readonly string[] = [
  "@duckdb/duckdb-wasm@1.32.0",
  "apache-arrow@17.0.0",
];
