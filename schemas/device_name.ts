/** Names that mean a device to Windows in every folder, whatever follows their first dot. */

const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Tells whether a file or a folder of a name would be a device on Windows: `con`, `nul.txt`, `com1`. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}
