/** What filters do with a text that is about to be stored, and what becomes of it. */
import type { Content } from "../../../../protocol/content/content.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { rankOf } from "../../../access/rights.ts";
import { isStaff } from "../../../access/server_rights.ts";
import { screenedText, withScreened } from "../../content/kinds.ts";
import { EVERYWHERE } from "../../filters/filter_cache.ts";
import { type FilterScope, type Findings, maskText } from "../../filters/filter_scope.ts";
import { actorOf, type Admitted } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import type { Store } from "../../database/store.ts";
import { type Flagging, type Reported, reportFlagged } from "../order/reports.ts";
import { checkLooks, type LooksUsed, withLook } from "../../filters/look_budget.ts";

/** A text as it is to be stored. */
export interface Screened {
  text: string;
  /** Whether that is another one than was sent. */
  isMasked: boolean;
  /** The filter that wants moderators to see it, and whether it is the room's own. */
  flaggedBy: Flagging | undefined;
}

/** A message as it is to be stored. */
export type ScreenedContent = Omit<Screened, "text"> & { content: Content };

/**
 * What the filters make of a message, as {@linkcode screen} has it.
 *
 * @throws {ChatError} `filtered`, `slow_down`.
 */
export function screenContent(
  store: WriteStore,
  { account, content, place }: { account: number; content: Content; place: Admitted | undefined },
): ScreenedContent {
  const text = screenedText(content);
  const { flaggedBy, isMasked, text: masked } = screen(store, { account, text, place });
  return { flaggedBy, isMasked, content: isMasked ? withScreened(content, masked) : content };
}

/**
 * What the filters make of a text by `account`: those of the server for everybody but the staff, and
 * those of the room (`place`, as the account was admitted to it) for all but its moderators. In
 * private conversations, which are nobody else's to read, nothing is flagged.
 *
 * @throws {ChatError} `filtered`, `slow_down`.
 */
export function screen(
  store: WriteStore,
  { account, text, place }: { account: number; text: string; place: Admitted | undefined },
): Screened {
  const isRoom = place !== undefined && place.kind !== "direct";
  const isModerator = isRoom && rankOf(place.standing) >= rankOf("moderator");
  const ofServer = store.filters.scope(store, EVERYWHERE);
  // The staff moderates every room that it is in.
  const isExempt = ofServer !== undefined && (isModerator || !isRoom) && isOfStaff(store, account);
  const byServer = isExempt ? undefined : look(store, ofServer, { account, text });
  const ofRoom = isRoom && !isModerator ? store.filters.scope(store, place.id) : undefined;
  const byRoom = look(store, ofRoom, { account, text });
  const findings: Findings[] = [];
  if (byServer !== undefined) {
    if (byServer.refused) {
      throw new ChatError("filtered", "The filters of this server do not let this message through");
    }
    findings.push(byServer);
  }
  if (byRoom !== undefined) {
    if (byRoom.refused) {
      throw new ChatError(
        "filtered",
        `The filters of #${place?.name} do not let this message through`,
      );
    }
    findings.push(byRoom);
  }
  const masked = maskText(text, findings.flatMap(({ masks }) => masks));
  const flagging = findings.find((found) => found.flaggedBy !== undefined);
  const filter = flagging?.flaggedBy;
  return {
    text: masked,
    isMasked: masked !== text,
    flaggedBy: isRoom && filter !== undefined
      ? { filter, isOfRoom: flagging === byRoom }
      : undefined,
  };
}

/**
 * Sees to it that the filters of the server let a name through. What they would mask in a text is
 * refused in a name; what they would flag is not, because there is no message to report.
 *
 * @throws {ChatError} `refusal`.
 */
export function screenName(
  store: WriteStore,
  { name, account, refusal }: {
    name: string;
    /** Who wants it; undefined for somebody who has no account yet. */
    account: number | undefined;
    refusal: "bad_username" | "bad_room_name";
  },
): void {
  const filters = store.filters.scope(store, EVERYWHERE);
  if (filters === undefined || account !== undefined && isOfStaff(store, account)) return;
  // The words of a name are put together with these.
  for (const text of [name, name.replaceAll(/[_-]+/g, " ")]) {
    const found = filters.look(text).findings;
    if (found === undefined || !found.refused && found.masks.length === 0) continue;
    throw new ChatError(refusal, "The filters of this server do not let this name through");
  }
}

/** What filters did to a message that is stored. */
export interface ScreeningResult {
  /** The message as it is stored, when something was masked in it. */
  masked?: Content;
  /** The report that it was flagged with. */
  reported?: Reported;
}

/** Tells moderators of a message that is stored now, if a filter wants that; says what was done. */
export function screeningResult(
  store: WriteStore,
  { flaggedBy, isMasked, content }: ScreenedContent,
  { place, ...message }: {
    message: number;
    place: Admitted | undefined;
    author: number;
    timeMs: number;
  },
): ScreeningResult {
  const reported = flaggedBy === undefined || place === undefined
    ? undefined
    : reportFlagged(store, { ...message, place, content, flaggedBy });
  return {
    ...(isMasked ? { masked: content } : {}),
    ...(reported === undefined ? {} : { reported }),
  };
}

/**
 * What the filters of a scope find. Looking may take a while, and only so long for each account; what
 * it took is noted whatever becomes of the entry.
 */
function look(
  store: WriteStore,
  filters: FilterScope | undefined,
  { account, text }: { account: number; text: string },
): Findings | undefined {
  if (filters === undefined) return undefined;
  checkLooks(looksUsedBy(store, account), store.timeMs);
  const { findings, steps } = filters.look(text);
  store.looks.push({ account, steps });
  return findings;
}

/** Writes down what looking took, once the entry is through, also when it was refused because of it. */
export function noteLooks(store: WriteStore): void {
  for (const { account, steps } of store.looks.splice(0)) {
    const used = withLook(looksUsedBy(store, account), steps, store.timeMs);
    if (used === undefined) continue;
    store.run(
      "UPDATE accounts SET look_steps = ?, look_ms = ? WHERE id = ?",
      used.steps,
      used.atMs,
      account,
    );
  }
}

function looksUsedBy(store: Store, account: number): LooksUsed {
  const row = store.get("SELECT look_steps, look_ms FROM accounts WHERE id = ?", account);
  return { steps: Number(row?.["look_steps"] ?? 0), atMs: Number(row?.["look_ms"] ?? 0) };
}

function isOfStaff(store: Store, account: number): boolean {
  const { role } = actorOf(store, account);
  return role === "console" || isStaff(role);
}
