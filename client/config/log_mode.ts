/** How the messages of a place are logged. */
import { foldUsername } from "../../protocol/names.ts";
import type { Place } from "../../protocol/records.ts";
import { placeKey } from "../wording/place.ts";
import type { LogMode } from "./config.ts";

/** At which server, and as whom. */
export interface LoggedServer {
  /** `host:port`. */
  readonly address: string;
  readonly username: string;
}

/** A server with the account, as names of settings and folders have it: `alice@chat.example:5000`. */
export function accountAt({ address, username }: LoggedServer): string {
  return `${foldUsername(username)}@${address.toLowerCase()}`;
}

/**
 * How the messages of a place are logged: what is said for one account counts more than for one
 * server, and that more than for all. What is encrypted is written for one account alone: another one
 * on the same server talks of other things there.
 */
export function logMode(
  rooms: Readonly<Record<string, LogMode>>,
  server: LoggedServer,
  place: Place,
): LogMode {
  const name = placeKey(place).toLowerCase();
  const modeAt = (key: string) => Object.hasOwn(rooms, key) ? rooms[key] : undefined;
  const own = modeAt(`${accountAt(server)} ${name}`);
  if (own !== undefined) return own;
  const shared = modeAt(`${server.address.toLowerCase()} ${name}`) ?? modeAt(name) ?? "off";
  return shared === "encrypted" ? "on" : shared;
}
