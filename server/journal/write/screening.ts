/** What filters do with a text that is about to be stored, and what becomes of it. */
import { ChatError } from "../../../protocol/errors.ts";
import { rankOf } from "../../rights.ts";
import { isStaff } from "../../server_rights.ts";
import { EVERYWHERE } from "../filters/filter_cache.ts";
import { type Findings, maskText } from "../filters/filter_scope.ts";
import { actorOf, type Admitted } from "../gate.ts";
import type { Store, WriteStore } from "../store.ts";
import { type Flagging, type Reported, reportFlagged } from "./reports.ts";

/** A text as it is to be stored. */
export interface Screened {
  text: string;
  /** Whether that is another one than was sent. */
  isMasked: boolean;
  /** The filter that wants moderators to see it, and whether it is the room's own. */
  flaggedBy: Flagging | undefined;
}

/**
 * What the filters make of a text by `account`: those of the server for everybody but the staff, and
 * those of the room (`place`, as the account was admitted to it) for all but its moderators. In
 * private conversations, which are nobody else's to read, nothing is flagged.
 *
 * @throws {ChatError} `filtered`.
 */
export function screen(
  store: WriteStore,
  { account, text, place }: { account: number; text: string; place: Admitted | undefined },
): Screened {
  const isRoom = place !== undefined && place.kind !== "direct";
  const byServer = store.filters.scope(store, EVERYWHERE)?.check(text);
  const byRoom = isRoom ? store.filters.scope(store, place.id)?.check(text) : undefined;
  const findings: Findings[] = [];
  if (byServer !== undefined && !isOfStaff(store, account)) {
    if (byServer.refused) {
      throw new ChatError("filtered", "The filters of this server do not let this message through");
    }
    findings.push(byServer);
  }
  if (byRoom !== undefined && isRoom && rankOf(place.standing) < rankOf("moderator")) {
    if (byRoom.refused) {
      throw new ChatError(
        "filtered",
        `The filters of #${place.name} do not let this message through`,
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

/** What filters did to a message that is stored. */
export interface ScreeningResult {
  /** The text as it is stored, when something was masked in it. */
  masked?: string;
  /** The report that it was flagged with. */
  reported?: Reported;
}

/** Tells moderators of a message that is stored now, if a filter wants that; says what was done. */
export function screeningResult(
  store: WriteStore,
  { flaggedBy, isMasked, text }: Screened,
  { place, ...message }: {
    message: number;
    place: Admitted | undefined;
    author: number;
    timeMs: number;
  },
): ScreeningResult {
  const reported = flaggedBy === undefined || place === undefined
    ? undefined
    : reportFlagged(store, { ...message, place, text, flaggedBy });
  return {
    ...(isMasked ? { masked: text } : {}),
    ...(reported === undefined ? {} : { reported }),
  };
}

function isOfStaff(store: Store, account: number): boolean {
  const { role } = actorOf(store, account);
  return role === "console" || isStaff(role);
}
