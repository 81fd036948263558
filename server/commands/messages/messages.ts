/** `edit`, `edits`, `message`, `delete` and `react`: what can be done with a message that is there. */
import { checkLength } from "../../../protocol/content/text.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood, givenReason } from "../checks.ts";
import { editSealed, reactSealed } from "../keys/sealed_changes.ts";
import type { MemberCommand } from "../command.ts";
import { oneEmoji } from "./one_emoji.ts";

/** Refuses with `no_such_message`, `no_right`, `empty_text`, `text_too_long`, `filtered`, `slow_down`, `quota_exceeded`. */
export const edit: MemberCommand<"edit"> = {
  access: "logged_in",
  rate: "message",
  pipelined: true,
  handle({ caller, request, identity, services }) {
    if (request.sealed !== undefined) {
      return editSealed({ caller, request, identity, services }, request.sealed);
    }
    // Whether it may be empty, what the message is decides.
    checkLength(request.text);
    checkFlood({ identity, services }, { text: request.text, nonce: undefined, isEdit: true });
    return services.journal.append("edit", {
      actor: identity.account.id,
      message: request.id,
      text: request.text,
      limits: services.storageLimits,
    }, caller.connection).then(({ id, timeMs, masked, isHushed }) => ({
      id,
      time: isoTime(timeMs),
      ...(masked === undefined ? {} : { masked: true as const }),
      ...(isHushed ? { hushed: true as const } : {}),
    }));
  },
};

/** Refuses with `no_such_message`, and `no_right` for those who are neither author nor moderator. */
export const edits: MemberCommand<"edits"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ request, identity, services }) {
    return services.journal.query("edits", {
      account: identity.account.id,
      message: request.id,
    });
  },
};

/** Brings one message. Refuses with `no_such_message`, also for one that the account may not read. */
export const message: MemberCommand<"message"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  async handle({ request, identity, services }) {
    const asking = { account: identity.account.id, message: request.id };
    return { message: await services.journal.query("message", asking) };
  },
};

/** Refuses with `no_such_message`, `no_right`. Named `remove`, because `delete` is a word of the language. */
export const remove: MemberCommand<"delete"> = {
  access: "logged_in",
  rate: "message",
  pipelined: true,
  handle({ caller, request: { id: message, reason: given }, identity, services }) {
    const reason = givenReason(given);
    return services.journal.append("delete", {
      actor: identity.account.id,
      message,
      ...(reason === undefined ? {} : { reason }),
    }, caller.connection).then(({ id }) => ({ id }));
  },
};

/** Refuses with `bad_emoji`, `no_such_message`, `too_many_reactions`. What is so already stays so, without an `id`. */
export const react: MemberCommand<"react"> = {
  access: "logged_in",
  rate: "message",
  pipelined: true,
  handle({ caller, request, identity, services }) {
    const { id: message } = request;
    if (request.sealed !== undefined || request.reaction !== undefined) {
      return reactSealed({ caller, request, identity, services });
    }
    const emoji = oneEmoji(request.emoji);
    if (emoji === undefined) throw new ChatError("bad_emoji");
    return services.journal.append("react", {
      actor: identity.account.id,
      message,
      emoji,
      remove: request.remove ?? false,
    }, caller.connection).then((changed) => changed === undefined ? {} : { id: changed.id });
  },
};
