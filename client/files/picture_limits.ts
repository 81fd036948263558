/** How much is fetched without being asked for. */

/** Largest image that is fetched to be shown, in bytes. */
export const MAX_FETCHED_BYTES = 8 * 1024 * 1024;
