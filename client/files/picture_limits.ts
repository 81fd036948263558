/** How much is fetched of what is only looked at. */

/** Largest image that is fetched without being asked for, in bytes. */
export const MAX_FETCHED_BYTES = 8 * 1024 * 1024;
/** Largest image that is fetched when somebody wants to see it. */
export const MAX_VIEWED_BYTES = 20 * 1024 * 1024;
