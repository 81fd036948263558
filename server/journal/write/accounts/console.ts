/** Entries that only `chat admin` appends; the actor of each of them is the console. */
import type { Visibility } from "../../../../protocol/records.ts";
import type { Appliers } from "../../applier.ts";
import { CONSOLE } from "../../actors.ts";
import { accountNamed, actorOf } from "../../gate.ts";
import { endAccount, type EndedAccount } from "./accounts.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import { makeRoom } from "../rooms/rooms.ts";
import { type RoomRecord } from "../../records.ts";
import { addAccount, type NewAccount } from "./sessions.ts";

/** A room that was made for somebody. */
export interface FoundedRoom extends RoomRecord {
  owner: number;
}

/** Entries of the console. */
export interface ConsoleEntries {
  /** Makes an account, whoever else may make one at the time. */
  add_account: { fields: NewAccount; result: null };
  /** Another password, as it is stored, for somebody whose sessions end by that; returns the account. */
  replace_password: {
    fields: { username: string; password: string; mustChange: boolean };
    result: number;
  };
  /** Ends somebody's account, as `delete_account` does one's own; says whose it was. */
  end_account: { fields: { username: string }; result: EndedAccount & { account: number } };
  /** Makes a room that somebody else owns. */
  found_room: {
    fields: { owner: string; room: string; visibility: Visibility; topic: string };
    result: FoundedRoom;
  };
}

/** Applies {@linkcode ConsoleEntries}. */
export const CONSOLE_APPLIERS: Appliers<ConsoleEntries> = {
  add_account(store, { name, password, timeMs }) {
    addAccount(store, { name, password, invite: undefined, timeMs });
    const actor = actorOf(store, CONSOLE);
    audit(store, { action: "add_account", actor, address: "", target: name, timeMs });
    announce(store, `${actor.name} made the account ${name}`, timeMs);
    return null;
  },

  replace_password(store, { username, password, mustChange, timeMs }) {
    const { id, name } = accountNamed(store, username);
    store.run(
      "UPDATE accounts SET password = ?, must_change_password = ?, is_placeholder = 0 WHERE id = ?",
      password,
      mustChange ? 1 : 0,
      id,
    );
    store.run("DELETE FROM sessions WHERE account = ?", id);
    const actor = actorOf(store, CONSOLE);
    const detail = `another password was set${mustChange ? ", to be changed" : ""}`;
    audit(store, { action: "reset_password", actor, address: "", target: name, detail, timeMs });
    announce(store, `${actor.name} gave ${name} another password`, timeMs);
    return id;
  },

  end_account(store, { username, timeMs }) {
    const target = accountNamed(store, username);
    const actor = actorOf(store, CONSOLE);
    const ended = endAccount(store, target, { actor, address: "", timeMs });
    announce(store, `${actor.name} ended the account ${target.name}`, timeMs);
    return { ...ended, account: target.id };
  },

  found_room(store, { owner, room, visibility, topic, timeMs }) {
    const { id: account, name: accountName } = accountNamed(store, owner);
    const founded = makeRoom(store, { actor: account, room, visibility, topic, timeMs });
    const actor = actorOf(store, CONSOLE);
    const detail = `owned by ${accountName}`;
    audit(store, { action: "create_room", actor, address: "", room: founded.name, detail, timeMs });
    return { ...founded, owner: account };
  },
};
