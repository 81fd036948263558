/** What is said about people in more than one dialog. */
import type { Profile, ServerRole } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import type { Times } from "../../../parts/times.ts";
import type { MoreTexts } from "../../../texts/more_en.ts";
import type { Fact } from "../kit/facts.tsx";

/** What it takes to say it. */
export interface ProfileWords {
  readonly words: MoreTexts["people"];
  readonly times: Pick<Times, "stamp">;
  readonly nowMs: number;
  readonly away: (why: string) => string;
}

/** A profile as facts, harmless; what is not known is left out. */
export function profileFacts(profile: Profile, said: ProfileWords): readonly Fact[] {
  const { times, words } = said;
  const zone = text(profile.time_zone);
  const there = zone === "" ? "" : timeIn(zone, said.nowMs);
  return [
    [words.displayName, text(profile.display_name)],
    [words.presence, presence(profile, said)],
    [words.about, text(profile.about)],
    [words.zone, there === "" ? zone : words.zoneAt(zone, there)],
    [words.since, profile.created === undefined ? "" : times.stamp(profile.created)],
  ];
}

/** A role on the server in words; one that a newer server knows is said as it is. */
export function serverRoleWord(role: string, words: MoreTexts["people"]): string {
  return Object.hasOwn(words.serverRoles, role)
    ? words.serverRoles[role as ServerRole]
    : printable(role);
}

function presence(profile: Profile, { away, times, words }: ProfileWords): string {
  if (profile.away !== undefined) return away(text(profile.away));
  const count = Number(profile.connections);
  if (count > 0) return words.onlineOn(count);
  return profile.last_seen === undefined
    ? words.offline
    : words.lastSeen(times.stamp(profile.last_seen));
}

/** `17:04`; empty where this browser does not know the zone. */
function timeIn(timeZone: string, nowMs: number): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" })
      .format(nowMs);
  } catch {
    return "";
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? printable(value) : "";
}
