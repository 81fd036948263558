/** Says who people are, as lines of text; what others wrote is made harmless here. */
import { printable } from "../../protocol/text/printable.ts";
import type { Person, Profile, SessionInfo, Watched } from "../../protocol/records.ts";
import { recordsIn } from "../net/incoming.ts";
import { clockOf, momentOf } from "../text/times.ts";

/** Who is here, in one line: `here: alice, bob (2 connections), carol (away: lunch)`. */
export function whoText(users: unknown): string {
  const names = recordsIn<Person>(users, ["username"]).map(({ away, connections, username }) => {
    const remarks = [
      ...(connections > 1 ? [`${connections} connections`] : []),
      ...(away === undefined ? [] : [away === "" ? "away" : `away: ${printable(away)}`]),
    ];
    return printable(username) + (remarks.length > 0 ? ` (${remarks.join(", ")})` : "");
  });
  return `here: ${names.join(", ") || "nobody"}`;
}

/** Whom the reader watches, in one line: `you watch alice (here), bob`. */
export function watchedText(users: unknown): string {
  const names = recordsIn<Watched>(users, ["username"])
    .map(({ online, username }) => printable(username) + (online === true ? " (here)" : ""));
  return names.length === 0 ? "you watch nobody" : `you watch ${names.join(", ")}`;
}

/** What is known about somebody; `now` tells the time where they are. */
export function profileLines(profile: Profile, now: Date): string[] {
  const { about, away, connections, created, last_seen: lastSeen, rooms } = profile;
  const name = printable(String(profile.username)) + (profile.bot === true ? " [bot]" : "");
  const displayName = text(profile.display_name);
  const zone = text(profile.time_zone);
  return [
    displayName === "" ? name : `${name} (${displayName})`,
    ...(text(about) === "" ? [] : [`about: ${text(about)}`]),
    ...(zone === "" ? [] : [`time zone: ${zone}${timeThere(zone, now)}`]),
    presence(),
    ...(Array.isArray(rooms) && rooms.length > 0
      ? [`rooms you share: ${rooms.map((room) => `#${printable(String(room))}`).join(" ")}`]
      : []),
    ...(created === undefined ? [] : [`account since ${momentOf(created)}`]),
  ];

  function presence(): string {
    if (away !== undefined) return text(away) === "" ? "away" : `away: ${text(away)}`;
    if (connections > 0) return connections > 1 ? `online on ${connections} devices` : "online";
    return lastSeen === undefined ? "offline" : `last seen ${momentOf(lastSeen)}`;
  }
}

/** One's devices, numbered for `/revoke`. */
export function sessionLines(sessions: readonly SessionInfo[]): string[] {
  return sessions.map(({ address, current, device, online, token, used }, index) => {
    const state = current ? "this one" : online ? "online" : `last used ${momentOf(used)}`;
    const called = token === undefined ? text(device) || "unknown device" : `token ${text(token)}`;
    return `${index + 1}: ${called} from ${text(address)} (${state})`;
  });
}

function timeThere(zone: string, now: Date): string {
  try {
    const there = new Date(now.toLocaleString("en-US", { timeZone: zone }));
    return ` (it is ${clockOf(there)} there)`;
  } catch {
    return ""; // this machine does not know the zone
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? printable(value) : "";
}
