/**
 * Stamps on published figures: which cell they came from.
 *
 * They stand only in the view under `artifacts/out`, never in an artifact, so that equal pictures keep
 * equal addresses whatever code, pipeline or machine drew them.
 */

/** Where a published file came from. */
export interface Stamp {
  readonly pipeline: string;
  readonly cell: string;
  readonly key: string;
  readonly artifact: string;
}

/** Puts the stamp into an SVG as `<metadata>`. */
export function stampSvg(svg: string, stamp: Stamp): Uint8Array {
  const end = svg.indexOf(">", svg.indexOf("<svg"));
  if (end < 0) return new TextEncoder().encode(svg);
  const attributes = Object.entries(stamp)
    .map(([name, value]) => `${name}="${escapeText(value)}"`).join(" ");
  const metadata = `<metadata><koopline xmlns="urn:koopline:trace" ${attributes}/></metadata>`;
  return new TextEncoder().encode(svg.slice(0, end + 1) + metadata + svg.slice(end + 1));
}

/** Reads the stamp of a published SVG, or of a report, where it stands among the facts about the run. */
export function readStamp(text: string): Stamp | undefined {
  const element = /<koopline [^>]*>/.exec(text)?.[0];
  const key = /<dt>key<\/dt><dd>[0-9a-f]{64}<\/dd>/.exec(text)?.[0];
  if (element === undefined && key === undefined) return undefined;
  const read = (name: string) => {
    const found = element === undefined
      ? new RegExp(`<dt>${name}</dt><dd>([^<]*)</dd>`).exec(text)
      : new RegExp(` ${name}="([^"]*)"`).exec(element);
    return unescapeText(found?.[1] ?? "");
  };
  return {
    pipeline: read("pipeline"),
    cell: read("cell"),
    key: read("key"),
    artifact: read("artifact"),
  };
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replace(/\p{Cc}/gu, "\ufffd");
}

function unescapeText(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}
