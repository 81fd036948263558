/** `watch` and `unwatch`: being told when somebody comes and goes, without sharing a room. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseUsername } from "../../../protocol/names.ts";
import type { Watched } from "../../../protocol/records.ts";
import type { Listener } from "../../live/listener.ts";
import type { Caller } from "../caller.ts";
import type { MemberCommand } from "../command.ts";
import type { Services } from "../services.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/**
 * Watches a name on this connection, as long as it is there, and answers with all that it watches.
 * Refuses with `bad_username`, and with `bad_field` for more than a hundred. Nobody need have the name.
 */
export const watch: MemberCommand<"watch"> = {
  ...QUERY,
  async handle({ caller, request, identity, services }) {
    const listener = listenerOf(caller);
    const { account } = identity;
    if (request.username !== undefined) {
      const name = parseUsername(request.username);
      const { hub: { watches }, journal } = services;
      const watch = watches.add({ listener, account }, name);
      for (const behind of watches.behind(listener, name)) {
        const asked = { account: account.id, username: behind };
        watch.settle(await journal.query("ignoring_pair", asked), behind);
      }
      // It has left meanwhile.
      if (listener.isClosing) services.hub.watches.delete(listener);
    }
    return { users: watchedBy(listener, services) };
  },
};

/** Stops watching a name, or all of them; answers with those that are left. */
export const unwatch: MemberCommand<"unwatch"> = {
  ...QUERY,
  handle({ caller, request, services }) {
    const listener = listenerOf(caller);
    services.hub.watches.delete(listener, request.username);
    return { users: watchedBy(listener, services) };
  },
};

function listenerOf({ connection }: Caller): Listener {
  if (connection !== undefined) return connection;
  throw new ChatError("bad_field", "Only a connection can be told when somebody comes and goes");
}

function watchedBy(listener: Listener, { hub }: Services): Watched[] {
  return hub.watches.of(listener).map(({ account: there, name }) => {
    const account = there === undefined ? undefined : hub.accountCalled(there);
    return {
      username: account?.name ?? name,
      online: account !== undefined,
      ...(account?.away === undefined ? {} : { away: account.away }),
    };
  });
}
