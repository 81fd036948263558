/** How the messages of a place are logged. */
import type { Place } from "../../protocol/records.ts";
import { placeKey } from "../wording/place.ts";
import type { LogMode } from "./config.ts";

/** How the messages of a place are logged: what is said for one server counts more. */
export function logMode(
  rooms: Readonly<Record<string, LogMode>>,
  address: string,
  place: Place,
): LogMode {
  const name = placeKey(place).toLowerCase();
  const own = `${address.toLowerCase()} ${name}`;
  if (Object.hasOwn(rooms, own)) return rooms[own] ?? "off";
  return Object.hasOwn(rooms, name) ? rooms[name] ?? "off" : "off";
}
