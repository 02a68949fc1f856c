/** Tables as Arrow IPC bytes, both ways. Loads apache-arrow (about 0.1 s): import it where tables are handled. */

export {
  countRows,
  encodeTable,
  encodeTableStream,
  isVectors,
  type TableColumns,
} from "./arrow_encode.ts";
export { type DecodedTable, decodeTable } from "./arrow_decode.ts";
