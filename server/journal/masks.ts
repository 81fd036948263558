/** Whom the masks of a room are about: names that nobody need have yet, and where banned guests came from. */
import { maskOf } from "../access/name_mask.ts";
import { isLoopbackHost } from "../../protocol/loopback.ts";
import { addressKey } from "../limits/address_key.ts";
import type { Row, Store } from "./database/store.ts";

/** What a mask does: keeps out, silences, keeps off both of these, or lets in as an invitation does. */
export type MaskKind = "ban" | "mute" | "exempt" | "let_in";

/** Somebody in a room, or before it. */
export interface AtRoom {
  account: number;
  room: number;
}

/** How somebody stands to a room who is nothing in it by themselves. */
export function standingByMasks(store: Store, who: AtRoom): "banned" | "outsider" | "invited" {
  if (restraintByMask(store, who, "ban") !== undefined) return "banned";
  return fitting(store, who, "let_in") === undefined ? "outsider" : "invited";
}

/** What is in force of this kind against somebody by a mask, if nothing exempts them. */
export function restraintByMask(
  store: Store,
  who: AtRoom,
  kind: "ban" | "mute",
): Row | undefined {
  const row = fitting(store, who, kind);
  return row === undefined || fitting(store, who, "exempt") !== undefined ? undefined : row;
}

/** The oldest measure in force of this kind that is about somebody by a mask, or by where they come from. */
function fitting(store: Store, { account, room }: AtRoom, kind: MaskKind): Row | undefined {
  const person = personOf(store, account);
  const byName = store.all(
    `SELECT * FROM measures
     WHERE room = ?1 AND lifted_ms IS NULL AND kind = ?2 AND mask IS NOT NULL
       AND (until_ms IS NULL OR until_ms > ?3) ORDER BY id`,
    room,
    kind,
    store.timeMs,
  ).find((row) => isAbout(row, person));
  // Banned guests may be as many as there are guests, so they are looked up, not looked through.
  const address = person.isGuest ? addressOfGuest(store, account) : "";
  const byAddress = address === "" ? undefined : store.get(
    `SELECT * FROM measures
     WHERE room = ?1 AND lifted_ms IS NULL AND kind = ?2 AND address <> '' AND address = ?3
       AND (until_ms IS NULL OR until_ms > ?4) ORDER BY id LIMIT 1`,
    room,
    kind,
    address,
    store.timeMs,
  );
  if (byName === undefined || byAddress === undefined) return byName ?? byAddress;
  return Number(byName["id"]) < Number(byAddress["id"]) ? byName : byAddress;
}

/** Whether the mask of a measure is about an account. */
export function isAboutAccount(store: Store, row: Row, account: number): boolean {
  return isAbout(row, personOf(store, account));
}

function personOf(store: Store, account: number): { name: string; isGuest: boolean } {
  const row = store.get("SELECT folded_name, is_guest FROM accounts WHERE id = ?", account);
  return { name: String(row?.["folded_name"] ?? ""), isGuest: row?.["is_guest"] === 1 };
}

function isAbout(row: Row, { name, isGuest }: { name: string; isGuest: boolean }): boolean {
  if (row["mask"] === null || isGuest && row["is_of_accounts"] === 1) return false;
  return maskOf(String(row["mask"]))(name);
}

/**
 * Where a guest is from, as far as that tells people apart; empty when it does not, as for those who come
 * from this machine.
 */
export function addressOfGuest(store: Store, account: number): string {
  const row = store.get(
    "SELECT address FROM sessions WHERE account = ? ORDER BY id DESC LIMIT 1",
    account,
  );
  const address = String(row?.["address"] ?? "");
  return isLoopbackHost(address) ? "" : addressKey(address);
}
