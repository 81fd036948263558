/** Pushing messages to the browser of a session while it is closed (Web Push). */
import { ChatError } from "../../../protocol/errors.ts";
import { base64Url } from "../../push/vapid.ts";
import { endpointOf } from "../../push/push_request.ts";
import { pushKeys } from "../../push/pusher.ts";
import type { MemberCommand } from "../command.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Lengths of what a browser gives (RFC 8291), in bytes. */
const POINT_BYTES = 65;
const AUTH_BYTES = 16;

/** Never refuses. */
export const pushKey: MemberCommand<"push_key"> = {
  ...QUERY,
  async handle({ identity, services: { journal } }) {
    const { publicKey } = await pushKeys(journal);
    const wishes = await journal.query("push_wishes", { session: identity.session });
    const key = base64Url(publicKey);
    if (wishes === undefined) return { key };
    const { what, rooms, hidesText } = wishes;
    return { key, subscription: { what, rooms, ...(hidesText ? { hide_text: true } : {}) } };
  },
};

/** Refuses with `bad_field`, `no_such_session`. */
export const pushSubscribe: MemberCommand<"push_subscribe"> = {
  ...QUERY,
  async handle({ request, identity, services }) {
    const { endpoint, p256dh, auth, what, hide_text: hidesText } = request;
    const url = endpointOf(endpoint);
    if (url === undefined) throw new ChatError("bad_field", '"endpoint" must be an https address');
    await services.journal.append("subscribe_push", {
      actor: identity.account.id,
      session: identity.session,
      endpoint: url.href,
      p256dh: bytesOf(p256dh, { name: "p256dh", length: POINT_BYTES }),
      auth: bytesOf(auth, { name: "auth", length: AUTH_BYTES }),
      what: what ?? "mentions",
      hidesText: hidesText ?? false,
    });
    return {};
  },
};

/** Never refuses. */
export const pushUnsubscribe: MemberCommand<"push_unsubscribe"> = {
  ...QUERY,
  async handle({ identity, services }) {
    const ending = { session: identity.session, endpoint: undefined };
    await services.journal.append("unsubscribe_push", { actor: identity.account.id, ...ending });
    return {};
  },
};

/** Refuses with `bad_field`, `no_such_room`, `no_such_session`. */
export const pushRoom: MemberCommand<"push_room"> = {
  ...QUERY,
  async handle({ request: { room, what }, identity, services }) {
    await services.journal.append("set_push_room", {
      actor: identity.account.id,
      session: identity.session,
      room,
      what,
    });
    return {};
  },
};

function bytesOf(text: string, { name, length }: { name: string; length: number }): Uint8Array {
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    if (bytes.length === length) return bytes;
  } catch {
    // It is none; what is said is the same.
  }
  throw new ChatError("bad_field", `"${name}" must be ${length} bytes in base64url`);
}
