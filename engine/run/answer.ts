/** Answering a cell's queries: only the cells it takes are visible, each stage as a schema. */

import { type CatalogSource, runQuery } from "../catalog/query.ts";
import type { Cell, ExpandedPipeline, ExpandedStage } from "../pipeline/expanded.ts";
import { decodeTable, encodeTable } from "../store/arrow_table.ts";
import type { Store } from "../store/store.ts";
import type { AnswerQueries } from "./execute.ts";
