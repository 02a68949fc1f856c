/** The npm packages that decide what a query gives: their locked integrity enters the keys of cells with queries. */

/** Packages by name@version, as `deno.lock` names them. */
export const CATALOG_PACKAGES: readonly string[] = [
  "@duckdb/duckdb-wasm@1.32.0",
  "apache-arrow@17.0.0",
];

/**
 * Raised when the catalog turns the same query over the same tables into other columns or another order: the
 * catalog's own code is no part of a stage's module graph.
 */
export const CATALOG_RULES = 1;
