/** JSON that people may see on a terminal. */

/** Escapes in a JSON text what could command a terminal or turn the writing direction; its value stays the same. */
export function escapeJson(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
