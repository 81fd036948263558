/** Asks an authority when a certificate should be renewed (ARI, RFC 9773). */
import type { Authority } from "./protocol/authority.ts";
import { isRecord } from "./protocol/fields.ts";
import { retryAfterMs } from "./protocol/retry_after.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** How often it is asked where nothing else is said, and within which bounds else, in milliseconds. */
const USUAL_MS = 6 * HOUR_MS;
const LEAST_MS = HOUR_MS;
const MOST_MS = 24 * HOUR_MS;

/** When to renew, and when to ask again; all in milliseconds. */
export interface RenewalInfo {
  /** Undefined where the authority says nothing that makes sense. */
  window: { startMs: number; endMs: number } | undefined;
  askAgainMs: number;
}

/** What it says about the certificate of that name; nothing where it says nothing. */
export async function renewalInfo(
  authority: Authority,
  identity: string,
  nowMs: number,
): Promise<RenewalInfo> {
  const { renewalInfo: base } = await authority.directory();
  if (base === undefined) return { window: undefined, askAgainMs: nowMs + MOST_MS };
  const { answer, fields } = await authority.get(`${base.replace(/\/$/, "")}/${identity}`);
  const { end, start } = isRecord(fields["suggestedWindow"]) ? fields["suggestedWindow"] : {};
  const [startMs, endMs] = [Date.parse(String(start)), Date.parse(String(end))];
  const waitMs = retryAfterMs(answer.headers, nowMs) ?? USUAL_MS;
  return {
    window: endMs > startMs ? { startMs, endMs } : undefined,
    askAgainMs: nowMs + Math.min(Math.max(waitMs, LEAST_MS), MOST_MS),
  };
}
