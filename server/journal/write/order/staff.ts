/** Entries about who keeps order: the first owner, and the roles that are given and taken. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { ServerRole } from "../../../../protocol/records.ts";
import { isStaff, outranks, serverRankOf } from "../../../access/server_rights.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, type Actor, actorOf, demandServerRight, roleIn } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import type { Store } from "../../database/store.ts";
import { announce, ensureStaffRoom, staffRoom } from "./announce.ts";
import { audit } from "./audit.ts";
import { refuseGuest } from "../accounts/guest_rights.ts";
import { takeSeat } from "../rooms/seats.ts";
import { removeMember } from "../rooms/traces.ts";
import type { RoomRecord } from "../../records.ts";

/** So many servers offer a code at once; of more the latest. */
const MAX_OFFERED = 16;

/** Where somebody acts on others from; empty for the console. */
export interface Acting {
  address: string;
}

/** An account has another role. */
export interface Promoted {
  account: number;
  username: string;
  role: ServerRole;
  before: ServerRole;
  /** Who gave it. */
  by: string;
  /** The staff's room, when the account came into it or left it by that. */
  joined: RoomRecord | undefined;
  left: RoomRecord | undefined;
}

/** Entries about the staff. */
export interface StaffEntries {
  /**
   * Lets whoever knows the code of this hash become owner; false when there is an owner already. It
   * takes the place of what the same server has offered before, and leaves alone what others have.
   */
  offer_claim: { fields: { codeHash: Uint8Array; server?: string }; result: boolean };
  /** Makes the account owner. */
  claim: { fields: Acting & { codeHash: Uint8Array }; result: Promoted };
  /** Gives a role on the server; `user` takes it away. */
  grant: { fields: Acting & { username: string; role: ServerRole }; result: Promoted };
}

/** Applies {@linkcode StaffEntries}. */
export const STAFF_APPLIERS: Appliers<StaffEntries> = {
  offer_claim(store, { codeHash, server = "" }) {
    if (hasOwner(store)) return false;
    const others = offeredClaims(store)
      .filter((offered) => offered.server !== server && offered.server !== "");
    const offered = [...others, { server, codeHash: codeHash.toHex() }].slice(-MAX_OFFERED);
    store.run(
      "INSERT OR REPLACE INTO settings (name, value) VALUES ('claim_code', ?)",
      JSON.stringify(offered),
    );
    return true;
  },

  claim(store, { actor: account, address, codeHash, timeMs }) {
    const hash = codeHash.toHex();
    const isOffered = offeredClaims(store).some((offered) => offered.codeHash === hash);
    if (!isOffered || hasOwner(store)) throw new ChatError("bad_code");
    const actor = actorOf(store, account);
    store.run("DELETE FROM settings WHERE name = 'claim_code'");
    audit(store, { action: "claim", actor, address, target: actor.name, timeMs });
    const target = accountNamed(store, actor.name);
    return promote(store, target, { role: "owner", actor, timeMs });
  },

  grant(store, { actor: account, address, username, role, timeMs }) {
    const actor = demandServerRight(store, account, "grant");
    const target = accountNamed(store, username);
    checkGrant(store, actor, { ...target, isSelf: target.id === account, wanted: role });
    if (role !== target.role) {
      const detail = `${target.role} -> ${role}`;
      audit(store, { action: "grant", actor, address, target: target.name, detail, timeMs });
    }
    return promote(store, target, { role, actor, timeMs });
  },
};

/** A code that was offered, and the server that knows it. */
interface OfferedClaim {
  server: string;
  codeHash: string;
}

/** The codes that are offered, the latest last. */
function offeredClaims(store: Store): OfferedClaim[] {
  const value = store.get("SELECT value FROM settings WHERE name = 'claim_code'")?.["value"];
  if (typeof value !== "string") return [];
  // Once there was one server and one code.
  return value.startsWith("[") ? JSON.parse(value) : [{ server: "", codeHash: value }];
}

/** Everybody gives roles below their own; owners make others owners, and may step down themselves. */
function checkGrant(
  store: Store,
  actor: Actor,
  { role, wanted, isSelf }: { role: ServerRole; wanted: ServerRole; isSelf: boolean },
): void {
  if (isSelf && serverRankOf(wanted) > serverRankOf(role)) {
    throw new ChatError("no_right", "You cannot give yourself a higher role");
  }
  if (!isSelf && !outranks(actor.role, role)) {
    throw new ChatError("no_right", "You cannot act on somebody of the same or a higher role");
  }
  const mayGive = isSelf || outranks(actor.role, wanted) || actor.role === "owner";
  if (!mayGive) {
    throw new ChatError("no_right", "You cannot give a role that is not below your own");
  }
  if (role === "owner" && wanted !== "owner" && countOwners(store) < 2) {
    throw new ChatError("last_owner", "The server needs an owner; make somebody else one first");
  }
}

function promote(
  store: WriteStore,
  target: { id: number; name: string; role: ServerRole },
  { role, actor, timeMs }: { role: ServerRole; actor: Actor; timeMs: number },
): Promoted {
  if (role !== "user") refuseGuest(store, target.id);
  store.run("UPDATE accounts SET server_role = ? WHERE id = ?", role, target.id);
  keepAddress(store, target.id);
  const promoted = {
    account: target.id,
    username: target.name,
    role,
    before: target.role,
    by: actor.name,
    joined: isStaff(role) ? seat(store, target.id, timeMs) : undefined,
    left: isStaff(role) ? undefined : unseat(store, target.id),
  };
  if (role !== target.role) {
    announce(store, `${target.name} is ${role} now (was ${target.role}), by ${actor.name}`, timeMs);
  }
  return promoted;
}

/** Where somebody of the staff was last; of others that is known of their sessions alone. */
function keepAddress(store: WriteStore, account: number): void {
  store.run(
    `UPDATE accounts SET last_address = iif(server_role = 'user', '', ifnull(
       (SELECT address FROM sessions WHERE account = accounts.id ORDER BY used_ms DESC, id DESC LIMIT 1),
       last_address)) WHERE id = ?`,
    account,
  );
}

/** Puts an account into the staff's room. */
function seat(store: WriteStore, account: number, timeMs: number): RoomRecord | undefined {
  const room = ensureStaffRoom(store, timeMs);
  const seat = { account, conversation: room.id };
  if (roleIn(store, account, room.id) !== "outsider") return undefined;
  takeSeat(store, seat, timeMs);
  return room;
}

function unseat(store: WriteStore, account: number): RoomRecord | undefined {
  const room = staffRoom(store);
  if (room === undefined) return undefined;
  if (roleIn(store, account, room.id) === "outsider") return undefined;
  removeMember(store, { account, conversation: room.id });
  return room;
}

/**
 * Sees to it that the server would still have an owner without this account.
 *
 * @throws {ChatError} `last_owner`.
 */
export function checkOtherServerOwner(store: Store, account: number): void {
  if (actorOf(store, account).role !== "owner" || countOwners(store) > 1) return;
  throw new ChatError(
    "last_owner",
    "You are the only owner of this server; make somebody else one first",
  );
}

function hasOwner(store: Store): boolean {
  return countOwners(store) > 0;
}

function countOwners(store: Store): number {
  const row = store.get("SELECT count(*) AS count FROM accounts WHERE server_role = 'owner'");
  return Number(row?.["count"]);
}
