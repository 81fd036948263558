/** Commands about those who keep order on the server, and about what they look at. */
import type { AuditEntry, ConnectionInfo, ServerRole } from "../../../protocol/records.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { recordsIn } from "../../net/incoming.ts";
import { auditLines, connectionLines, roleLines } from "../../wording/staff_lines.ts";
import { firstWord, nameArgument, noArguments, roomArgument } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";

const ROLES: readonly ServerRole[] = ["user", "moderator", "admin", "owner"];

/** Lines of the audit log that are shown at a time. */
const PAGE_AUDIT = 50;

const claim: CodedCommand = {
  name: "claim",
  args: "code",
  help: "become owner of a new server, with the code it showed",
  topic: "moderation",
  actions: ["claim"],
  access: "anyone",
  isSecret: (args) => args.trim() !== "",
  code: (args) => {
    if (args.trim() === "") {
      throw new Mistake("Type the code that the server showed when it was started: /claim 7KQ2-…");
    }
    return async ({ request, view }) => {
      const { role } = await request("claim", { code: args });
      view.answer([`you are ${String(role)} of this server now`]);
    };
  },
};

const grant: CodedCommand = {
  name: "grant",
  args: "name moderator|admin|owner",
  help: "give a role on the server",
  topic: "moderation",
  actions: ["grant"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const username = nameArgument(word, "/grant bob moderator");
    const role = ROLES.find((known) => known === rest.toLowerCase());
    if (role === undefined) {
      throw new Mistake(
        "Say as what: moderator, admin or owner; for example: /grant bob moderator",
      );
    }
    return (context) => giveRole(context, username, role);
  },
};

/** Gives a role on the server; `user` takes it away. */
export async function giveRole(
  { request, view }: CommandContext,
  username: string,
  role: ServerRole,
): Promise<void> {
  await request("grant", { username, role });
  view.answer([
    role === "user" ? `${username} has no role any more` : `${username} is ${role} now`,
  ]);
}

const roles: CodedCommand = {
  name: "roles",
  help: "list who keeps order on this server",
  topic: "moderation",
  actions: ["roles"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/roles");
    return async ({ request, view }) => {
      const { users } = await request("roles", {});
      const found = recordsIn<{ username: string; role: ServerRole }>(users, ["username", "role"]);
      view.answer(
        found.length === 0 ? ["nobody has claimed this server; see /claim"] : roleLines(found),
      );
    };
  },
};

const connections: CodedCommand = {
  name: "connections",
  help: "list who is connected and from where",
  topic: "moderation",
  actions: ["connections"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/connections");
    return (context) => showConnections(context, undefined);
  },
};

const audit: CodedCommand = {
  name: "audit",
  args: "[name] [#room] [of:action]",
  help: "show who did what to whom",
  topic: "moderation",
  actions: ["audit"],
  access: "anyone",
  code: (args) => {
    let search: Partial<Fields<"audit">> = { limit: PAGE_AUDIT };
    for (const word of args.split(/\s+/).filter((word) => word !== "")) {
      if (word.startsWith("#")) search = { ...search, room: roomArgument(word, "/audit #ops") };
      else if (word.startsWith("of:")) search = { ...search, of: word.slice(3).toLowerCase() };
      else search = { ...search, about: word.replace(/^@/, "") };
    }
    return (context) => showAudit(context, search);
  },
};

async function showConnections(
  context: CommandContext,
  after: number | undefined,
): Promise<void> {
  const fields = after === undefined ? {} : { after };
  const { connections, more } = await context.request("connections", fields);
  const found = recordsIn<ConnectionInfo>(connections, ["address", "since"]);
  const last = found.at(-1)?.connection;
  showPage(context, {
    lines: connectionLines(found),
    next: more === true && last !== undefined ? (next) => showConnections(next, last) : undefined,
  });
}

async function showAudit(
  context: CommandContext,
  search: Partial<Fields<"audit">>,
): Promise<void> {
  const { entries, more } = await context.request("audit", search);
  const found = recordsIn<AuditEntry>(entries, ["action", "by", "time"]);
  const last = found.at(-1)?.id;
  showPage(context, {
    lines: found.length === 0 ? ["nothing found"] : auditLines(found),
    next: more === true && last !== undefined
      ? (next) => showAudit(next, { ...search, before: last })
      : undefined,
  });
}

/** Shows a page of a list; `/more` goes on with `next`. */
export function showPage(
  { memory, view }: CommandContext,
  { lines, next }: {
    lines: string[];
    next: ((context: CommandContext) => Promise<void>) | undefined;
  },
): void {
  memory.more = next;
  view.answer(next === undefined ? lines : [...lines, "/more goes on"]);
}

/** Those who keep order on the server, in the order of the help. */
export const STAFF_COMMANDS: readonly Command[] = [connections, claim, grant, roles, audit];
