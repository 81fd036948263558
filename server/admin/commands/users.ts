/** `chat admin user …` */
import { Argument, type Command, Option } from "@commander-js/extra-typings";
import { SERVER_ROLES } from "../../access/server_rights.ts";
import type { ListedAccount, ShownAccount } from "../../journal/read/console.ts";
import { given } from "../arguments.ts";
import { done, facts, list, minuteOf } from "../report.ts";
import { type AdminContext, allPages, leaf, run, runAfter } from "../run.ts";
import { addRestraintCommands } from "./measures.ts";

/** Adds the commands about accounts. */
export function addUserCommands(admin: Command, context: AdminContext): void {
  const user = admin.command("user").description("accounts");

  leaf(user.command("list"), "list the accounts by name", [
    "user list",
    "user list --role admin",
    "user list --json | jq -r .username",
  ])
    .addOption(new Option("--role <role>", "only those of this role").choices(SERVER_ROLES))
    .action((options) =>
      run(options, context, async (console) => {
        const { role } = options;
        const users = await allPages<ListedAccount>(async (last) => {
          const fields = given({ role, after: last?.username });
          const { more, users } = await console.request("user_list", fields);
          return { page: users, more };
        }, Infinity);
        return list(users, ["NAME", "ROLE", "CREATED", "LAST SEEN", "STATE"], (listed) => [
          listed.username,
          listed.role,
          minuteOf(listed.created),
          minuteOf(listed.last_seen),
          stateOf(listed),
        ]);
      })
    );

  leaf(user.command("show"), "tell everything about an account", ["user show alice"])
    .argument("<name>")
    .action((username, options) =>
      run(options, context, async (console) => {
        const shown = await console.request("user_show", { username });
        const { messages, rooms, sessions } = shown;
        return facts(shown, [
          ["name", shown.username],
          ["display name", shown.display_name || "none"],
          ["role", shown.role],
          ["state", stateOf(shown) || "in order"],
          ["created", minuteOf(shown.created)],
          ["last seen", minuteOf(shown.last_seen)],
          ["second factor", shown.second_factor ? "yes" : "no"],
          ["password", passwordOf(shown)],
          ["messages", String(messages)],
          ["rooms", rooms.map(({ role, room }) => `#${room} (${role})`).join(", ") || "none"],
          ...sessions.map(({ address, device, session, used }) =>
            [
              `session ${session}`,
              `${address}, ${device || "unnamed"}, used ${minuteOf(used)}`,
            ] as const
          ),
        ]);
      })
    );

  leaf(user.command("add"), "make an account, whoever else may register", [
    "user add alice",
    "user add alice --role admin --password-file pw",
  ])
    .argument("<name>")
    .addOption(new Option("--role <role>", "its role on the server").choices(SERVER_ROLES))
    .option("--password-file <file>", "read the password from the first line of this file")
    .action((username, options) => {
      const ask = () => context.newPassword(username, options.passwordFile);
      return runAfter(ask, { options, context }, async (console, password) => {
        await console.request("user_add", { username, password });
        const { role = "user" } = options;
        if (role !== "user") await console.request("grant", { username, role });
        return done(`${username} can log in now.`, { username, role });
      });
    });

  leaf(user.command("password"), "give an account another password and end its sessions", [
    "user password alice",
    "user password alice --password-file pw --must-change",
  ])
    .argument("<name>")
    .option("--password-file <file>", "read the password from the first line of this file")
    .option("--must-change", "have it changed at the next login", false)
    .action((username, options) => {
      const ask = () => context.newPassword(username, options.passwordFile);
      return runAfter(ask, { options, context }, async (console, password) => {
        const { mustChange } = options;
        await console.request("user_password", { username, password, must_change: mustChange });
        return done(`${username} has another password; its sessions have ended.`, { username });
      });
    });

  leaf(user.command("role"), "give an account another role on the server", [
    "user role alice owner",
    "user role alice user",
  ])
    .argument("<name>")
    .addArgument(new Argument("<role>").choices(SERVER_ROLES))
    .action((username, role, options) =>
      run(options, context, async (console) => {
        await console.request("grant", { username, role });
        return done(`${username} is ${role} now.`, { username, role });
      })
    );

  leaf(
    user.command("reset"),
    "have somebody choose another password, or take a second factor off",
    [
      "user reset alice",
      "user reset alice --second-factor",
    ],
  )
    .argument("<name>")
    .option("--second-factor", "take the second factor off instead")
    .action((username, options) =>
      run(options, context, async (console) => {
        if (options.secondFactor) {
          await console.request("reset_second_factor", { username });
          return done(`${username} logs in with the password alone now.`, { username });
        }
        await console.request("reset_password", { username });
        return done(`${username} chooses another password at the next login.`, { username });
      })
    );

  leaf(user.command("delete"), "end an account; its name is free after 30 days", [
    "user delete bob --messages keep --yes",
  ])
    .argument("<name>")
    .addOption(
      new Option("--messages <what>", "keep them under no name, or remove them")
        .choices(["keep", "remove"] as const).makeOptionMandatory(),
    )
    .requiredOption("--yes", "because it cannot be undone")
    .action((username, options) =>
      run(options, context, async (console) => {
        const { messages } = options;
        await console.request("user_delete", { username, messages });
        return done(`${username} is gone.`, { username });
      })
    );

  addRestraintCommands(user, context);
}

function passwordOf({ must_change_password: mustChange, placeholder }: ShownAccount): string {
  if (placeholder) return "none";
  return mustChange ? "must be changed at the next login" : "set";
}

function stateOf({ banned, muted, placeholder }: ListedAccount): string {
  const kind = placeholder ? ["placeholder of an import"] : [];
  return [...kind, ...inForce("banned", banned), ...inForce("muted", muted)].join(", ");
}

function inForce(what: string, until: string | null | undefined): string[] {
  if (until === undefined) return [];
  return [until === null ? what : `${what} until ${minuteOf(until)}`];
}
