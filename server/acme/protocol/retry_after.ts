/** For how long an authority wants to be left alone (RFC 9110, section 10.2.3). */

/** Nobody is believed who wants to be left alone for longer, in milliseconds. */
const MOST_MS = 7 * 24 * 60 * 60 * 1_000;

/** Milliseconds from now; undefined where nothing is said that can be read. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const said = headers.get("retry-after")?.trim() ?? "";
  const wanted = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - nowMs;
  return Number.isFinite(wanted) ? Math.min(Math.max(wanted, 0), MOST_MS) : undefined;
}
