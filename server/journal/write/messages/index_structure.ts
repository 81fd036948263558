/**
 * Reads how the full-text index is built up: SQLite's FTS5 keeps it in segments on levels, and says in
 * one record which there are (the format is described at the head of its fts5_index.c).
 */

/** The row of the table `search_data` that holds the record. */
export const STRUCTURE_ROW = 10;

/** What begins the record of an index that FTS5 calls version 2, behind its cookie. */
const VERSION_2 = [0xff, 0x00, 0x00, 0x01];
const COOKIE_BYTES = 4;
/** Numbers of a segment: its id, its first and its last page; version 2 has five more. */
const SEGMENT_NUMBERS = 3;
const MORE_SEGMENT_NUMBERS = 5;

/**
 * Whether marks of what was deleted may still stand in the index, and with them its words, although all
 * its segments are merged into one. FTS5 leaves them out only while it merges into its last level, and
 * what it merges on a lower one keeps them: it has forgotten that nothing is above.
 */
export function mayHoldDeleted(record: Uint8Array): boolean {
  const levels = segmentsPerLevel(record);
  const lowest = levels.findIndex((segments) => segments > 0);
  return lowest >= 0 && lowest < levels.length - 1;
}

/** How many segments there are on each level. */
function segmentsPerLevel(record: Uint8Array): number[] {
  const isVersion2 = VERSION_2.every((byte, index) => record[COOKIE_BYTES + index] === byte);
  const segmentNumbers = SEGMENT_NUMBERS + (isVersion2 ? MORE_SEGMENT_NUMBERS : 0);
  let offset = COOKIE_BYTES + (isVersion2 ? VERSION_2.length : 0);
  const next = () => {
    const [value, length] = variableInteger(record, offset);
    offset += length;
    return value;
  };
  const levelCount = next();
  next(); // how many segments there are in all
  next(); // how often it was written
  const levels: number[] = [];
  while (levels.length < levelCount && offset < record.length) {
    next(); // how many of them are being merged
    const segments = next();
    levels.push(segments);
    for (let count = segments * segmentNumbers; count > 0; count--) next();
  }
  return levels;
}

/** SQLite's variable-length integer at `offset`, and how many bytes it has: seven bits in each, the highest first. */
function variableInteger(bytes: Uint8Array, offset: number): [value: number, length: number] {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[offset + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, index + 1];
  }
  return [value, 9];
}
