/** Which figure stands where, and which number figures and tables have. */

import { KooplineError, type Problem } from "../../schemas/error.ts";
import { nameFigure } from "../markdown/parse_figure.ts";
import type { FigureName, FigurePiece, ScannedText, TablePiece } from "../markdown/piece.ts";
import type { PageFigure } from "./source.ts";

/** A figure in its place. */
export interface NumberedFigure {
  readonly number: number;
  readonly figure: PageFigure;
}

/** The numbers of a text's figures and tables. */
export interface Numbering {
  readonly placed: ReadonlyMap<FigurePiece, readonly NumberedFigure[]>;
  /** Figures that the text does not place. */
  readonly rest: readonly NumberedFigure[];
  readonly tables: ReadonlyMap<TablePiece, number>;
}

/**
 * Numbers figures and tables in the order of the text, figures that it does not place after them.
 *
 * @param absent stages whose figures may be missing: their places stay empty.
 * @throws {KooplineError} `report.figure` with every other name that no figure has.
 */
export function numberFigures(
  { pieces }: ScannedText,
  figures: readonly PageFigure[],
  absent: ReadonlySet<string> = new Set(),
): Numbering {
  const placed = new Map<FigurePiece, readonly NumberedFigure[]>();
  const tables = new Map<TablePiece, number>();
  const problems: Problem[] = [];
  let number = 0;
  for (const piece of pieces) {
    if (piece.kind === "table") tables.set(piece, tables.size + 1);
    if (piece.kind !== "figure" && piece.kind !== "figure_link") continue;
    const found = figures.filter((figure) => matchFigure(figure, piece.figure));
    if (found.length === 0 && !absent.has(piece.figure.stage)) {
      problems.push(describeUnknown(piece.figure, piece.where, figures));
    }
    if (piece.kind === "figure") {
      placed.set(piece, found.map((figure) => ({ number: ++number, figure })));
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new KooplineError(first, { others });
  const shown = new Set([...placed.values()].flat().map(({ figure }) => figure));
  const rest = figures.filter((figure) => !shown.has(figure))
    .map((figure) => ({ number: ++number, figure }));
  return { placed, rest, tables };
}

/** Finds the first numbered figure with a name. */
export function findNumber({ placed, rest }: Numbering, name: FigureName): number | undefined {
  return [...[...placed.values()].flat(), ...rest]
    .find(({ figure }) => matchFigure(figure, name))?.number;
}

function matchFigure({ stage, labels }: PageFigure, name: FigureName): boolean {
  return stage === name.stage &&
    Object.entries(name.labels).every(([axis, value]) =>
      Object.hasOwn(labels, axis) && String(labels[axis]) === value
    );
}

function describeUnknown(
  name: FigureName,
  where: string,
  figures: readonly PageFigure[],
): Problem {
  const known = figures.map(({ stage, labels }) => nameFigure(stage, labels));
  const listed = known.slice(0, 8).join(", ");
  const more = known.length > 8 ? ` and ${known.length - 8} more` : "";
  return {
    code: "report.figure",
    where,
    expected: known.length === 0 ? "no figure" : `a figure of the report: ${listed}${more}`,
    found: nameFigure(name.stage, name.labels),
    hint: "Add the stage to the report's needs: { figures: […] }.",
  };
}
