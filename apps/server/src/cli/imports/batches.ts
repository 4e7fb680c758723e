/** As many as the server takes in one transaction, and as many bytes as any body limit lets through. */
const MAX_CLIENTS = 100;
const MAX_BYTES = 64 * 1024;

/** The entries in order, cut into what one request can carry. */
export const batchesOf = <T>(entries: readonly T[]): T[][] => {
  const batches: T[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_CLIENTS || bytes + size > MAX_BYTES) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
};
