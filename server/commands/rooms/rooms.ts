/** Rooms: making, finding, joining, leaving and running them. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_REASON_LENGTH } from "../../../protocol/limits.ts";
import type { RoomInfo } from "../../../protocol/records.ts";
import type { Action } from "../../../protocol/requests.ts";
import type { StoredRoomInfo } from "../../journal/read/rooms.ts";
import { signedEntry } from "../keys/rooms.ts";
import { hashRoomKey, KEY_SALT_BYTES, MAX_KEY_LENGTH } from "../../access/room_key.ts";
import type { Services } from "../services.ts";
import { checkShortText, givenReason } from "../checks.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";

/** Most characters of a topic. */
export const MAX_TOPIC_LENGTH = 300;

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/**
 * Refuses with `no_such_room` when it is about one room; `more` says to ask again with `after` the last
 * name. With `count` it says only how many there are.
 */
export const rooms: MemberCommand<"rooms"> = {
  ...QUERY,
  async handle({ request, identity, services }) {
    if (request.room !== undefined) {
      const account = identity.account.id;
      const asked = { account, room: request.room, right: "list" } as const;
      return {
        rooms: [withOnline(await services.journal.query("room", asked), services)],
        more: false,
      };
    }
    if (request.count === true) {
      const account = identity.account.id;
      return {
        rooms: [],
        more: false,
        count: await services.journal.query("room_count", { account }),
      };
    }
    const page = await services.journal.query("rooms", {
      account: identity.account.id,
      after: request.after ?? "",
    });
    return { rooms: page.rooms.map((room) => withOnline(room, services)), more: page.more };
  },
};

/**
 * Refuses with `bad_room_name`, `name_taken`, `too_many_rooms`, and because of the topic with `muted`,
 * `filtered`, `slow_down`. Its maker is its owner.
 */
export const create: MemberCommand<"create"> = {
  ...QUERY,
  rate: "create",
  async handle(call) {
    const { request, services } = call;
    const { encrypted = false, entry } = request;
    if (encrypted && entry === undefined) {
      throw new ChatError("encryption_required", "Turn encryption on before you make such a room");
    }
    if (entry !== undefined && !encrypted) {
      throw new ChatError("bad_field", 'An "entry" comes with "encrypted": true');
    }
    const signed = entry === undefined
      ? undefined
      : await signedEntry(call, entry, { room: undefined, right: "configure" });
    const { name } = await services.journal.append("create_room", {
      ...actorOf(call),
      room: request.room,
      visibility: request.visibility ?? (encrypted ? "private" : "public"),
      signed,
      topic: checkShortText(request.topic ?? "", "topic", MAX_TOPIC_LENGTH),
      maxOwned: services.roomsPerUser,
    }, call.caller.connection);
    return await infoOf(call, name);
  },
};

/**
 * Refuses with `no_such_room`, `invite_only`, `banned`, `too_many_rooms`, `bad_key`, `room_full`. A key
 * that is not needed is not looked at.
 */
export const join: MemberCommand<"join"> = {
  ...QUERY,
  // What may make a room costs as much as making one.
  rate: (request) => "make" in request && request.make === true ? "create" : "join",
  async handle(call) {
    const { request: { key, make, room }, services } = call;
    const keyHash = key === undefined ? undefined : await hashedKey(call, room, key);
    const joined = await services.journal.append("join_room", {
      ...actorOf(call),
      room,
      keyHash,
      make,
    }, call.caller.connection);
    return await infoOf(call, joined.room.name);
  },
};

/** Refuses with what the table of rights says, and `last_owner`. */
export const part: MemberCommand<"part"> = {
  ...QUERY,
  async handle(call) {
    const { request: { message, room }, services } = call;
    const said = message === undefined
      ? undefined
      : checkShortText(message, "message", MAX_REASON_LENGTH);
    await services.journal.append(
      "part_room",
      { ...actorOf(call), room, message: said },
      call.caller.connection,
    );
    return {};
  },
};

/**
 * Refuses with what the table of rights says, `bad_room_name`, `name_taken`, `muted`, and `no_right`
 * for the room that new accounts come into.
 */
export const rename: MemberCommand<"rename"> = {
  ...QUERY,
  rate: "order",
  async handle(call) {
    const { request: { room, name, reason: given }, services } = call;
    const reason = givenReason(given);
    await services.journal.append("rename_room", {
      ...actorOf(call),
      room,
      name,
      ...(reason === undefined ? {} : { reason }),
    }, call.caller.connection);
    return {};
  },
};

/** Refuses with what the table of rights says. Everything that was said in the room goes with it. */
export const deleteRoom: MemberCommand<"delete_room"> = {
  ...QUERY,
  async handle(call) {
    const { request: { room }, services } = call;
    await services.journal.append(
      "delete_room",
      { ...actingOf(call), room },
      call.caller.connection,
    );
    return {};
  },
};

/**
 * Sets the topic, or tells it when none is given. Refuses with what the table of rights says, `muted`,
 * `filtered`, `slow_down`.
 */
export const topic: MemberCommand<"topic"> = {
  ...QUERY,
  rate: "message",
  async handle(call) {
    const { request, services } = call;
    if (request.topic !== undefined) {
      await services.journal.append("set_topic", {
        ...actorOf(call),
        room: request.room,
        topic: checkShortText(request.topic, "topic", MAX_TOPIC_LENGTH),
      }, call.caller.connection);
    }
    const info = await infoOf(call, request.room);
    return {
      topic: info.topic,
      ...(info.topic_by === undefined ? {} : { topic_by: info.topic_by }),
      ...(info.topic_time === undefined ? {} : { topic_time: info.topic_time }),
    };
  },
};

/**
 * Refuses with what the table of rights says, `no_such_user`, `muted`, and `no_right` for those who are
 * banned, and for others than staff in the staff's room.
 */
export const invite: MemberCommand<"invite"> = {
  ...QUERY,
  rate: "join",
  async handle(call) {
    const { request: { entry, room, username }, services } = call;
    const signed = entry === undefined
      ? undefined
      : await signedEntry(call, entry, { room, right: "invite" });
    await services.journal.append(
      "invite",
      { ...actorOf(call), room, username, signed },
      call.caller.connection,
    );
    return {};
  },
};

/** Gives or takes a role. Refuses with what the table of rights says, `no_such_user`, `last_owner`. */
export const role: MemberCommand<"role"> = {
  ...QUERY,
  rate: "order",
  async handle(call) {
    const { request: { room, username, role }, services } = call;
    await services.journal.append("set_role", {
      ...actingOf(call),
      room,
      username,
      role,
    }, call.caller.connection);
    return {};
  },
};

/** Refuses with what the table of rights says; `more` says to ask again with `after` the last name. */
export const members: MemberCommand<"members"> = {
  ...QUERY,
  async handle({ request, identity, services }) {
    const page = await services.journal.query("members", {
      account: identity.account.id,
      room: request.room,
      after: request.after ?? "",
    });
    return {
      members: page.members.map(({ account, username, bot, role }) => ({
        username,
        ...(bot === undefined ? {} : { bot }),
        role,
        online: services.hub.account(account) !== undefined,
      })),
      more: page.more,
    };
  },
};

/**
 * Changes settings of a room, if some are given, and answers with the room. Refuses with what the table of rights says,
 * `bad_field`, and `no_right` for the visibility of rooms that the server needs.
 */
export const set: MemberCommand<"set"> = {
  ...QUERY,
  rate: "order",
  async handle(call) {
    const { action: _action, key, ref: _ref, room, ...settings } = call.request;
    const { journal, randomBytes } = call.services;
    if (Object.values({ ...settings, key }).every((value) => value === undefined)) {
      return await infoOf(call, room);
    }
    const checked = key === undefined ? undefined : checkShortText(key, "key", MAX_KEY_LENGTH);
    const keyHash = checked === undefined || checked === ""
      ? checked
      : hashRoomKey(checked, randomBytes(new Uint8Array(KEY_SALT_BYTES)));
    const { accounts_only, without_signals, ...first } = settings;
    const isFirst = accounts_only === undefined && without_signals === undefined;
    const order = { ...actingOf(call), room };
    const { connection } = call.caller;
    const changed =
      await (isFirst
        ? journal.append("set_room", { ...order, settings: { ...first, keyHash } }, connection)
        : journal.append(
          "set_room_further",
          { ...order, settings: { ...settings, keyHash } },
          connection,
        ));
    return await infoOf(call, changed.room.name);
  },
};

/**
 * Says what would go of a room. Refuses with `bad_field`, and with what the table of rights says. All that
 * was said there is counted, so it goes as fast as searches.
 */
export const wouldExpire: MemberCommand<"would_expire"> = {
  ...QUERY,
  rate: "search",
  handle({ request, identity, services }) {
    return services.journal.query("would_expire", {
      account: identity.account.id,
      room: request.room,
      seconds: request.seconds,
    });
  },
};

/** A key as it is compared with that of the room; undefined when the room has none. */
async function hashedKey(
  { identity, services }: Asking,
  room: string,
  key: string,
): Promise<string | undefined> {
  const account = identity.account.id;
  const salt = await services.journal.query("room_key_salt", { account, room })
    .catch((error: unknown) => {
      // Joining says so, or makes the room.
      if (error instanceof ChatError && error.code === "no_such_room") return undefined;
      throw error;
    });
  return salt === undefined ? undefined : hashRoomKey(key.trim(), salt);
}

/** Of a call of any action. */
type Asking = Omit<MemberCall<Action>, "request">;

function actorOf({ identity: { account } }: Asking) {
  return { actor: account.id, accountName: account.name };
}

async function infoOf({ identity, services }: Asking, room: string): Promise<RoomInfo> {
  const info = await services.journal.query("room", {
    account: identity.account.id,
    room,
    right: "read",
  });
  return withOnline(info, services);
}

function withOnline({ id, ...info }: StoredRoomInfo, { hub }: Services): RoomInfo {
  return { ...info, online: hub.countOnlineIn(id) };
}
