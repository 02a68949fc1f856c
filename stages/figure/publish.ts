/** What the engine does to a figure when it publishes it; the artifact itself stays as it is. */

import { isHarmlessSvg } from "../../report/page/lone_svg.ts";

/** Gives the text of a figure's file with nothing in it that could run, or fetch anything, when it is opened. */
export async function completeFigure(svg: string): Promise<string> {
  if (isHarmlessSvg(svg)) return svg;
  // Koopline's own figures never come here, and the parser takes longer to load than a figure to publish.
  const { cleanSvg } = await import("../../report/page/clean_svg.ts");
  return cleanSvg(svg);
}
