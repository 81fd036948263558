/** Bans and mutes as the database keeps them, and what of them accounts and members repeat. */
import type { WriteStore } from "../write_store.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import { CONSOLE } from "../../actors.ts";
import { type Actor, actorOf, type Admitted, type NamedAccount } from "../../gate.ts";
import type { Row, Store } from "../../database/store.ts";
import { addressOfGuest, type MaskKind } from "../../masks.ts";
import { GUEST_MASKS_LEVEL, isAtLevel } from "../../log/known_levels.ts";
import { FOREVER_MS } from "./restraints.ts";
import { keepersOf } from "../rooms/room_keepers.ts";
import { keepTrace } from "../rooms/traces.ts";
import type { RoomRecord } from "../../records.ts";

/** For how long what a guest was kept out by holds after the guest has gone, in milliseconds. */
const GUEST_MASK_MS = 30 * 24 * 3_600_000;

/**
 * Most masks of one room that were set, and as many again that guests have left behind: all of them are
 * looked at when somebody comes.
 */
export const MAX_MASKS = 100;

/** What a measure is about; there is one at a time of each kind. */
export type MeasureTarget =
  | {
    kind: "ban" | "mute";
    person: Pick<NamedAccount, "id" | "name">;
    place: Pick<Admitted, "id"> | undefined;
  }
  | { kind: "ban"; network: string }
  | MaskTarget;

/** Everybody in a room whose name fits a mask, or those of them who have an account. */
export interface MaskTarget {
  kind: MaskKind;
  /** As `parseNameMask` makes it. */
  mask: string;
  isOfAccounts: boolean;
  place: Pick<Admitted, "id">;
}

/** A ban or mute as it was set, or as it has ended; or what keeps people off them. */
export interface Measure {
  id: number;
  kind: MaskKind;
  /** Whom it is about, or which network, or all whose names fit a mask. */
  person: { id: number; name: string } | undefined;
  network: string | undefined;
  mask: string | undefined;
  /** Whether the mask is about those alone who have an account. */
  isOfAccounts: boolean;
  /** Where; undefined when it holds everywhere. */
  room: (RoomRecord & { isPrivate: boolean }) | undefined;
  /** Who set or lifted it; undefined when it ended by itself. */
  by: Actor | undefined;
  reason: string;
  untilMs: number | undefined;
  /** When it was set, or has ended. */
  timeMs: number;
  /** Those who keep order in the room, who are told. */
  keepers: number[];
}

/** How a measure is set. */
export interface MeasureTerms {
  actor: Actor;
  reason: string;
  untilMs: number | undefined;
  timeMs: number;
}

/** Sets a measure in the place of the one that is there; returns its id. */
export function addMeasure(
  store: WriteStore,
  target: MeasureTarget,
  { actor, reason, untilMs, timeMs }: MeasureTerms,
): number {
  const replaced = activeMeasure(store, target);
  if (replaced !== undefined) close(store, Number(replaced["id"]), { by: actor, timeMs });
  const room = "network" in target ? null : target.place?.id ?? null;
  const address = "person" in target ? addressOfBanned(store, target) : "";
  const { id } = store.run(
    `INSERT INTO measures (kind, account, network, mask, is_of_accounts, room, address, reason,
       set_by, set_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    target.kind,
    "person" in target ? target.person.id : null,
    "network" in target ? target.network : null,
    "mask" in target ? target.mask : null,
    "mask" in target && target.isOfAccounts ? 1 : 0,
    room,
    address,
    reason,
    idOf(actor),
    timeMs,
    untilMs ?? null,
  );
  if (room !== null && ("mask" in target || address !== "")) countMasks(store, room, 1);
  if ("person" in target) repeatMeasure(store, target, { untilMs: untilMs ?? FOREVER_MS, timeMs });
  return id;
}

/** The measure of this kind about this target that is in force, or has ended without being noted. */
export function activeMeasure(store: Store, target: MeasureTarget): Row | undefined {
  if ("network" in target) {
    return store.get(
      "SELECT * FROM measures WHERE network = ? AND lifted_ms IS NULL",
      target.network,
    );
  }
  if ("mask" in target) {
    return store.get(
      `SELECT * FROM measures WHERE room = ? AND kind = ? AND mask = ? AND is_of_accounts = ?
         AND lifted_ms IS NULL`,
      target.place.id,
      target.kind,
      target.mask,
      target.isOfAccounts ? 1 : 0,
    );
  }
  return store.get(
    "SELECT * FROM measures WHERE account = ? AND kind = ? AND room IS ? AND lifted_ms IS NULL",
    target.person.id,
    target.kind,
    target.place?.id ?? null,
  );
}

/** Ends a measure; `by` is undefined when it ends by itself. */
export function endMeasure(
  store: WriteStore,
  row: Row,
  { by, timeMs }: { by: Actor | undefined; timeMs: number },
): Measure {
  const id = Number(row["id"]);
  close(store, id, { by, timeMs });
  const { account, kind, room } = row;
  const column = kind === "ban" ? "banned_until_ms" : "muted_until_ms";
  if (account !== null && room === null) {
    store.run(`UPDATE accounts SET ${column} = NULL WHERE id = ?`, Number(account));
  } else if (account !== null && kind === "mute") {
    store.run(
      "UPDATE members SET muted_until_ms = NULL WHERE account = ? AND conversation = ?",
      Number(account),
      Number(room),
    );
  } else if (account !== null) {
    const seat = { account: Number(account), conversation: Number(room) };
    // What folders of older versions know of the banned is in this row alone.
    if (isBanned(store, seat)) keepTrace(store, seat);
    // Whoever has joined since, in the moment between the end and its note, stays.
    store.run(
      "DELETE FROM members WHERE account = ? AND conversation = ? AND role = 'banned'",
      Number(account),
      Number(room),
    );
  }
  return { ...measureOf(store, id), by, timeMs };
}

/** Ends what is in force of this kind about this target, if there is anything. */
export function endMeasureAbout(
  store: WriteStore,
  target: MeasureTarget,
  how: { by: Actor; timeMs: number },
): void {
  const row = activeMeasure(store, target);
  if (row !== undefined) endMeasure(store, row, how);
}

/** A measure by its id, with whom it is to be told. */
export function measureOf(store: Store, id: number): Measure {
  const row = store.get(
    `SELECT measures.*, accounts.name AS target_name, conversations.name AS room_name,
       conversations.kind AS room_kind
     FROM measures LEFT JOIN accounts ON accounts.id = account
     LEFT JOIN conversations ON conversations.id = room WHERE measures.id = ?`,
    id,
  ) ?? {};
  const room = row["room"] === null ? undefined : {
    id: Number(row["room"]),
    name: String(row["room_name"]),
    isPrivate: row["room_kind"] === "private",
  };
  return {
    id,
    kind: row["kind"] as MaskKind,
    mask: row["mask"] === null ? undefined : String(row["mask"]),
    isOfAccounts: row["is_of_accounts"] === 1,
    person: row["account"] === null
      ? undefined
      : { id: Number(row["account"]), name: String(row["target_name"]) },
    network: row["network"] === null ? undefined : String(row["network"]),
    room,
    by: actorOf(store, Number(row["set_by"] ?? CONSOLE)),
    reason: String(row["reason"]),
    untilMs: row["until_ms"] === null ? undefined : Number(row["until_ms"]),
    timeMs: Number(row["set_ms"]),
    keepers: room === undefined ? [] : keepersOf(store, room.id),
  };
}

/**
 * What keeps a guest out of rooms, or silent there, is about its name from now on: it ends, and may come
 * again. Where it came from goes on counting with it, for a month where nothing else was said: guests
 * are many, and so may their names be. Where there are {@linkcode MAX_MASKS} of those in a room, the
 * oldest ends for the new one.
 */
export function keepMeasuresOfGuest(store: WriteStore, guest: number, name: string): void {
  const mask = foldUsername(name);
  const rows = store.all(
    `SELECT id, kind, room, address FROM measures
     WHERE account = ? AND room IS NOT NULL AND lifted_ms IS NULL ORDER BY id`,
    guest,
  );
  // Before, they took places from the masks that were set, and where there was none nothing was kept.
  const isApart = rows.length > 0 && isAtLevel(store, GUEST_MASKS_LEVEL);
  for (const { address, id, kind, room } of rows) {
    const place = { id: Number(room) };
    const target = { kind: kind as "ban" | "mute", mask, isOfAccounts: false, place };
    if (activeMeasure(store, target) !== undefined) continue;
    if (isApart) makePlaceForGuest(store, place.id);
    else if (hasManyMasks(store, place.id)) continue;
    store.run(
      `UPDATE measures SET account = NULL, mask = ?, until_ms = coalesce(until_ms, ?), is_of_guest = ?
       WHERE id = ?`,
      mask,
      store.timeMs + GUEST_MASK_MS,
      isApart ? 1 : 0,
      Number(id),
    );
    if (address === "") countMasks(store, place.id, 1);
  }
}

/** Whether a room has as many masks as may be set there. */
export function hasManyMasks(store: Store, room: number): boolean {
  return masksIn(store, room, { areOfGuests: false }) >= MAX_MASKS;
}

function masksIn(
  store: Store,
  room: number,
  { areOfGuests }: { areOfGuests: boolean },
): number {
  const row = store.get(
    `SELECT count(*) AS count FROM measures
     WHERE room = ? AND lifted_ms IS NULL AND mask IS NOT NULL AND is_of_guest = ?`,
    room,
    areOfGuests ? 1 : 0,
  );
  return Number(row?.["count"]);
}

/** Ends the oldest mask that a guest has left behind in a room, where there are as many as there may be. */
function makePlaceForGuest(store: WriteStore, room: number): void {
  if (masksIn(store, room, { areOfGuests: true }) < MAX_MASKS) return;
  const oldest = store.get(
    `SELECT id FROM measures
     WHERE room = ? AND lifted_ms IS NULL AND mask IS NOT NULL AND is_of_guest = 1
     ORDER BY id LIMIT 1`,
    room,
  );
  close(store, Number(oldest?.["id"]), { by: undefined, timeMs: store.timeMs });
}

/** Ends what is in force about an account whose end has come. */
export function endMeasuresOf(store: WriteStore, account: number, timeMs: number): void {
  const rows = store.all(
    `SELECT room, count(*) AS count FROM measures
     WHERE account = ? AND lifted_ms IS NULL AND address <> '' GROUP BY room ORDER BY room`,
    account,
  );
  store.run(
    "UPDATE measures SET lifted_ms = ?, address = '' WHERE account = ? AND lifted_ms IS NULL",
    timeMs,
    account,
  );
  for (const { count, room } of rows) countMasks(store, Number(room), -Number(count));
  store.run(
    "UPDATE accounts SET banned_until_ms = NULL, muted_until_ms = NULL WHERE id = ?",
    account,
  );
}

/** Until when an account is muted in a room that it joins; null when it is not. */
export function mutedUntilIn(store: Store, account: number, room: number): number | null {
  const row = activeMeasure(store, {
    kind: "mute",
    person: { id: account, name: "" },
    place: { id: room },
  });
  return row === undefined ? null : Number(row["until_ms"] ?? FOREVER_MS);
}

function close(
  store: WriteStore,
  id: number,
  { by, timeMs }: { by: Actor | undefined; timeMs: number },
): void {
  const { address, mask, room } =
    store.get("SELECT address, mask, room FROM measures WHERE id = ?", id) ?? {};
  // Where somebody came from is kept as long as it is looked at.
  store.run(
    "UPDATE measures SET lifted_by = ?, lifted_ms = ?, address = '' WHERE id = ?",
    by === undefined ? null : idOf(by),
    timeMs,
    id,
  );
  const isCounted = room !== null && (mask !== null || address !== "");
  if (isCounted) countMasks(store, Number(room), -1);
}

/**
 * Notes that so many more of the measures of a room, or fewer, are looked at when somebody comes or
 * speaks: those in force that have a mask or an address.
 */
export function countMasks(store: WriteStore, room: number, more: number): void {
  store.run("UPDATE conversations SET masks = masks + ? WHERE id = ?", more, room);
}

/** Where a guest is from who is banned from a room: it may come again by another name. */
function addressOfBanned(
  store: Store,
  { kind, person, place }: Extract<MeasureTarget, { person: unknown }>,
): string {
  if (kind !== "ban" || place === undefined || !isGuest(store, person.id)) return "";
  return addressOfGuest(store, person.id);
}

function isGuest(store: Store, account: number): boolean {
  return store.get("SELECT is_guest FROM accounts WHERE id = ?", account)?.["is_guest"] === 1;
}

function isBanned(
  store: Store,
  { account, conversation }: { account: number; conversation: number },
): boolean {
  return store.get(
    "SELECT 1 FROM members WHERE account = ? AND conversation = ? AND role = 'banned'",
    account,
    conversation,
  ) !== undefined;
}

/** Puts what is in force where the check finds it without a look-up. */
export function repeatMeasure(
  store: WriteStore,
  { kind, person, place }: Extract<MeasureTarget, { person: unknown }>,
  { untilMs, timeMs }: { untilMs: number; timeMs: number },
): void {
  if (place === undefined) {
    const column = kind === "ban" ? "banned_until_ms" : "muted_until_ms";
    store.run(`UPDATE accounts SET ${column} = ? WHERE id = ?`, untilMs, person.id);
  } else if (kind === "mute") {
    store.run(
      "UPDATE members SET muted_until_ms = ? WHERE account = ? AND conversation = ?",
      untilMs,
      person.id,
      place.id,
    );
  } else {
    keepTrace(store, { account: person.id, conversation: place.id });
    store.run(
      `INSERT INTO members (account, conversation, role, joined_ms, banned_until_ms)
       VALUES (?, ?, 'banned', ?, ?)
       ON CONFLICT DO UPDATE SET role = 'banned', banned_until_ms = excluded.banned_until_ms`,
      person.id,
      place.id,
      timeMs,
      untilMs,
    );
  }
}

/** The console is no account. */
function idOf({ id }: Actor): number | null {
  return id === CONSOLE ? null : id;
}
