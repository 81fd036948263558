/** What hooks are called, and who they are in what they say. */
import { ChatError } from "./errors.ts";
import { SERVER_NAME } from "./limits.ts";
import { RESERVED_NAMES } from "./names.ts";

/** Most characters of the name of a hook. */
export const MAX_HOOK_NAME_LENGTH = 32;

const NAME = /^[A-Za-z0-9_.-]+$/;
const SPEAKER = /^\*([A-Za-z0-9_.-]{1,32})\*$/;

/**
 * Returns `name` when it may be that of a hook: 1 to 32 of `A-Z a-z 0-9 _ . -`.
 *
 * @throws {ChatError} `bad_field`.
 */
export function parseHookName(name: string): string {
  if (name.length > MAX_HOOK_NAME_LENGTH || !NAME.test(name)) {
    throw new ChatError(
      "bad_field",
      `The name of a hook has 1 to ${MAX_HOOK_NAME_LENGTH} of the letters A-Z, digits, _, . and -`,
    );
  }
  if (RESERVED_NAMES.has(name.toLowerCase())) {
    throw new ChatError("bad_field", `"${name}" means something else; choose another name`);
  }
  return name;
}

/** Who a hook is in what it says: no username is like it. */
export function hookSpeaker(name: string): string {
  return `*${name}*`;
}

/** The name of the hook that has said something; undefined for whoever is none. */
export function hookNameOf(speaker: string): string | undefined {
  return speaker === SERVER_NAME ? undefined : SPEAKER.exec(speaker)?.[1];
}
