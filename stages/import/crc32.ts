/** Computes the checksum of ZIP and gzip, polynomial 0xEDB88320 (ISO 3309), as an unsigned number. */
export function computeCrc32(bytes: Uint8Array): number {
  let crc = -1;
  // An iterator takes six times as long here.
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
