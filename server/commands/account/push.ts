/** `push_key`, `push_subscribe`, `push_unsubscribe`: browsers that are told while no page is open. */
import { knownTimeZone } from "../../accounts/time_zone.ts";
import type { MemberCommand } from "../command.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** The key that browsers subscribe with. Never refuses. */
export const pushKey: MemberCommand<"push_key"> = {
  ...QUERY,
  handle: ({ services }) => services.push.publicKey().then((key) => ({ key })),
};

/** The browser of this session wants to be told from now on. Refuses with `bad_field`. */
export const pushSubscribe: MemberCommand<"push_subscribe"> = {
  ...QUERY,
  handle({ request, identity, services }) {
    const { hide_text: hidesText = false, notify = "mentions", places = [], quiet } = request;
    const address = services.push.check(request);
    return services.journal.append("subscribe_push", {
      actor: identity.account.id,
      session: identity.session,
      ...address,
      notify,
      hidesText,
      places,
      quiet: quiet && { ...quiet, zone: knownTimeZone(quiet.zone, "zone") },
    }).then(() => ({}));
  },
};

/** It does not want to be told any more. Never refuses. */
export const pushUnsubscribe: MemberCommand<"push_unsubscribe"> = {
  ...QUERY,
  handle: ({ identity, services }) =>
    services.journal.append("unsubscribe_push", {
      actor: identity.account.id,
      session: identity.session,
      endpoint: undefined,
    }).then(() => ({})),
};
