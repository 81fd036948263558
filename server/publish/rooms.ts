/** Publishes what happens to rooms and to who is in them. */
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import type { Hub } from "../live/hub.ts";
import { isoTime } from "../base/iso_time.ts";
import { rankOf, type Standing } from "../access/rights.ts";
import type { MemberRole } from "../../protocol/records.ts";
import { keptAs } from "./measures.ts";
import type { Publishers } from "./publishers.ts";

/** Entries about rooms. */
export const ROOM_PUBLISHERS = {
  join_room({ actor: account, timeMs }, { room, joined }, { hub }) {
    if (joined) memberCame(hub, { account, room, timeMs });
  },

  create_room({ actor: account, timeMs }, room, { hub }) {
    memberCame(hub, { account, room, timeMs });
  },

  found_room({ timeMs }, { owner, ...room }, { hub }) {
    memberCame(hub, { account: owner, room, timeMs });
  },

  import_room({ timeMs }, { isNew, owner, room }, { hub }) {
    if (isNew) memberCame(hub, { account: owner, room, timeMs });
  },

  part_room({ actor: account, accountName, timeMs }, { room, wasMember, message }, { hub }) {
    if (!wasMember) return;
    const time = isoTime(timeMs);
    const left = {
      event: "left",
      room: room.name,
      username: accountName,
      reason: "parted",
      ...(message === undefined ? {} : { message }),
      time,
    } as const;
    hub.publishToRoom(room.id, left);
    hub.leaveRoom(account, room.id);
  },

  set_role({ role, timeMs }, { room, target, before, by, eventId }, { hub }) {
    const time = isoTime(timeMs);
    const common = { room: room.name, username: target.name, by, ...keptAs(eventId), time };
    const wasIn = isMember(before);
    if (role === "none" || role === "banned") {
      if (!wasIn) return;
      const reason = role === "banned" ? "banned" : "removed";
      hub.publishToRoom(room.id, { event: "left", reason, ...common });
      hub.leaveRoom(target.id, room.id);
    } else if (role !== before) {
      const had = isRole(before) ? { before } : {};
      hub.publishToRoom(room.id, { event: "role", role, ...had, ...common });
    }
  },

  sign_room({ timeMs }, { room, seq, head }, { hub }) {
    roomSigned(hub, { room, seq, head, timeMs });
  },

  invite({ accountName: by, signed, timeMs }, { room, target, isNew, isTold }, { hub }) {
    if (signed !== undefined) roomSigned(hub, { ...signed, room, timeMs });
    const common = { room: room.name, by, time: isoTime(timeMs) };
    if (isNew) hub.publishToAccounts([target.id], { event: "invited", ...common });
    if (!isTold) return;
    hub.publishToRoom(room.id, { event: "invitation", username: target.name, ...common });
  },

  set_topic({ accountName: by, timeMs }, { id, name: room, topic, eventId }, { hub }) {
    const common = { room, by, ...keptAs(eventId), time: isoTime(timeMs) };
    hub.publishToRoom(id, { event: "topic", topic, ...common });
  },

  rename_room({ accountName: by, timeMs }, { id, name, from, reason, eventId }, { hub }) {
    if (name === from) return;
    const why = reason === undefined ? {} : { reason };
    const time = isoTime(timeMs);
    const common = { room: from, by, ...keptAs(eventId), time };
    hub.publishToRoom(id, { event: "renamed", name, ...why, ...common });
    hub.renameRoom({ id, name });
  },

  delete_room({ timeMs }, { id, name, by }, { hub }) {
    hub.publishToRoom(id, { event: "room_deleted", room: name, by, time: isoTime(timeMs) });
    hub.deleteRoom(id);
  },
} as const satisfies Publishers;

/** An account is a member now; those in the room are told if it is online. */
export function memberCame(
  hub: Hub,
  { account, room, timeMs }: {
    account: number;
    room: { id: number; name: string };
    timeMs: number;
  },
): void {
  hub.joinRoom(account, room);
  const username = hub.account(account)?.name;
  // Whoever joins is online; if its last connection has just ended, its `left` says the rest.
  if (username === undefined) return;
  hub.publishToRoom(room.id, { event: "joined", room: room.name, username, time: isoTime(timeMs) });
}

function roomSigned(
  hub: Hub,
  { head, room, seq, timeMs }: {
    room: { id: number; name: string };
    seq: number;
    head: Uint8Array;
    timeMs: number;
  },
): void {
  hub.publishToRoom(room.id, {
    event: "room_signed",
    room: room.name,
    seq,
    head: toBase64url(head),
    time: isoTime(timeMs),
  });
}

function isRole(standing: Standing): standing is MemberRole {
  return isMember(standing);
}

function isMember(standing: Standing): boolean {
  return rankOf(standing) >= rankOf("read_only");
}
