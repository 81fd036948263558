/** Commands about one's own account. */
import type { SessionInfo } from "../../protocol/records.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { askNewPassword } from "../login/login_dialog.ts";
import { recordsIn } from "../net/incoming.ts";
import { isSame } from "../wording/message_text.ts";
import { sessionLines } from "../wording/people_text.ts";
import { giveRole } from "./order/staff.ts";
import { nameArgument, noArguments, numberArgument } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import { exportTo, filesOfExport } from "./parts/export_file.ts";
import { filesFolderOf, type OwnFile } from "./parts/export_files.ts";
import { Mistake } from "./parts/mistake.ts";
import { onTerminal } from "./parts/powers.ts";
import { token } from "./tokens.ts";
import { secondFactor } from "./second_factor.ts";

const sessions: CodedCommand = {
  name: "sessions",
  help: "list where you are logged in",
  topic: "account",
  actions: ["sessions"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/sessions");
    return async (context) => {
      const found = await listSessions(context);
      context.memory.sessions = found;
      context.view.answer(sessionLines(found));
    };
  },
};

/** `/revoke N|others|name`; a name that is a number, or `others`, stands after an `@`. */
const revoke: CodedCommand = {
  name: "revoke",
  args: "N|others|name",
  help: "log out device N of /sessions, or all others; or take a role away",
  topic: "account",
  actions: ["revoke", "sessions", "grant"],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    if (word === "") {
      throw new Mistake("Say which: /revoke others, or /revoke and a number that /sessions shows");
    }
    if (!/^(?:others|\d+)$/.test(word)) {
      const name = nameArgument(args, "/revoke bob");
      return (context) => giveRole(context, name, "user");
    }
    const number = word === "others" ? undefined : numberArgument(word);
    return async (context) => {
      const { memory, request, view } = context;
      if (number === undefined) {
        const { revoked } = await request("revoke", { others: true });
        view.answer([
          `${Number(revoked)} other ${revoked === 1 ? "device is" : "devices are"} logged out`,
        ]);
        await tellOfKeys(context);
        return;
      }
      if (memory.sessions.length === 0) memory.sessions = await listSessions(context);
      const chosen = memory.sessions[number - 1];
      if (chosen === undefined) {
        throw new Mistake(`/sessions has shown no number ${number}; type it to see them`);
      }
      await request("revoke", { session: chosen.session });
      if (!chosen.current) {
        view.answer([`logged out: ${sessionLines([chosen])[0]?.slice(3) ?? ""}`]);
        await tellOfKeys(context);
      }
    };
  },
};

/** Whoever logs a device out may have lost it, and its keys are another thing. */
async function tellOfKeys({ keys, view }: CommandContext): Promise<void> {
  const powers = await keys?.().catch(() => undefined); // what is wrong with keys is said elsewhere
  const { devices = [] } = await powers?.state().catch(() => undefined) ?? {};
  if (!devices.some(({ isThis, kind }) => !isThis && kind !== "recovery")) return;
  view.local([
    "they keep your keys; one that is lost reads nothing new once /devices remove has taken it out",
  ]);
}

const password: CodedCommand = {
  name: "password",
  help: "change your password; logs the other devices out",
  topic: "account",
  actions: ["password"],
  access: "anyone",
  code: (args) => {
    if (args !== "") throw new Mistake("Type /password alone; it asks for the passwords, hidden");
    return async (context) => {
      const { passwordChanged, request, view } = context;
      const { ask } = onTerminal(context, "/password");
      const oldPassword = await ask("Old password: ", { isSecret: true });
      const say = (line: string) => view.local([line]);
      const next = oldPassword === undefined ? undefined : await askNewPassword({ ask, say });
      if (oldPassword === undefined || next === undefined) {
        view.local(["your password stays as it was"]);
        return;
      }
      await request("password", { old_password: oldPassword, password: next });
      passwordChanged(next);
      view.local(["your password is changed, and your other devices are logged out"]);
      await tellOfKeys(context);
    };
  },
};

const exportData: CodedCommand = {
  name: "export",
  args: "file",
  help: "write all your data into a new file, and your files beside it",
  topic: "account",
  actions: ["export"],
  access: "anyone",
  code: (args) => {
    if (args === "") throw new Mistake("Say into which file, for example: /export my-chat.json");
    return async ({ conversation: { username }, files: powers, request, view }) => {
      const path = powers?.pathOf(args) ?? args;
      const folder = filesFolderOf(path);
      const before = powers === undefined ? [] : await filesOfExport(path, username);
      const going = before.length === 0 ? [] : await powers?.fetchOwn(before, folder) ?? [];
      if (going.length > 0) {
        view.local([
          `${args} is there already, and ${filesText(going)} of it follow into ${folder}`,
        ]);
        return;
      }
      const { files, parts } = await exportTo(
        path,
        (after) => request("export", after === undefined ? {} : { after }, { silent: true }),
      );
      view.local([
        `everything of yours is in ${args} (${parts} ${parts === 1 ? "part" : "parts"})`,
      ]);
      if (files.length === 0) return;
      const missing = await powers?.fetchOwn(files, folder);
      view.local([
        missing === undefined
          ? `your files (${filesText(files)}) cannot be fetched from here`
          : `${
            filesText(missing)
          } of yours follow into ${folder}; /transfers shows how far they are`,
      ]);
    };
  },
};

function filesText(files: readonly OwnFile[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${files.length} ${files.length === 1 ? "file" : "files"} (${bytesText(bytes)})`;
}

const deleteAccount: CodedCommand = {
  name: "delete-account",
  help: "delete your account for good (asks first)",
  topic: "account",
  actions: ["delete_account"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/delete-account");
    return async (context) => {
      const { conversation: { username }, leave, request, view } = context;
      const { ask } = onTerminal(context, "/delete-account");
      view.local(["this deletes your account for good; Ctrl+C stops it"]);
      const choice = await ask("Your messages: keep them, or remove them? [keep/remove] ");
      const messages = choice === "keep" || choice === "remove" ? choice : undefined;
      const password = messages && await ask("Password: ", { isSecret: true });
      const again = password && await ask(`Type ${username} to delete this account: `);
      if (!messages || !password || again === undefined || !isSame(again.trim(), username)) {
        view.local(["nothing was deleted"]);
        return;
      }
      await request("delete_account", { password, messages });
      view.local(["your account is deleted"]);
      leave("exit");
    };
  },
};

async function listSessions({ request }: CommandContext): Promise<SessionInfo[]> {
  const { sessions } = await request("sessions", {});
  return recordsIn<SessionInfo>(sessions, []).filter(({ session }) => Number.isInteger(session));
}

const logout: CodedCommand = {
  name: "logout",
  help: "leave, and make the server forget this login",
  topic: "account",
  actions: ["logout"],
  access: "anyone",
  leaves: "logout",
  code: () => ({ leave }) => leave("logout"),
};

/** One's own account, in the order of the help. */
export const ACCOUNT_COMMANDS: readonly Command[] = [
  sessions,
  revoke,
  token,
  password,
  secondFactor,
  exportData,
  deleteAccount,
  logout,
];
