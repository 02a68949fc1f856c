/** Tables as Arrow IPC bytes, both ways. Encoding loads apache-arrow (about 0.1 s); `arrow_decode.ts` alone does not. */

export { countRows, encodeTable, encodeTableStream, type TableColumns } from "./arrow_encode.ts";
export { type DecodedTable, decodeTable } from "./arrow_decode.ts";
export { isVectors } from "./column_values.ts";
