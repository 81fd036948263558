/** What tells whether the text of a message is still the one that was stored. */
import { crc32 } from "node:zlib";

/** What stands in the place of a text that the disk has changed. */
export const DAMAGED_TEXT = "(This text was damaged on the disk of the server)";

/**
 * The checksum of a text (CRC-32, ISO 3309) that begins with the id of its message, so that a row in the
 * place of another shows as well. It finds what a disk does, and not what somebody does on purpose.
 */
export function checksumOf(id: number, text: string): number {
  return crc32(text, id % 2 ** 32);
}

/** Whether a row with the columns `id`, `text` and `checksum` is as it was stored; older ones have none. */
export function isIntact({ id, text, checksum }: Record<string, unknown>): boolean {
  return checksum === null || Number(checksum) === checksumOf(Number(id), String(text));
}
