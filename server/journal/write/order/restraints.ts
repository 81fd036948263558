/** What keeps an account from acting: bans, mutes, and the pace of a slow room. */
import type { WriteStore } from "../write_store.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { MAX_DURATION_SECONDS } from "../../../../protocol/duration.ts";
import { isoTime } from "../../../base/iso_time.ts";
import { rankOf } from "../../../access/rights.ts";
import { CONSOLE } from "../../actors.ts";
import { actorOf, type Admitted } from "../../gate.ts";
import { restraintByMask } from "../../masks.ts";
import type { Row, Store } from "../../database/store.ts";
import type { ServerRole } from "../../../../protocol/records.ts";
import { isStaff } from "../../../access/server_rights.ts";

/** Stands in `banned_until_ms` and `muted_until_ms` for what has no end: the last time of a `Date`. */
export const FOREVER_MS = 8_640_000_000_000_000;

/**
 * When something ends that lasts so many seconds; undefined when it has no end.
 *
 * @throws {ChatError} `bad_field` when that is too long.
 */
export function endOf(seconds: number | undefined, timeMs: number): number | undefined {
  if (seconds === undefined) return undefined;
  if (seconds > MAX_DURATION_SECONDS) {
    throw new ChatError("bad_field", `"seconds" is at most ${MAX_DURATION_SECONDS}, ten years`);
  }
  return timeMs + seconds * 1_000;
}

/** ` until 2026-11-20 17:00 UTC: reason`; empty when there is neither. */
export function untilText(
  { untilMs, reason }: { untilMs: number | undefined; reason: string },
): string {
  const until = untilMs === undefined
    ? ""
    : ` until ${isoTime(untilMs).slice(0, 16).replace("T", " ")} UTC`;
  return `${until}${reason === "" ? "" : `: ${reason}`}`;
}

/**
 * Sees to it that an account is not banned from the server; `untilMs` is its `banned_until_ms`.
 *
 * @throws {ChatError} `account_banned`, with the reason and when it ends.
 */
export function checkNotBanned(store: Store, account: number, untilMs: unknown): void {
  if (untilMs === null || Number(untilMs) <= store.timeMs) return;
  throw refusal(store, {
    code: "account_banned",
    sentence: "You are banned from this server",
    kind: "ban",
    account,
    room: undefined,
    untilMs: Number(untilMs),
  });
}

/**
 * Sees to it that an account that was admitted may speak there.
 *
 * @throws {ChatError} `muted`.
 */
export function checkVoice(store: Store, account: number, place: Admitted): void {
  if (!place.isRestrained) return;
  if (place.kind === "direct") {
    const row = store.get("SELECT low, high FROM conversations WHERE id = ?", place.id);
    const other = Number(row?.["low"]) === account ? row?.["high"] : row?.["low"];
    return checkPrivateVoice(store, account, Number(other));
  }
  const everywhereMs = mutedEverywhereUntilMs(store, account);
  const isEverywhere = everywhereMs > store.timeMs;
  const untilMs = isEverywhere ? everywhereMs : mutedUntilMs(store, account, place.id);
  if (untilMs <= store.timeMs) return checkVoiceByMasks(store, account, place);
  throw refusal(store, {
    code: "muted",
    sentence: isEverywhere ? "You are muted" : `You are muted in #${place.name}`,
    kind: "mute",
    account,
    room: isEverywhere ? undefined : place.id,
    untilMs,
  });
}

/** Whoever was given a role in the room speaks there, whatever masks fit: they are about nobody. */
function checkVoiceByMasks(store: Store, account: number, place: Admitted): void {
  if (account === CONSOLE || rankOf(place.standing) >= rankOf("speaker")) return;
  const row = restraintByMask(store, { account, room: place.id }, "mute");
  if (row === undefined) return;
  throw refusalBy(store, row, { code: "muted", sentence: `You are muted in #${place.name}` });
}

/**
 * Sees to it that an account may say something that is in no room.
 *
 * @throws {ChatError} `muted`, when it is muted everywhere.
 */
export function checkPublicVoice(store: Store, account: number): void {
  const untilMs = mutedEverywhereUntilMs(store, account);
  if (untilMs <= store.timeMs) return;
  throw refusal(store, {
    code: "muted",
    sentence: "You are muted",
    kind: "mute",
    account,
    room: undefined,
    untilMs,
  });
}

/**
 * Sees to it that an account may write to another one; to those who keep order it always may.
 *
 * @throws {ChatError} `muted`.
 */
export function checkPrivateVoice(store: Store, account: number, recipient: number): void {
  const untilMs = mutedEverywhereUntilMs(store, account);
  if (untilMs <= store.timeMs) return;
  // The console is no account; whoever else is written to has a role of its own.
  if (isStaff(actorOf(store, recipient).role as ServerRole)) return;
  throw refusal(store, {
    code: "muted",
    sentence: "You are muted and can only write to those who keep order here",
    kind: "mute",
    account,
    room: undefined,
    untilMs,
  });
}

/**
 * Sees to it that a member of a slow room keeps its pace; moderators need not. The function that it
 * returns notes that something was said; call it once nothing can be refused any more.
 *
 * @throws {ChatError} `slow_down`, with how long to wait.
 */
export function checkPace(store: WriteStore, account: number, place: Admitted): () => void {
  const slowMs = place.isRestrained ? paceOf(store, place.id) : 0;
  if (slowMs === 0 || rankOf(place.standing) >= rankOf("moderator")) return () => {};
  const row = store.get(
    "SELECT said_ms FROM members WHERE account = ? AND conversation = ?",
    account,
    place.id,
  );
  const saidMs = Number(row?.["said_ms"]);
  // What was said in the future was said before the clock was set back.
  const waitMs = saidMs > store.timeMs ? 0 : saidMs + slowMs - store.timeMs;
  if (waitMs <= 0) return () => noteSaid(store, account, place.id);
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  throw new ChatError(
    "slow_down",
    `This room is slow: one message every ${slowMs / 1_000} seconds; ` +
      `you can write again in ${retryAfterSeconds}`,
    { retryAfterSeconds },
  );
}

function paceOf(store: Store, room: number): number {
  return Number(store.get("SELECT slow_ms FROM conversations WHERE id = ?", room)?.["slow_ms"]);
}

function noteSaid(store: WriteStore, account: number, room: number): void {
  store.run(
    "UPDATE members SET said_ms = ? WHERE account = ? AND conversation = ?",
    store.timeMs,
    account,
    room,
  );
}

function mutedUntilMs(store: Store, account: number, room: number): number {
  const row = store.get(
    "SELECT muted_until_ms FROM members WHERE account = ? AND conversation = ?",
    account,
    room,
  );
  return Number(row?.["muted_until_ms"] ?? 0);
}

function mutedEverywhereUntilMs(store: Store, account: number): number {
  if (account === CONSOLE) return 0;
  const row = store.get("SELECT muted_until_ms FROM accounts WHERE id = ?", account);
  return Number(row?.["muted_until_ms"] ?? 0);
}

/** The refusal of somebody who is banned from a room, with the reason and when it ends. */
export function roomBanRefusal(store: Store, account: number, room: string): ChatError {
  const row = store.get(
    `SELECT id, name, members.role, members.banned_until_ms FROM conversations
     LEFT JOIN members ON conversation = id AND account = ? WHERE name = ?`,
    account,
    room,
  );
  const sentence = `You are banned from #${row?.["name"]}`;
  if (row?.["role"] !== "banned") {
    const mask = restraintByMask(store, { account, room: Number(row?.["id"]) }, "ban");
    if (mask === undefined) return new ChatError("banned");
    return refusalBy(store, mask, { code: "banned", sentence });
  }
  return refusal(store, {
    code: "banned",
    sentence,
    kind: "ban",
    account,
    room: Number(row["id"]),
    untilMs: Number(row["banned_until_ms"] ?? FOREVER_MS),
  });
}

/** What keeps somebody from acting, for the sentence about it. */
interface Restraint {
  code: "account_banned" | "banned" | "muted";
  sentence: string;
  kind: "ban" | "mute";
  account: number;
  room: number | undefined;
  untilMs: number;
}

function refusal(store: Store, { code, sentence, kind, account, room, untilMs }: Restraint) {
  const row = store.get(
    `SELECT reason FROM measures
     WHERE account = ? AND kind = ? AND room IS ? AND lifted_ms IS NULL`,
    account,
    kind,
    room ?? null,
  );
  return refusalBy(store, { reason: row?.["reason"] ?? "", until_ms: untilMs }, { code, sentence });
}

/** The refusal because of one measure. */
function refusalBy(
  store: Store,
  { reason, until_ms: until }: Row,
  { code, sentence }: Pick<Restraint, "code" | "sentence">,
): ChatError {
  const untilMs = Number(until ?? FOREVER_MS);
  const hasEnd = untilMs < FOREVER_MS;
  const text = untilText({ untilMs: hasEnd ? untilMs : undefined, reason: String(reason) });
  return new ChatError(
    code,
    `${sentence}${text}`,
    hasEnd ? { retryAfterSeconds: Math.ceil((untilMs - store.timeMs) / 1_000) } : {},
  );
}
