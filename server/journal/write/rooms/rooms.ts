/** Entries about rooms and who is in them. */
import type { WriteStore } from "../write_store.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { parseRoomName } from "../../../../protocol/names.ts";
import type { MemberRole, Visibility } from "../../../../protocol/records.ts";
import { rankOf, type Standing } from "../../../access/rights.ts";
import type { Appliers } from "../../applier.ts";
import { CONSOLE } from "../../actors.ts";
import type { Store } from "../../database/store.ts";
import { accountNamed, actorOf, type Admitted, admitToRoom, roleIn } from "../../gate.ts";
import { isAtLevel, QUIET_INVITATIONS_LEVEL } from "../../log/known_levels.ts";
import { demandHigherRank } from "../../ranks.ts";
import { refuseGuest } from "../accounts/guest_rights.ts";
import { ignores } from "../accounts/ignoring.ts";
import { audit } from "../order/audit.ts";
import { addMeasure, endMeasureAbout } from "../order/measure_rows.ts";
import { checkPace, checkPublicVoice, checkVoice } from "../order/restraints.ts";
import {
  admitToJoin,
  checkEntrance,
  checkMayEnter,
  checkMayInvite,
  checkMaySetTopic,
  checkNameIsFree,
  checkNotNeeded,
  checkOtherOwner,
  checkRoomCount,
} from "./room_checks.ts";
import { type EventDetail, noteRoomEvent } from "./room_events.ts";
import {
  checkCanRead,
  checkInvitation,
  type SignedRoomEntry,
  storeRoomEntry,
} from "../keys/room_signing.ts";
import { deleteRoom } from "./delete_room.ts";
import { inheritFromGone } from "./gone_rooms.ts";
import { leaveRoom } from "./leaving.ts";
import { takeSeat } from "./seats.ts";
import { screen, screenName } from "../messages/screening.ts";
import type { RoomRecord } from "../../records.ts";
import type { Acting } from "../order/staff.ts";

/** Most rooms that one account may own where an entry does not say it. */
const MAX_OWNED_ROOMS = 20;

/** The account that acts, with its name for the event. */
interface Actor {
  accountName: string;
}

/** Somebody else who is acted on. */
interface Target {
  id: number;
  name: string;
}

/** Entries about rooms. */
export interface RoomEntries {
  /** Makes a room that the account owns. */
  create_room: {
    fields: Actor & {
      room: string;
      visibility: Visibility;
      topic: string;
      /** Of an encrypted room: the first entry of its log. */
      signed?: SignedRoomEntry | undefined;
      /** Most rooms that the account may own; older entries do not say it. */
      maxOwned?: number | undefined;
    };
    result: RoomRecord;
  };
  /**
   * Makes the account a member; `joined` is false when it was one already. Where there is no such room,
   * `make` has one made that ends with its last member.
   */
  join_room: {
    fields: Actor & { room: string; keyHash?: string | undefined; make?: boolean | undefined };
    result: { room: RoomRecord; joined: boolean };
  };
  /** Leaves a room, or declines an invitation to it. */
  part_room: {
    fields: Actor & { room: string; message?: string | undefined };
    /** `message` is what is told of what was said, if it may be. */
    result: { room: RoomRecord; wasMember: boolean; message: string | undefined };
  };
  rename_room: {
    fields: Actor & { room: string; name: string; reason?: string };
    /** `reason` is what is told of why. */
    result: RoomRecord & { from: string; reason?: string; eventId: number | undefined };
  };
  /** By the console, too. */
  delete_room: {
    fields: Acting & { room: string };
    result: RoomRecord & { by: string };
  };
  /** Says which topic it is now: filters act on topics, too. */
  set_topic: {
    fields: Actor & { room: string; topic: string };
    result: RoomRecord & { topic: string; eventId: number | undefined };
  };
  /** Lets an account join; `isNew` is false when it could already. */
  invite: {
    fields: Actor & {
      room: string;
      username: string;
      /** The entry that lets the account into an encrypted room. */
      signed?: SignedRoomEntry | undefined;
    };
    /** `isTold` says that those in the room are told, whether or not the account is (`isNew`). */
    result: { room: RoomRecord; target: Target; isNew: boolean; isTold: boolean };
  };
  /** Gives another role, or none; says which it was. */
  set_role: {
    fields: Acting & {
      room: string;
      username: string;
      role: MemberRole | "banned" | "none";
    };
    result: {
      room: RoomRecord;
      target: Target;
      before: Standing;
      by: string;
      eventId: number | undefined;
    };
  };
}

/** Applies {@linkcode RoomEntries}. */
export const ROOM_APPLIERS: Appliers<RoomEntries> = {
  create_room(store, entry) {
    // Its name is something that everybody reads.
    checkPublicVoice(store, entry.actor);
    refuseGuest(store, entry.actor);
    const { actor, signed, timeMs } = entry;
    if (signed !== undefined && (signed.change !== "found" || entry.visibility !== "private")) {
      throw new ChatError("bad_entry");
    }
    const room = makeRoom(store, entry);
    if (signed === undefined) return room;
    storeRoomEntry(store, { actor, room: room.id, signed, timeMs });
    store.run("UPDATE conversations SET encrypted_from = 0 WHERE id = ?", room.id);
    return room;
  },

  join_room(store, { actor: account, room: name, keyHash, make, timeMs }) {
    if (make === true && !isRoom(store, name)) {
      return { room: makeTemporaryRoom(store, { account, room: name, timeMs }), joined: true };
    }
    const place = admitToJoin(store, account, name);
    const room = recordOf(place);
    if (rankOf(place.standing) >= rankOf("read_only")) return { room, joined: false };
    checkRoomCount(store, account);
    checkEntrance(store, place, keyHash);
    checkCanRead(store, place.id, account);
    if (place.role === "banned") {
      // It has a role on the server by now, and those cannot be banned from rooms.
      const ban = { kind: "ban", person: { id: account, name: "" }, place } as const;
      endMeasureAbout(store, ban, { by: actorOf(store, account), timeMs });
    }
    takeSeat(store, { account, conversation: place.id }, timeMs);
    return { room, joined: true };
  },

  part_room(store, { actor: account, room, message: given, timeMs }) {
    const place = admitToRoom(store, account, room, "part");
    const message = given === undefined
      ? undefined
      : farewell(store, { account, text: given, place });
    if (place.role === "owner") checkOtherOwner(store, place.id);
    leaveRoom(store, { account, conversation: place.id }, timeMs);
    const wasMember = rankOf(place.standing) >= rankOf("read_only");
    return { room: recordOf(place), wasMember, message };
  },

  rename_room(store, { actor: account, room, name, reason: given, timeMs }) {
    const place = admitToRoom(store, account, room, "rename");
    const wanted = parseRoomName(name);
    checkVoice(store, account, place);
    if (wanted !== place.name) {
      checkNotNeeded(store, place, { isRenaming: true });
      checkNameIsFree(store, wanted, place.id);
      screenName(store, { name: wanted, account, refusal: "bad_room_name" });
      store.run("UPDATE conversations SET name = ? WHERE id = ?", wanted, place.id);
      inheritFromGone(store, { room: place.id, name: wanted, maker: account, timeMs });
    }
    const said = given === undefined
      ? {}
      : { reason: screen(store, { account, text: given, place }).text };
    const detail = { event: "renamed", room: place.name, name: wanted, ...said } as const;
    const eventId = wanted === place.name
      ? undefined
      : noteRoomEvent(store, { room: place.id, actor: account, detail, timeMs });
    return { id: place.id, name: wanted, from: place.name, ...said, eventId };
  },

  delete_room(store, { actor: account, address, room, timeMs }) {
    const place = admitToRoom(store, account, room, "delete_room");
    checkNotNeeded(store, place, { isRenaming: false });
    const actor = actorOf(store, account);
    deleteRoom(store, place.id, timeMs);
    audit(store, { action: "delete_room", actor, address, room: place.name, timeMs });
    return { ...recordOf(place), by: actor.name };
  },

  set_topic(store, { actor: account, room, topic: given, timeMs }) {
    const place = admitToRoom(store, account, room, "set_topic");
    checkVoice(store, account, place);
    checkMaySetTopic(store, place);
    const notePace = checkPace(store, account, place);
    const topic = screen(store, { account, text: given, place }).text;
    store.run(
      "UPDATE conversations SET topic = ?, topic_by = ?, topic_ms = ? WHERE id = ?",
      topic,
      account === CONSOLE ? null : account,
      timeMs,
      place.id,
    );
    notePace();
    const detail = { event: "topic", topic } as const;
    const eventId = noteRoomEvent(store, { room: place.id, actor: account, detail, timeMs });
    return { ...recordOf(place), topic, eventId };
  },

  invite(store, { actor: account, room, signed, username, timeMs }) {
    const place = admitToRoom(store, account, room, "invite");
    checkMayInvite(place);
    const target = accountNamed(store, username);
    checkVoice(store, account, place);
    checkMayEnter(store, place, target.role);
    const standing = roleIn(store, target.id, place.id);
    if (standing === "banned") {
      throw new ChatError("no_right", `${target.name} is banned from this room`);
    }
    const invitation = { actor: account, room: place.id, signed, target, timeMs };
    checkInvitation(store, invitation)();
    // Whoever ignores somebody is not bothered by their invitations, and they do not learn of it: who is
    // in the room is told each time, and to all others the account is invited.
    const told = { room: recordOf(place), target, isTold: rankOf(standing) <= rankOf("invited") };
    const isQuiet = ignores(store, target.id, account);
    const isShown = standing !== "outsider" && !isInvitedQuietly(store, target.id, place.id);
    if (isShown || isQuiet && standing !== "outsider") return { ...told, isNew: false };
    // Before, nothing was kept then; and who reads in an encrypted room told whoever had invited.
    if (isQuiet && !isAtLevel(store, QUIET_INVITATIONS_LEVEL)) return { ...told, isNew: false };
    const invited = { account: target.id, conversation: place.id, role: "invited" } as const;
    putRole(store, { ...invited, isQuiet, timeMs });
    return { ...told, isNew: !isQuiet };
  },

  set_role(store, { actor: account, address, room, username, role, timeMs }) {
    const place = admitToRoom(store, account, room, "set_role");
    const target = accountNamed(store, username);
    const before = roleIn(store, target.id, place.id);
    const actor = actorOf(store, account);
    if (target.id !== account) demandHigherRank(store, actor, target, place);
    checkRoleChange(place, { before, role });
    if (before === "owner" && role !== "owner") checkOtherOwner(store, place.id);
    const ban = { kind: "ban", person: target, place } as const;
    if (role === "banned") {
      addMeasure(store, ban, { actor, reason: "", untilMs: undefined, timeMs });
    } else {
      if (before === "banned") endMeasureAbout(store, ban, { by: actor, timeMs });
      if (role === "none") {
        leaveRoom(store, { account: target.id, conversation: place.id }, timeMs);
      } else putRole(store, { account: target.id, conversation: place.id, role, timeMs });
      // A room with an owner is there to stay.
      if (role === "owner") {
        refuseGuest(store, target.id);
        store.run("UPDATE conversations SET is_temporary = 0 WHERE id = ?", place.id);
      }
    }
    if (role !== before && !(role === "none" && before === "outsider")) {
      audit(store, {
        action: "role",
        actor,
        address,
        target: target.name,
        room: place.name,
        detail: `${before === "outsider" ? "none" : before} -> ${role}`,
        timeMs,
      });
    }
    const detail = detailOfRole(before, role);
    const happening = { room: place.id, actor: account, target: target.id, timeMs };
    const eventId = detail === undefined
      ? undefined
      : noteRoomEvent(store, { ...happening, detail });
    return { room: recordOf(place), target, before, by: actor.name, eventId };
  },
};

/** What is kept of another role; undefined for what those in the room are told nothing of. */
function detailOfRole(
  before: Standing,
  role: MemberRole | "banned" | "none",
): EventDetail | undefined {
  if (role === before || !isMemberRole(before)) return undefined;
  if (role === "none" || role === "banned") {
    return { event: "left", reason: role === "banned" ? "banned" : "removed" };
  }
  return { event: "role", role, before };
}

function isMemberRole(standing: Standing): standing is MemberRole {
  return rankOf(standing) >= rankOf("read_only");
}

/** What somebody says who leaves; undefined when it may not be said, which keeps nobody from leaving. */
function farewell(
  store: WriteStore,
  { account, text, place }: { account: number; text: string; place: Admitted },
): string | undefined {
  if (text === "" || rankOf(place.standing) < rankOf("member")) return undefined;
  try {
    checkVoice(store, account, place);
    return screen(store, { account, text, place }).text;
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

/** Nobody gives a role that is not below their own; owners make others owners. */
function checkRoleChange(
  place: Admitted,
  { before, role }: { before: Standing; role: Standing | "none" },
): void {
  const own = rankOf(place.standing);
  if (role !== "none" && rankOf(role) >= own && !(place.standing === "owner" && role === "owner")) {
    throw new ChatError("no_right", "You cannot give a role that is not below your own");
  }
  const becomesMember = role !== "none" && role !== "banned";
  if (becomesMember && rankOf(before) < rankOf("read_only")) {
    throw new ChatError("not_a_member", "Only members have roles; invite them first");
  }
}

function putRole(
  store: WriteStore,
  { account, conversation, isQuiet = false, role, timeMs }: {
    account: number;
    conversation: number;
    role: Standing;
    /** Whether the account is not told. @default false */
    isQuiet?: boolean;
    timeMs: number;
  },
): void {
  store.run(
    `INSERT INTO members (account, conversation, role, joined_ms, is_quiet) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET role = excluded.role, banned_until_ms = NULL,
       is_quiet = excluded.is_quiet`,
    account,
    conversation,
    role,
    timeMs,
    isQuiet ? 1 : 0,
  );
}

/** Whether an account is invited to a room by those whom it ignores, and by nobody else. */
function isInvitedQuietly(store: Store, account: number, room: number): boolean {
  const row = store.get(
    "SELECT is_quiet FROM members WHERE account = ? AND conversation = ? AND role = 'invited'",
    account,
    room,
  );
  return row?.["is_quiet"] === 1;
}

function recordOf({ id, name }: Admitted): RoomRecord {
  return { id, name };
}

function isRoom(store: WriteStore, name: string): boolean {
  const row = store.get("SELECT 1 FROM conversations WHERE name = ?", parseRoomName(name));
  return row !== undefined;
}

/**
 * Makes a room that is there for those who are in it; its maker moderates it.
 *
 * @throws {ChatError} `bad_room_name`, `name_taken`, `too_many_rooms`, and what screening says.
 */
function makeTemporaryRoom(
  store: WriteStore,
  { account, room, timeMs }: { account: number; room: string; timeMs: number },
): RoomRecord {
  const name = parseRoomName(room);
  checkPublicVoice(store, account);
  checkNameIsFree(store, name);
  screenName(store, { name, account, refusal: "bad_room_name" });
  checkRoomCount(store, account);
  const { id } = store.run(
    `INSERT INTO conversations (kind, name, topic, created_ms, is_temporary)
     VALUES ('public', ?, '', ?, 1)`,
    name,
    timeMs,
  );
  putRole(store, { account, conversation: id, role: "moderator", timeMs });
  inheritFromGone(store, { room: id, name, maker: account, timeMs });
  return { id, name };
}

/**
 * Makes a room that its actor owns; `isCounted` says whether it must not have too many.
 *
 * @throws {ChatError} `bad_room_name`, `name_taken`, `too_many_rooms`, and what screening says.
 */
export function makeRoom(
  store: WriteStore,
  {
    actor: account,
    room,
    visibility,
    topic: given,
    maxOwned = MAX_OWNED_ROOMS,
    isCounted = true,
    timeMs,
  }:
    & Pick<RoomEntries["create_room"]["fields"], "maxOwned" | "room" | "visibility" | "topic">
    & { actor: number; timeMs: number; isCounted?: boolean },
): RoomEntries["create_room"]["result"] {
  const name = parseRoomName(room);
  checkNameIsFree(store, name);
  screenName(store, { name, account, refusal: "bad_room_name" });
  if (isCounted) checkOwnedCount(store, account, maxOwned);
  const topic = screen(store, { account, text: given, place: undefined }).text;
  const { id } = store.run(
    `INSERT INTO conversations (kind, name, topic, topic_by, topic_ms, created_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    visibility,
    name,
    topic,
    topic === "" ? null : account,
    topic === "" ? null : timeMs,
    timeMs,
  );
  store.run(
    "INSERT INTO members (account, conversation, role, joined_ms) VALUES (?, ?, 'owner', ?)",
    account,
    id,
    timeMs,
  );
  inheritFromGone(store, { room: id, name, maker: account, timeMs });
  return { id, name };
}

function checkOwnedCount(store: WriteStore, account: number, most: number): void {
  checkRoomCount(store, account);
  const owned = store.get(
    "SELECT count(*) AS count FROM members WHERE account = ? AND role = 'owner'",
    account,
  );
  if (Number(owned?.["count"]) < most) return;
  throw new ChatError(
    "too_many_rooms",
    most === 0
      ? "Nobody makes rooms of their own here; ask who runs the server for one"
      : `You own as many rooms as you may, which is ${most}`,
  );
}
