/** Tokens for programs: a session of one's own for a script, and the bots of the server with theirs. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseUsername } from "../../../protocol/names.ts";
import { hashCertificate, hashToken, makeToken } from "../../accounts/tokens.ts";
import { checkShortText } from "../checks.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";
import { checkOwnPassword } from "./own_password.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const LOOKING_AFTER = { ...QUERY, needs: "manage_bots" } as const;

/** Most characters of what a token is called. */
const MAX_TOKEN_NAME_LENGTH = 40;

/**
 * Makes a session for one program, of one's own (with the password) or of a bot. Refuses with
 * `bad_field`, `bad_credentials`, and for a bot with `no_right`, `no_such_user`.
 */
export const token: MemberCommand<"token"> = {
  ...QUERY,
  async handle(call) {
    const { request: { name, password, username }, services } = call;
    const tokenName = checkShortText(name, "name", MAX_TOKEN_NAME_LENGTH);
    if (tokenName === "") throw new ChatError("bad_field", '"name" says which program it is for');
    if (username === undefined && password === undefined) {
      throw new ChatError("bad_field", 'Either "password" or the "username" of a bot is needed');
    }
    const provedPassword = username === undefined && password !== undefined
      ? await checkOwnPassword(password, call)
      : undefined;
    const made = makeToken(services.randomBytes);
    const { session } = await services.journal.append("open_token", {
      ...actingOf(call),
      of: username,
      provedPassword,
      tokenName,
      tokenHash: hashToken(made),
    });
    return { token: made, session };
  },
};

/**
 * Lets whoever has the key of a certificate log in without a password, as one device: that of the
 * connection, or the one of this SHA-256. Refuses with `bad_field` and `bad_credentials`.
 */
export const certificate: MemberCommand<"certificate"> = {
  ...QUERY,
  async handle(call) {
    const { request: { name, password, sha256: given }, caller, services } = call;
    const tokenName = checkShortText(name, "name", MAX_TOKEN_NAME_LENGTH);
    if (tokenName === "") throw new ChatError("bad_field", '"name" says which device it is for');
    const sha256 = given === undefined ? caller.connection?.certificateSha256 : sha256In(given);
    if (sha256 === undefined) {
      throw new ChatError(
        "bad_field",
        'Connect with a certificate, or say the "sha256" of one: 64 hexadecimal digits',
      );
    }
    const provedPassword = await checkOwnPassword(password, call);
    const { session } = await services.journal.append("open_token", {
      ...actingOf(call),
      of: undefined,
      provedPassword,
      tokenName,
      tokenHash: hashCertificate(sha256),
    });
    return { session };
  },
};

/** Clients write it with colons or without; undefined for what is none. */
function sha256In(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(":", "");
  return /^[0-9a-f]{64}$/i.test(digits) ? Uint8Array.fromHex(digits) : undefined;
}

/** Makes an account that only tokens log in to. Refuses with `no_right`, `bad_username`, `name_taken`. */
export const createBot: MemberCommand<"create_bot"> = {
  ...LOOKING_AFTER,
  rate: "order",
  async handle(call) {
    const name = parseUsername(call.request.username);
    await call.services.journal.append("add_bot", { ...actingOf(call), name });
    return {};
  },
};

/** Refuses with `no_right`; `more` says to ask again with `after` the last name. */
export const bots: MemberCommand<"bots"> = {
  ...LOOKING_AFTER,
  async handle({ request, identity, services }) {
    return await services.journal.query("bots", {
      account: identity.account.id,
      after: request.after ?? "",
    });
  },
};
