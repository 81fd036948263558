/** Tells those who look after a room of what was reported in it, and who reported something of its end. */
import type { Hub } from "../live/hub.ts";
import type { ResultOf } from "../journal/entries.ts";
import type { Reported } from "../journal/write/order/reports.ts";

/** Tells moderators of a room; the staff is told in its own room. */
export function publishReport(
  hub: Hub,
  { message, moderators, report, room }: Reported,
): void {
  if (moderators.length === 0) return;
  const text = `Message ${message} in #${room} was reported (report ${report})`;
  const facts = { code: "reported", room, message, report } as const;
  hub.publishToAccounts(moderators, { event: "notice", text, ...facts });
}

/** Tells whoever reported something that it has been looked at. */
export function publishResolution(
  hub: Hub,
  { author, reporter }: ResultOf<"resolve_report">,
): void {
  if (reporter === undefined) return;
  const text = `A moderator has looked at what you reported ${author} for`;
  const facts = { code: "report_resolved", username: author } as const;
  hub.publishToAccounts([reporter], { event: "notice", text, ...facts });
}
