/** Entries that keep order without lasting about an account: kicks, slow rooms, locked rooms. */
import { ChatError } from "../../../../protocol/errors.ts";
import { rankOf } from "../../../access/rights.ts";
import type { Appliers } from "../../applier.ts";
import {
  accountNamed,
  type Actor,
  actorOf,
  type Admitted,
  admitToRoom,
  demandServerRight,
  roleIn,
} from "../../gate.ts";
import { demandHigherRank } from "../../ranks.ts";
import type { WriteStore } from "../write_store.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import { untilText } from "../order/restraints.ts";
import { keepersOf } from "./room_keepers.ts";
import { checkOtherOwner } from "./room_checks.ts";
import {
  type ChangedSettings,
  changeSettings,
  type FirstSettings,
  type RoomSettings,
  type SettingNews,
} from "./room_settings.ts";
import { leaveRoom } from "./leaving.ts";
import { type EventDetail, noteRoomEvent } from "./room_events.ts";
import type { RoomRecord } from "../../records.ts";
import type { Acting } from "../order/staff.ts";

/** Somebody was removed. */
export interface Kicked {
  target: { id: number; name: string };
  /** The room that it was removed from; undefined when its connections end. */
  room: RoomRecord | undefined;
  by: string;
  reason: string;
  /** Those who keep order in the room, who are told. */
  keepers: number[];
  eventId: number | undefined;
}

/** Something about a room is different for all its members; `changed` is empty when it was so. */
export interface RoomOrder {
  room: RoomRecord;
  by: string;
  changed: ChangedSettings;
  eventId: number | undefined;
}

/** Entries about kicks and rooms. */
export interface RoomOrderEntries {
  /** Removes somebody from a room, or, without one, ends its connections to the server. */
  kick: {
    fields: Acting & { username: string; room: string | undefined; reason: string };
    result: Kicked;
  };
  /** Changes what is given of a room's settings. */
  set_room: { fields: Acting & { room: string; settings: FirstSettings }; result: RoomOrder };
  /** The same, with settings that came later among them. */
  set_room_further: {
    fields: Acting & { room: string; settings: RoomSettings };
    result: RoomOrder;
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
      leaveRoom(store, { account: target.id, conversation: place.id }, timeMs);
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
    const said = reason === "" ? {} : { message: reason };
    const detail = { event: "left", reason: "removed", ...said } as const;
    return {
      eventId: place === undefined ? undefined : noteRoomEvent(store, {
        room: place.id,
        actor: account,
        target: target.id,
        detail,
        timeMs,
      }),
      target: { id: target.id, name: target.name },
      room: place === undefined ? undefined : { id: place.id, name: place.name },
      by: actor.name,
      reason,
      keepers: place === undefined ? [] : keepersOf(store, place.id),
    };
  },

  set_room: (store, entry) => set(store, entry, entry.settings),

  set_room_further: (store, entry) => set(store, entry, entry.settings),

  slow: (store, entry) => set(store, entry, { slow: entry.seconds }),

  lock: (store, entry) => set(store, entry, { locked: entry.locked }),
};

/** Changes settings, and writes down each of them that was not so already. */
function set(
  store: WriteStore,
  { actor: account, address, room, timeMs }: Acting & {
    actor: number;
    room: string;
    timeMs: number;
  },
  settings: RoomSettings,
): RoomOrder {
  const place = admitToRoom(store, account, room, "moderate");
  const actor = actorOf(store, account);
  const { changed, news } = changeSettings(store, place, settings);
  for (const order of news) {
    tell(store, { ...order, actor, address, target: "", place, terms: "", timeMs });
  }
  const detail = { event: "room_changed", ...changed } as EventDetail;
  const eventId = Object.keys(changed).length === 0
    ? undefined
    : noteRoomEvent(store, { room: place.id, actor: account, detail, timeMs });
  return { room: { id: place.id, name: place.name }, by: actor.name, changed, eventId };
}

/** Writes into the audit log and, unless it is about a private room, tells those who keep order. */
function tell(
  store: WriteStore,
  { action, actor, address, target, place, did, where, terms, timeMs }: {
    action: "kick" | SettingNews["action"];
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
