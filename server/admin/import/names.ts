/** Names of other chats become names that can be ones here. */
import { MAX_ROOM_NAME_LENGTH, MAX_USERNAME_LENGTH } from "../../../protocol/limits.ts";
import { parseUsername } from "../../../protocol/names.ts";
import { trimEnds } from "../../../protocol/text/trim_ends.ts";

/** A username like the name; `source` completes what is too short, or means something else here. */
export function usernameLike(name: string, source: string): string {
  const plain = letters(name, /[^A-Za-z0-9_-]+/g).slice(0, MAX_USERNAME_LENGTH);
  for (const candidate of [plain, `${plain.slice(0, 16)}-${source}`]) {
    try {
      return parseUsername(trimEnds(candidate, isDash));
    } catch {
      continue; // the next one
    }
  }
  return `user-${source}`;
}

/** A room name like the name. */
export function roomNameLike(name: string, source: string): string {
  const plain = letters(name.toLowerCase(), /[^a-z0-9_-]+/g).slice(0, MAX_ROOM_NAME_LENGTH);
  return trimEnds(plain, isDash) || source;
}

/** Letters without accents, and a dash for whatever cannot be in a name. */
function letters(name: string, others: RegExp): string {
  return trimEnds(
    name.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").replace(others, "-"),
    isDash,
  );
}

function isDash(character: string): boolean {
  return character === "-";
}
