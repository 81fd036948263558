/** Every request that needs a right on the server as a whole. */
import type { ErrorCode } from "../../protocol/errors.ts";
import type { Action } from "../../protocol/requests.ts";
import type { ServerRight } from "../../server/access/server_rights.ts";
import type { Line } from "./test_client.ts";

/** One request and what it needs. */
export interface ServerRequest {
  action: Action;
  right: ServerRight;
  /** Whether it acts on an account, which must rank below the asker. */
  isAboutSomebody: boolean;
  /** Why it is refused even to those who have the right. */
  always?: ErrorCode;
  /** `target` is the account, `unique` a word that was not used before. */
  fields(subjects: { target: string; unique: string }): Line;
}

function about(action: Action, right: ServerRight, more: Line = {}): ServerRequest {
  return {
    action,
    right,
    isAboutSomebody: true,
    fields: ({ target }) => ({ username: target, ...more }),
  };
}

function general(
  action: Action,
  right: ServerRight,
  fields: ServerRequest["fields"] = () => ({}),
): ServerRequest {
  return { action, right, isAboutSomebody: false, fields };
}

/** All of them, in an order in which one does not get in the way of the next. */
export const SERVER_REQUESTS: readonly ServerRequest[] = [
  general("connections", "moderate"),
  general("measures", "moderate"),
  general("reports", "moderate"),
  general("filters", "moderate"),
  general("invite_code", "admit_people"),
  general("invite_codes", "admit_people"),
  general("allow", "admit_people", ({ unique }) => ({ username: unique })),
  general("disallow", "admit_people", ({ unique }) => ({ username: unique })),
  general("allowed", "admit_people"),
  general("ban", "ban_addresses", () => ({ network: "192.0.2.0/24" })),
  general("unban", "ban_addresses", () => ({ network: "192.0.2.0/24" })),
  general("registration", "set_registration", () => ({ mode: "open" })),
  general("filter", "set_filters", ({ unique }) => ({
    kind: "word",
    pattern: unique,
    does: "flag",
  })),
  general("create_bot", "manage_bots", ({ unique }) => ({ username: unique })),
  general("bots", "manage_bots"),
  general("audit", "audit"),
  general("observe", "observe"),
  about("mute", "restrain"),
  about("unmute", "restrain"),
  about("purge", "restrain"),
  about("kick", "kick"),
  about("ban", "restrain"),
  about("unban", "restrain"),
  about("simulate", "observe", { delay_ms: 1 }),
  { ...about("reset_second_factor", "reset_credentials"), always: "no_second_factor" },
  about("reset_password", "reset_credentials"),
  about("grant", "grant", { role: "user" }),
];
