/** What is said about rooms in more than one dialog. */
import { formatDuration } from "../../../../../protocol/duration.ts";
import type { MemberRole, RoomInfo, Visibility } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import type { MoreTexts } from "../../../texts/more_en.ts";

/** Who may see and join a room, the most open first. */
export const VISIBILITIES: readonly Visibility[] = ["public", "invite_only", "private"];

/** What about a room is not as it is when nobody has set anything, in words. */
export function settingWords(info: RoomInfo, words: MoreTexts["rooms"]): string[] {
  const { invited, keyed, limit, locked, slow, visibility } = info;
  return [
    ...(visibility === "public" ? [] : [visibilityWord(visibility, words)]),
    ...(locked === true ? [words.isLocked] : []),
    ...(typeof slow === "number" ? [words.isSlow(formatDuration(slow))] : []),
    ...(keyed === true ? [words.isKeyed] : []),
    ...(typeof limit === "number" ? [words.isLimited(limit)] : []),
    ...(invited === true ? [words.isInvited] : []),
  ];
}

/** A visibility in words; one that a newer server knows is said as it is. */
export function visibilityWord(visibility: Visibility, words: MoreTexts["rooms"]): string {
  return Object.hasOwn(words.visibilities, visibility)
    ? words.visibilities[visibility]
    : printable(String(visibility));
}

/** A role in a room in words; one that a newer server knows is said as it is. */
export function roleWord(role: MemberRole, words: MoreTexts["rooms"]): string {
  return Object.hasOwn(words.roles, role) ? words.roles[role] : printable(String(role));
}
