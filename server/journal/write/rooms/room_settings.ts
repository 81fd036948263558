/** What a room can be told to be: one table of settings, each of them a column of `conversations`. */
import type { SQLInputValue } from "node:sqlite";
import { formatDuration, MAX_DURATION_SECONDS } from "../../../../protocol/duration.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Visibility } from "../../../../protocol/records.ts";
import type { Right } from "../../../access/rights.ts";
import { type Admitted, demand } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import { checkRetention } from "../../retention.ts";
import { neededFor } from "./room_checks.ts";

/** Slowest pace of a room, in seconds: a message a day. */
const MAX_SLOW_SECONDS = 24 * 60 * 60;

/** Highest bound for the members of a room. */
const MAX_LIMIT = 100_000;

/** The settings of a room; those that are left out stay as they are. */
export interface RoomSettings {
  visibility?: Visibility | undefined;
  /** Only speakers, moderators and owners write. */
  locked?: boolean | undefined;
  /** Seconds between two messages of a member; 0 for none. */
  slow?: number | undefined;
  /** Only moderators and owners set the topic. */
  topic_locked?: boolean | undefined;
  /** What the key to the room is compared with (see room_key.ts); empty for none. */
  keyHash?: string | undefined;
  /** Most members; 0 for no bound. */
  limit?: number | undefined;
  /** How many seconds a member has been there before `@room` calls everybody. */
  call_after?: number | undefined;
  /** After how many seconds what was said goes; 0 for never. */
  retention?: number | undefined;
  /** Whoever knows the name of the room joins it, which is private. */
  join_by_name?: boolean | undefined;
  /** Whoever may know of the room writes there, while it is neither locked nor slow. */
  outsiders_write?: boolean | undefined;
  /** Guests write only with a role that says so. */
  accounts_only?: boolean | undefined;
  /** Nothing is passed on that clients ask each other. */
  without_signals?: boolean | undefined;
}

/** Those that the first level of a cluster knows. */
export type FirstSettings = Omit<RoomSettings, "accounts_only" | "without_signals">;

/** The settings that have another value now, as everybody may know them. */
export type ChangedSettings = Omit<RoomSettings, "keyHash"> & {
  keyed?: boolean;
  visibility_before?: Visibility;
};

/** Who writes down what was changed: with which action, and in which words. */
export interface SettingNews {
  action: "slow" | "lock" | "set";
  did: string;
  where: string;
}

interface Setting<Value> {
  right: Right;
  column: string;
  check?: (store: WriteStore, place: Admitted, value: Value) => void;
  stored: (value: Value) => SQLInputValue;
  changed: (value: Value, place: Admitted) => ChangedSettings;
  news: (value: Value, room: string) => SettingNews;
}

const SETTINGS: { readonly [Name in keyof Required<RoomSettings>]: Setting<Given<Name>> } = {
  visibility: {
    right: "configure",
    column: "kind",
    check: checkMayBeSeen,
    stored: (value) => value,
    changed: (value, { kind }) => ({
      visibility: value,
      ...(kind === "direct" ? {} : { visibility_before: kind }),
    }),
    news: (value, room) => ({
      action: "set",
      did: `changed the visibility to ${value.replace("_", "-")}`,
      where: ` of #${room}`,
    }),
  },
  locked: {
    right: "moderate",
    column: "is_read_only",
    stored: Number,
    changed: (value) => ({ locked: value }),
    news: (value, room) => ({
      action: "lock",
      did: value ? "locked" : "unlocked",
      where: ` #${room}`,
    }),
  },
  slow: {
    right: "moderate",
    column: "slow_ms",
    check: (_store, _place, seconds) => atMost(seconds, MAX_SLOW_SECONDS, "seconds", ", one day"),
    stored: (seconds) => seconds * 1_000,
    changed: (seconds) => ({ slow: seconds }),
    news: (seconds, room) => ({
      action: "slow",
      did: seconds === 0 ? "took slow mode off" : `set slow mode to ${formatDuration(seconds)}`,
      where: ` in #${room}`,
    }),
  },
  topic_locked: {
    right: "moderate",
    column: "is_topic_locked",
    stored: Number,
    changed: (value) => ({ topic_locked: value }),
    news: (value, room) => ({
      action: "set",
      did: `let ${value ? "only moderators" : "everybody"} set the topic`,
      where: ` of #${room}`,
    }),
  },
  keyHash: {
    right: "moderate",
    column: "key_hash",
    stored: (value) => value,
    changed: (value) => ({ keyed: value !== "" }),
    news: (value, room) => ({
      action: "set",
      did: value === "" ? "took the key off" : "set a key",
      where: ` in #${room}`,
    }),
  },
  limit: {
    right: "moderate",
    column: "member_limit",
    check: (_store, _place, limit) => atMost(limit, MAX_LIMIT, "limit", ""),
    stored: (limit) => limit,
    changed: (limit) => ({ limit }),
    news: (limit, room) => ({
      action: "set",
      did: limit === 0 ? "took the bound for members off" : `let at most ${limit} members in`,
      where: ` in #${room}`,
    }),
  },
  call_after: {
    right: "moderate",
    column: "call_after_ms",
    check: (_store, _place, seconds) =>
      atMost(seconds, MAX_DURATION_SECONDS, "call_after", ", ten years"),
    stored: (seconds) => seconds * 1_000,
    changed: (seconds) => ({ call_after: seconds }),
    news: (seconds, room) => ({
      action: "set",
      did: seconds === 0
        ? "let everybody call all with @room"
        : `let members call all with @room after ${formatDuration(seconds)}`,
      where: ` in #${room}`,
    }),
  },
  retention: {
    right: "configure",
    column: "retention_ms",
    check: (_store, _place, seconds) => checkRetention(seconds),
    stored: (seconds) => seconds * 1_000,
    changed: (seconds) => ({ retention: seconds }),
    news: (seconds, room) => ({
      action: "set",
      did: seconds === 0
        ? "had messages stay for as long as the server keeps them"
        : `had messages go after ${formatDuration(seconds)}`,
      where: ` in #${room}`,
    }),
  },
  join_by_name: {
    right: "configure",
    column: "is_joined_by_name",
    check: checkMayBeJoined,
    stored: Number,
    changed: (value) => ({ join_by_name: value }),
    news: (value, room) => ({
      action: "set",
      did: value ? "let whoever knows its name join" : "let nobody join by its name alone",
      where: ` #${room}`,
    }),
  },
  outsiders_write: {
    right: "moderate",
    column: "is_written_by_outsiders",
    stored: Number,
    changed: (value) => ({ outsiders_write: value }),
    news: (value, room) => ({
      action: "set",
      did: value ? "let those write who are not in it" : "let only members write",
      where: ` in #${room}`,
    }),
  },
  accounts_only: {
    right: "moderate",
    column: "is_of_accounts",
    stored: Number,
    changed: (value) => ({ accounts_only: value }),
    news: (value, room) => ({
      action: "set",
      did: value ? "let no guests write" : "let guests write",
      where: ` in #${room}`,
    }),
  },
  without_signals: {
    right: "moderate",
    column: "is_without_signals",
    stored: Number,
    changed: (value) => ({ without_signals: value }),
    news: (value, room) => ({
      action: "set",
      did: value ? "let clients ask each other nothing" : "let clients ask each other",
      where: ` in #${room}`,
    }),
  },
};

type Given<Name extends keyof RoomSettings> = Exclude<RoomSettings[Name], undefined>;

/**
 * Changes what is given and not so already; everything that can be refused is asked first.
 *
 * @throws {ChatError} what the table of rights says, `no_right`, `bad_field`.
 */
export function changeSettings(
  store: WriteStore,
  place: Admitted,
  settings: RoomSettings,
): { changed: ChangedSettings; news: SettingNews[] } {
  const given = givenOf(withWayIn(settings, place));
  for (const { setting, value } of given) {
    demand(place, setting.right);
    setting.check?.(store, place, value);
  }
  let changed: ChangedSettings = {};
  const news: SettingNews[] = [];
  for (const { setting, value } of given) {
    const { column } = setting;
    const { changes } = store.run(
      `UPDATE conversations SET ${column} = ?1 WHERE id = ?2 AND ${column} <> ?1`,
      setting.stored(value),
      place.id,
    );
    if (changes === 0) continue;
    changed = { ...changed, ...setting.changed(value, place) };
    news.push(setting.news(value, place.name));
  }
  return { changed, news };
}

/**
 * A room that gets another visibility is joined by its name only where that is said again: nobody opens
 * one by what was set long ago.
 */
function withWayIn(settings: RoomSettings, place: Admitted): RoomSettings {
  const { join_by_name: byName, visibility } = settings;
  if (byName === true && (visibility ?? place.kind) !== "private") {
    throw new ChatError("bad_field", "Only private rooms are joined by their name");
  }
  return visibility === undefined || byName !== undefined
    ? settings
    : { ...settings, join_by_name: false };
}

/** Each setting knows how to deal with its own values; the type system cannot say so. */
function givenOf(settings: RoomSettings): { setting: Setting<unknown>; value: unknown }[] {
  return Object.entries(SETTINGS).flatMap(([name, setting]) => {
    const value = settings[name as keyof RoomSettings];
    return value === undefined ? [] : [{ setting: setting as unknown as Setting<unknown>, value }];
  });
}

/** The staff's room stays out of sight, and the room of newcomers in it. */
function checkMayBeSeen(
  store: WriteStore,
  { id, isEncryptedRoom, name }: Admitted,
  visibility: Visibility,
): void {
  if (isEncryptedRoom && visibility !== "private") {
    throw new ChatError("no_right", `#${name} is encrypted, so it stays private`);
  }
  if (neededFor(store, id) === undefined) return;
  throw new ChatError("no_right", `The server needs #${name}; its visibility stays what it is`);
}

/** Who comes into encrypted rooms, and into those of the staff, others decide. */
function checkMayBeJoined(
  store: WriteStore,
  { id, isEncryptedRoom, name }: Admitted,
  isByName: boolean,
): void {
  if (!isByName) return;
  if (isEncryptedRoom) {
    throw new ChatError("no_right", `#${name} is encrypted, so it is joined by invitation`);
  }
  if (neededFor(store, id) === undefined) return;
  throw new ChatError("no_right", `The server needs #${name}; who joins it stays what it is`);
}

function atMost(value: number, max: number, name: string, words: string): void {
  if (value > max) throw new ChatError("bad_field", `"${name}" is at most ${max}${words}`);
}
