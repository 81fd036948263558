/** People: who they are, whether they are there, and whom one does not want to hear. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_REASON_LENGTH } from "../../../protocol/limits.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Profile } from "../../../protocol/records.ts";
import type { Action } from "../../../protocol/requests.ts";
import { knownTimeZone } from "../../accounts/time_zone.ts";
import { checkShortText } from "../checks.ts";
import type { MemberCall, MemberCommand } from "../command.ts";

/** Most characters of the parts of a profile. */
const MAX_DISPLAY_NAME_LENGTH = 64;
const MAX_ABOUT_LENGTH = 300;

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Refuses with `no_such_user`. */
export const whois: MemberCommand<"whois"> = {
  ...QUERY,
  handle: (call) => profileOf(call, call.request.username),
};

/** Sets what is given and answers the whole. Refuses with `bad_field`, `filtered`. */
export const profile: MemberCommand<"profile"> = {
  ...QUERY,
  async handle(call) {
    const { request, identity, services } = call;
    const given = (text: string | undefined, name: string, max: number) =>
      text === undefined ? undefined : checkShortText(text, name, max);
    const changes = {
      displayName: given(request.display_name, "display_name", MAX_DISPLAY_NAME_LENGTH),
      about: given(request.about, "about", MAX_ABOUT_LENGTH),
      timeZone: request.time_zone === undefined ? undefined : checkTimeZone(request.time_zone),
    };
    if (Object.values(changes).some((change) => change !== undefined)) {
      await services.journal.append("set_profile", {
        actor: identity.account.id,
        ...changes,
      });
    }
    return await profileOf(call, identity.account.name);
  },
};

/** Has the account shown by a name, or by none; answers what was made of it. Refuses as `profile` does. */
export async function setDisplayName(
  { identity: { account }, services }: Asking,
  given: string,
): Promise<string> {
  const displayName = checkShortText(given, "display_name", MAX_DISPLAY_NAME_LENGTH);
  const changes = { displayName, about: undefined, timeZone: undefined };
  const set = await services.journal.append("set_profile", { actor: account.id, ...changes });
  return set.displayName ?? "";
}

/**
 * Says that the account is away until `back`; on all its devices, until it is offline. Refuses with
 * `bad_field`, and with `muted` and `filtered` when there is a reason: everybody reads it.
 */
export const away: MemberCommand<"away"> = {
  ...QUERY,
  rate: "message",
  async handle(call) {
    const { identity, request, services: { journal } } = call;
    const given = checkShortText(request.reason ?? "", "reason", MAX_REASON_LENGTH);
    const account = identity.account.id;
    const { reason } = given === "" ? { reason: given } : await journal.append("say_away", {
      actor: account,
      reason: given,
    });
    call.services.everywhere.setAway(account, reason);
    return {};
  },
};

/**
 * What somebody may say to everybody when they go, as filters leave it; undefined when they may say
 * nothing, which must not keep them from going.
 */
export async function screenedFarewell(
  text: string,
  { identity, services: { journal } }: Pick<MemberCall<Action>, "identity" | "services">,
): Promise<string | undefined> {
  try {
    const reason = checkShortText(
      [...text].slice(0, MAX_REASON_LENGTH).join(""),
      "reason",
      MAX_REASON_LENGTH,
    );
    return (await journal.append("say_away", { actor: identity.account.id, reason })).reason;
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

/** Never refuses. */
export const back: MemberCommand<"back"> = {
  ...QUERY,
  rate: "message",
  handle({ identity, services }) {
    services.everywhere.setAway(identity.account.id, undefined);
    return {};
  },
};

/** Tells a room, or another account, that somebody is writing. It is not stored. */
export const typing: MemberCommand<"typing"> = {
  ...QUERY,
  async handle({ caller, request, identity, services }) {
    const { everywhere, hub, journal, rateShares } = services;
    const { account } = identity;
    const { room, to } = request;
    if ((room === undefined) === (to === undefined)) {
      throw new ChatError("bad_field", 'Either "room" or "to" is needed');
    }
    // Too many are not worth a refusal, and nobody misses them.
    const cost = rateShares?.of(account.id);
    const isHeard = account.typingBucket.tryTake(services.elapsed(), cost) === 0;
    if (room !== undefined) {
      const { id, name } = await journal.query("voice", { account: account.id, place: { room } });
      const event = { event: "typing", room: name, username: account.name } as const;
      if (isHeard) hub.causedBy(caller.connection, () => everywhere.tellRoom(id, event));
    } else if (to !== undefined) {
      const { id, isIgnored } = await journal.query("voice", {
        account: account.id,
        place: { to },
      });
      const event = { event: "typing", with: account.name, username: account.name } as const;
      if (isHeard && !isIgnored) {
        hub.causedBy(caller.connection, () => everywhere.tellAccounts([id], event));
      }
    }
    return {};
  },
};

/**
 * Refuses with `no_such_user`, and with `bad_field` for one's own name. Nothing that ignored accounts
 * say counts; clients leave it out.
 */
export const ignore: MemberCommand<"ignore"> = {
  ...QUERY,
  async handle({ caller, request: { username }, identity, services }) {
    if (foldUsername(username) === foldUsername(identity.account.name)) {
      throw new ChatError("bad_field", "That is you, and nobody can ignore themselves");
    }
    const fields = { actor: identity.account.id, username };
    const { users } = await services.journal.append("ignore", fields, caller.connection);
    return { users };
  },
};

/** Refuses with `no_such_user`. */
export const unignore: MemberCommand<"unignore"> = {
  ...QUERY,
  async handle({ caller, request: { username }, identity, services }) {
    const fields = { actor: identity.account.id, username };
    const { users } = await services.journal.append("unignore", fields, caller.connection);
    return { users };
  },
};

/** Never refuses. */
export const ignored: MemberCommand<"ignored"> = {
  ...QUERY,
  async handle({ identity, services }) {
    const account = identity.account.id;
    return { users: await services.journal.query("ignored", { account }) };
  },
};

/** Of a call of any action. */
type Asking = Omit<MemberCall<Action>, "request">;

async function profileOf({ identity, services }: Asking, username: string): Promise<Profile> {
  const { account, last_seen, ...stored } = await services.journal.query("profile", {
    account: identity.account.id,
    username,
  });
  const online = services.hub.account(account);
  if (online === undefined) return { ...stored, connections: 0, last_seen };
  return {
    ...stored,
    connections: online.connections.size + online.elsewhere.size,
    ...(online.away === undefined ? {} : { away: online.away }),
  };
}

/** A name that the IANA time zone database has, or nothing. */
function checkTimeZone(timeZone: string): string {
  return timeZone === "" ? "" : knownTimeZone(timeZone, "time_zone");
}
