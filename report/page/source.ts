/** What a report page is made of. */

import type { ArtifactValue } from "../../schemas/artifact_type.ts";
import type { Figure } from "../../schemas/figure.ts";
import type { Labels } from "../../schemas/json.ts";
import type { Graph } from "../graph/graph.ts";
import type { DeclaredText } from "../markdown/read_text.ts";
import type { TableData } from "./column.ts";

/** An artifact by the cell that made it. */
export interface PageReference {
  readonly stage: string;
  readonly labels: Labels;
  readonly address: string;
}

/** A figure by the cell that made it. */
export interface PageFigure extends PageReference, ArtifactValue<typeof Figure> {}

/** Everything that a page shows. */
export interface PageSource {
  /** The Markdown. */
  readonly text: DeclaredText;
  /** Replaces the title in the text. */
  readonly title: string | undefined;
  readonly figures: readonly PageFigure[];
  /** Results of the text's queries by name. */
  readonly results: Readonly<Record<string, TableData>>;
  /** Every artifact that the report took. */
  readonly inputs: readonly PageReference[];
  readonly graph: Graph;
}

/** Shortens an address for reading; the whole one is never far from it. */
export function shortenAddress(address: string): string {
  return address.slice(0, 12);
}
