/** Numbers as a page shows them. */

import { type Markup, markup } from "./html.ts";

/** Sets a number's plain text in type: a true minus sign, and powers of ten. */
export function typesetNumber(text: string): Markup {
  const [, mantissa = text, power] = /^(.*?)(?:e\+?(-?\d+))?$/.exec(text) ?? [];
  const shown = mantissa.replace(/^-/, "−");
  if (power === undefined) return markup`${shown}`;
  return markup`${shown}\u202f×\u202f10<sup>${power.replace("-", "−")}</sup>`;
}
