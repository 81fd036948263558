/** Decides what goes where before anything is changed: rooms, people, and what is in the way. */
import { ChatError } from "../../../protocol/errors.ts";
import { StartError } from "../../base/start_error.ts";
import { MAX_IMPORTED_AT_ONCE } from "../../doors/control/import_requests.ts";
import type { AdminConsole } from "../console.ts";
import type { FoundRoom } from "./found.ts";
import type { ImportSource } from "./formats/formats.ts";
import type { NameMap } from "./map_file.ts";
import { roomNameLike } from "./names.ts";
import { shortKey, type Staging } from "./staging.ts";

/** A room of theirs, and what it is here. */
export interface RoomPlan {
  found: FoundRoom;
  /** What it is called here, or will be. */
  name: string;
  /** Whether it took messages of an import before. */
  isKnown: boolean;
  messages: number;
  firstMs: number;
  lastMs: number;
}

/** Which rooms messages go into. */
export async function planRooms(
  { console, map, only, source, staging }: {
    console: AdminConsole;
    staging: Staging;
    source: ImportSource;
    map: NameMap;
    /** The one room that everything goes into; for an export of one. */
    only: string | undefined;
  },
): Promise<RoomPlan[]> {
  const plans: RoomPlan[] = [];
  const taken = new Map<string, string>();
  for (const found of staging.rooms.values()) {
    const { count: messages, firstMs, lastMs } = staging.sizeOf(found.key);
    if (messages === 0) continue;
    const key = shortKey(found.key);
    const known = await console.request("import_known", { source, key, keys: [] });
    const mapped = map.rooms.get(found.name.replace(/^#/, "").toLowerCase()) ??
      map.rooms.get(found.key.toLowerCase());
    const name = known.room ?? only ?? mapped ?? roomNameLike(found.name, source);
    const other = taken.get(name);
    if (other !== undefined) {
      throw new StartError(
        `Both ${other} and ${found.name} would become #${name}. Say in the --map what one of them is, ` +
          `for example: #${found.name.replace(/^#/, "")} = ${name}-2`,
      );
    }
    taken.set(name, found.name);
    if (known.room === undefined) await demandEmpty(console, { found, name });
    plans.push({ found, name, isKnown: known.room !== undefined, messages, firstMs, lastMs });
  }
  return plans.toSorted((one, other) => one.name < other.name ? -1 : 1);
}

/** How many of the messages of a room are here already. */
export async function knownIn(
  { found }: RoomPlan,
  { console, source, staging }: {
    console: AdminConsole;
    source: ImportSource;
    staging: Staging;
  },
): Promise<number> {
  let known = 0;
  let keys: string[] = [];
  const ask = async () => {
    // The shape of the request makes bytes of them.
    const fields = { source, key: shortKey(found.key), keys } as unknown as {
      source: ImportSource;
    };
    known += (await console.request("import_known", fields)).known;
    keys = [];
  };
  for (const { key } of staging.messages(found.key)) {
    keys.push(key);
    if (keys.length >= MAX_IMPORTED_AT_ONCE) await ask();
  }
  if (keys.length > 0) await ask();
  return known;
}

async function demandEmpty(
  console: AdminConsole,
  { found, name }: { found: FoundRoom; name: string },
): Promise<void> {
  try {
    const { messages } = await console.request("room_show", { room: name });
    if (messages === 0) return;
  } catch (error) {
    if (error instanceof ChatError && error.code === "no_such_room") return;
    throw error;
  }
  const theirs = found.name.replace(/^#/, "");
  throw new StartError(
    `In #${name} something was said already, and history comes before what is said: it needs a room ` +
      `that is new or empty. Name one in the --map, with a line like: #${theirs} = ${name}-history`,
  );
}

/** The accounts that authors were mapped to, all of which must be there. */
export async function planAccounts(
  { console, map, staging }: { console: AdminConsole; map: NameMap; staging: Staging },
): Promise<Map<string, string>> {
  const accounts = new Map<string, string>();
  for (const author of staging.authors()) {
    const account = map.accounts.get(author.toLowerCase()) ??
      map.accounts.get(staging.nameOf(author).toLowerCase());
    if (account !== undefined) accounts.set(author, account);
  }
  for (const account of new Set(accounts.values())) {
    try {
      await console.request("user_show", { username: account });
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== "no_such_user") throw error;
      throw new StartError(`The --map names ${account}, and there is no such account.`);
    }
  }
  return accounts;
}

/** Who owns the rooms that are made: who was named, or else the first owner of the server. */
export async function planOwner(
  console: AdminConsole,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) {
    await console.request("user_show", { username: named });
    return named;
  }
  const { users: [owner] } = await console.request("user_list", { role: "owner" });
  if (owner !== undefined) return owner.username;
  throw new StartError("Nobody owns this server yet; say with --owner who owns the new rooms.");
}
