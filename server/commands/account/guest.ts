/** `guest` and `nick`: coming in without an account, and how a guest is called. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseUsername } from "../../../protocol/names.ts";
import { hashToken, makeToken } from "../../accounts/tokens.ts";
import { GUEST } from "../../journal/actors.ts";
import type { AccountRecord } from "../../journal/records.ts";
import type { AnonymousCommand, MemberCommand } from "../command.ts";
import { checkIsNobodysNick } from "../checks.ts";
import { deviceOf, enter } from "./enter.ts";

/**
 * Makes an account that ends with its last connection. Refuses with `guests_closed`, `bad_username`,
 * `name_taken`, `slow_down`.
 */
export const guest: AnonymousCommand<"guest"> = {
  access: "anyone",
  rate: "login",
  pipelined: false,
  async handle({ request, caller, services }) {
    if (!services.takesGuests) throw new ChatError("guests_closed");
    if (caller.connection === undefined) {
      throw new ChatError("bad_field", "A guest is there as long as its connection");
    }
    const name = parseUsername(request.username);
    checkIsNobodysNick(name, services);
    const attempt = services.registrationLimit?.attempt(caller.address, services.elapsed());
    const token = makeToken(services.randomBytes);
    let record: AccountRecord;
    try {
      record = await services.journal.append("enter_guest", {
        actor: GUEST,
        name,
        tokenHash: hashToken(token),
        address: caller.address,
        device: deviceOf(request),
      });
    } catch (error) {
      attempt?.takeBack();
      throw error;
    }
    attempt?.succeed();
    return enter({ caller, services }, { record, token, isNew: true });
  },
};

/**
 * Calls a guest otherwise; where nicks are free, an account too, but only where there are nicks. Refuses
 * with `bad_username`, `name_taken`, and `no_right` for accounts whose nick is their name.
 */
export const nick: MemberCommand<"nick"> = {
  access: "logged_in",
  rate: "join",
  pipelined: false,
  async handle({ caller, request, identity, services }) {
    const name = parseUsername(request.username);
    const { account: { id: actor, isGuest, name: account } } = identity;
    checkIsNobodysNick(name, services, account);
    if (!services.freeNicks || isGuest === true) {
      await services.journal.append("rename_guest", { actor, name }, caller.connection);
      return { username: name };
    }
    if (services.nodes !== undefined) {
      // The log decides whose it is, for all nodes.
      await services.journal.append("call_account", { actor, name }, caller.connection);
      return { username: name };
    }
    await services.journal.append("may_be_called", { actor, name });
    const { watches } = services.hub;
    const watchers = watches.unsettled(name, account);
    if (watchers.length > 0) {
      const pairs = await services.journal.query("ignoring_among", { account: actor, watchers });
      watches.settleNick({ nick: name, account }, pairs);
    }
    // Somebody may have taken it meanwhile.
    checkIsNobodysNick(name, services, account);
    services.hub.appearance.callAccount(actor, name);
    return { username: name };
  },
};
