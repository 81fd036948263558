/** Through which door the servers of tests are reached: one suite is for all of them. */

/** `web` has every client of a test speak over a WebSocket; see `tests/server/doors/web/conformance_*_long_test.ts`. */
export const chosenDoor: { name: "native" | "web" } = { name: "native" };
