/** Entries that keep order without lasting about an account: kicks, slow rooms, locked rooms. */
import { formatDuration } from "../../../../protocol/duration.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { rankOf } from "../../../access/rights.ts";
import type { Appliers } from "../../applier.ts";
import {
  accountNamed,
  type Actor,
  actorOf,
  type Admitted,
  admitToRoom,
  demandHigherRank,
  demandServerRight,
  roleIn,
} from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import { untilText } from "../order/restraints.ts";
import { keepersOf } from "./room_keepers.ts";
import { checkOtherOwner } from "./room_checks.ts";
import type { RoomRecord } from "../../records.ts";
import type { Acting } from "../order/staff.ts";

/** Slowest pace of a room, in seconds: a message a day. */
const MAX_SLOW_SECONDS = 24 * 60 * 60;

/** Somebody was removed. */
export interface Kicked {
  target: { id: number; name: string };
  /** The room that it was removed from; undefined when its connections end. */
  room: RoomRecord | undefined;
  by: string;
  reason: string;
  /** Those who keep order in the room, who are told. */
  keepers: number[];
}

/** Something about a room is different for all its members; `isNew` is false when it was so. */
export interface RoomOrder {
  room: RoomRecord;
  by: string;
  isNew: boolean;
}

/** Entries about kicks and rooms. */
export interface RoomOrderEntries {
  /** Removes somebody from a room, or, without one, ends its connections to the server. */
  kick: {
    fields: Acting & { username: string; room: string | undefined; reason: string };
    result: Kicked;
  };
  /** Sets how many seconds must lie between two messages of a member; 0 for none. */
  slow: { fields: Acting & { room: string; seconds: number }; result: RoomOrder };
  /** Lets only moderators and owners write in a room, or everybody again. */
  lock: { fields: Acting & { room: string; locked: boolean }; result: RoomOrder };
}

/** Applies {@linkcode RoomOrderEntries}. */
export const ROOM_ORDER_APPLIERS: Appliers<RoomOrderEntries> = {
  kick(store, { actor: account, address, username, room, reason, timeMs }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, "moderate");
    const actor = place === undefined
      ? demandServerRight(store, account, "kick")
      : actorOf(store, account);
    const target = accountNamed(store, username);
    demandHigherRank(store, actor, target, place);
    if (place !== undefined) {
      const standing = roleIn(store, target.id, place.id);
      if (rankOf(standing) < rankOf("read_only")) {
        throw new ChatError("not_a_member", `${target.name} is not in this room`);
      }
      if (standing === "owner") checkOtherOwner(store, place.id);
      store.run(
        "DELETE FROM members WHERE account = ? AND conversation = ?",
        target.id,
        place.id,
      );
    }
    const terms = untilText({ untilMs: undefined, reason });
    tell(store, {
      action: "kick",
      actor,
      address,
      target: target.name,
      place,
      did: `kicked ${target.name}`,
      where: place === undefined ? "" : ` from #${place.name}`,
      terms,
      timeMs,
    });
    return {
      target: { id: target.id, name: target.name },
      room: place === undefined ? undefined : { id: place.id, name: place.name },
      by: actor.name,
      reason,
      keepers: place === undefined ? [] : keepersOf(store, place.id),
    };
  },

  slow(store, { actor: account, address, room, seconds, timeMs }) {
    const place = admitToRoom(store, account, room, "moderate");
    if (seconds > MAX_SLOW_SECONDS) {
      throw new ChatError("bad_field", `"seconds" is at most ${MAX_SLOW_SECONDS}, one day`);
    }
    const { changes } = store.run(
      "UPDATE conversations SET slow_ms = ?1 WHERE id = ?2 AND slow_ms <> ?1",
      seconds * 1_000,
      place.id,
    );
    const did = seconds === 0
      ? "took slow mode off"
      : `set slow mode to ${formatDuration(seconds)}`;
    const where = ` in #${place.name}`;
    return ordered(store, { action: "slow", account, address, place, did, where, changes, timeMs });
  },

  lock(store, { actor: account, address, room, locked, timeMs }) {
    const place = admitToRoom(store, account, room, "moderate");
    const { changes } = store.run(
      "UPDATE conversations SET is_read_only = ?1 WHERE id = ?2 AND is_read_only <> ?1",
      locked ? 1 : 0,
      place.id,
    );
    const did = locked ? "locked" : "unlocked";
    const where = ` #${place.name}`;
    return ordered(store, { action: "lock", account, address, place, did, where, changes, timeMs });
  },
};

/** Writes down what was done about a room, unless it was so already. */
function ordered(
  store: WriteStore,
  { account, changes, ...order }: {
    action: "slow" | "lock";
    account: number;
    address: string;
    place: Admitted;
    did: string;
    where: string;
    changes: number;
    timeMs: number;
  },
): RoomOrder {
  const actor = actorOf(store, account);
  if (changes > 0) tell(store, { ...order, actor, target: "", terms: "" });
  const { id, name } = order.place;
  return { room: { id, name }, by: actor.name, isNew: changes > 0 };
}

/** Writes into the audit log and, unless it is about a private room, tells those who keep order. */
function tell(
  store: WriteStore,
  { action, actor, address, target, place, did, where, terms, timeMs }: {
    action: "kick" | "slow" | "lock";
    actor: Actor;
    address: string;
    target: string;
    place: Admitted | undefined;
    did: string;
    where: string;
    terms: string;
    timeMs: number;
  },
): void {
  const detail = action === "kick" ? terms.replace(/^: /, "") : did;
  audit(store, { action, actor, address, target, room: place?.name ?? "", detail, timeMs });
  if (place?.kind === "private") return;
  announce(store, `${actor.name} ${did}${where}${terms}`, timeMs);
}
