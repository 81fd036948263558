/** `add_hook`, `hooks`, `revoke_hook` and `resume_hook`: ways for programs into a room and out of it. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseHookName } from "../../../protocol/hook_names.ts";
import { hashToken, makeToken } from "../../accounts/tokens.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const ORDER = { ...QUERY, rate: "order" } as const;

/** How often a hook may be used in a minute, unless it is said, and at most. */
const USUAL_RATE = 60;
const MAX_RATE = 600;

/** Fewest and most characters of a secret, and most of a word. */
const MIN_SECRET_LENGTH = 8;
const MAX_SECRET_LENGTH = 200;
const MAX_WORD_LENGTH = 32;

/** Refuses with `bad_field`, `name_taken`, `too_many_hooks`, `encryption_required`, and by rights. */
export const addHook: MemberCommand<"add_hook"> = {
  ...ORDER,
  async handle(call) {
    const { request: { room, rate = USUAL_RATE, secret, url, words = [] }, services } = call;
    const name = parseHookName(call.request.name);
    if (rate > MAX_RATE) throw new ChatError("bad_field", `"rate" is at most ${MAX_RATE} a minute`);
    checkSecret(secret);
    const isOutgoing = url !== undefined;
    if (!isOutgoing && words.length > 0) {
      throw new ChatError("bad_field", '"words" choose what goes out: they need a "url"');
    }
    const token = isOutgoing ? undefined : makeToken(services.randomBytes);
    const signing = secret ?? (isOutgoing ? makeToken(services.randomBytes) : "");
    const { hook } = await services.journal.append("add_hook", {
      ...actingOf(call),
      room,
      name,
      tokenHash: token === undefined ? undefined : hashToken(token),
      url: isOutgoing ? services.hooks.outgoing.check(url) : undefined,
      secret: signing,
      perMinute: rate,
      words: checkedWords(words),
    });
    return {
      hook,
      ...(token === undefined ? {} : { path: `/hooks/${token}` }),
      ...(isOutgoing ? { secret: signing } : {}),
    };
  },
};

/** Refuses with what the table of rights says. */
export const hooks: MemberCommand<"hooks"> = {
  ...QUERY,
  async handle({ request: { room }, identity, services }) {
    return await services.journal.query("hooks", { account: identity.account.id, room });
  },
};

/** Refuses with `no_such_hook`, also for one that the account may not look after. */
export const revokeHook: MemberCommand<"revoke_hook"> = {
  ...ORDER,
  async handle(call) {
    await call.services.journal.append("revoke_hook", {
      ...actingOf(call),
      hook: call.request.hook,
    });
    return {};
  },
};

/** Refuses with `no_such_hook`, also for one that the account may not look after. */
export const resumeHook: MemberCommand<"resume_hook"> = {
  ...ORDER,
  async handle(call) {
    await call.services.journal.append("resume_hook", {
      ...actingOf(call),
      hook: call.request.hook,
    });
    return {};
  },
};

function checkSecret(secret: string | undefined): void {
  if (secret === undefined) return;
  const { length } = secret;
  if (length < MIN_SECRET_LENGTH || length > MAX_SECRET_LENGTH || /\p{Cc}/u.test(secret)) {
    throw new ChatError(
      "bad_field",
      `"secret" has ${MIN_SECRET_LENGTH} to ${MAX_SECRET_LENGTH} characters on one line`,
    );
  }
}

function checkedWords(words: readonly string[]): string[] {
  return words.map((given) => {
    const word = given.trim();
    if (word === "" || [...word].length > MAX_WORD_LENGTH || /\p{Cc}/u.test(word)) {
      throw new ChatError("bad_field", `Each of "words" has 1 to ${MAX_WORD_LENGTH} characters`);
    }
    return word;
  });
}
