/** The one artifact that the bench's stages make. */

/** Describes a text as an `expectation` of one row, which holds the text as its source. */
export function describeText(name: string, value: number, text: string) {
  return {
    tables: {
      values: {
        name: [name],
        value: Float64Array.of(value),
        tolerance: Float64Array.of(0),
        tag: ["D"],
        source: [text],
      },
    },
    files: {},
    meta: {},
  };
}
