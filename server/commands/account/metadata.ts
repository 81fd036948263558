/** `metadata` and `set_metadata`: short facts that accounts and rooms are described with. */
import { ChatError } from "../../../protocol/errors.ts";
import { checkMetadataValue, DISPLAY_NAME_KEY, isMetadataKey } from "../../../protocol/metadata.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { setDisplayName } from "../rooms/people.ts";

/**
 * Answers what a room or an account is described with; without either, the own account. Refuses with
 * `no_such_user`, and with what the table of rights says of reading in the room.
 */
export const metadata: MemberCommand<"metadata"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  async handle({ identity, request: { keys, room, username }, services: { journal } }) {
    const account = identity.account.id;
    if (room === undefined) {
      const about = username ?? identity.account.name;
      return { metadata: await journal.query("metadata", { account, username: about }) };
    }
    if (username !== undefined) {
      throw new ChatError("bad_field", 'It is about a "room" or a "username", not both');
    }
    const own = await journal.query("metadata", { account, room });
    if (keys === undefined) return { metadata: own };
    const { members, more } = await journal.query("member_metadata", { account, room, keys });
    return { metadata: own, members, ...(more ? { more: true as const } : {}) };
  },
};

/**
 * Sets one of them, or takes it away without a `value`. Refuses with `bad_field`, `filtered`, `muted`,
 * `quota_exceeded`, and in rooms with what the table of rights says of keeping order there.
 */
export const setMetadata: MemberCommand<"set_metadata"> = {
  access: "logged_in",
  rate: "message",
  pipelined: false,
  async handle(call) {
    const { caller, identity, request: { key, room, value: given }, services } = call;
    if (!isMetadataKey(key)) {
      throw new ChatError("bad_field", 'A "key" has up to 64 of a-z, 0-9, _, ., / and -');
    }
    const value = given === undefined ? null : checkMetadataValue(given);
    if (room === undefined && key === DISPLAY_NAME_KEY) return await shownAs(call, value ?? "");
    const fields = { actor: identity.account.id, room, key, value };
    const stored = await services.journal.append("set_metadata", fields, caller.connection);
    return stored.value === null ? {} : { value: stored.value };
  },
};

async function shownAs(
  call: MemberCall<"set_metadata">,
  name: string,
): Promise<{ value?: string }> {
  const value = await setDisplayName(call, name);
  return value === "" ? {} : { value };
}
