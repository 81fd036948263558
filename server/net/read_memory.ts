/**
 * Has memory cleared away that TLS connections were read into. `node:tls` of Deno 2.9 hands over what
 * it reads in buffers of its own, which V8 does not count among what it has been asked for: left alone
 * it clears them away only when they have become some hundred MiB. It does so at once when its own
 * young memory is full, so that is filled with something that nobody needs.
 */
import { getHeapSpaceStatistics } from "node:v8";

/** So much may have come since young memory was cleared away the last time. */
const CLEAR_AFTER_BYTES = 4 * 1_024 * 1_024;

/** An array of so many elements takes 8 KiB. */
const FILLER_LENGTH = 1_022;
const FILLER_BYTES = 8 * 1_024;

let bytesSince = 0;

/** What is kept here is not optimised away. */
const fillers: unknown[] = [];

/** Counts bytes that were read into the runtime's memory; clears it away when there are many. */
export function countRead(bytes: number): void {
  bytesSince += bytes;
  if (bytesSince < CLEAR_AFTER_BYTES) return;
  bytesSince = 0;
  clearYoung();
}

/** Takes about half a millisecond for each MiB of young memory, of which there are 1 to 32. */
function clearYoung(): void {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
  if (young === undefined) return;
  for (let left = young.space_available_size + FILLER_BYTES; left > 0; left -= FILLER_BYTES) {
    fillers[0] = new Array(FILLER_LENGTH);
  }
  fillers.length = 0;
}
