/** Commands about one's own account. */
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { askNewPassword } from "../login/login_dialog.ts";
import { isSame } from "../wording/message_text.ts";
import { noArguments } from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import { exportTo, filesOfExport } from "./parts/export_file.ts";
import { filesFolderOf, type OwnFile } from "./parts/export_files.ts";
import { afterOthersLoggedOut } from "./parts/key_devices.ts";
import { gatherExport } from "./parts/gather_export.ts";
import { Mistake } from "./parts/mistake.ts";
import { onTerminal } from "./parts/powers.ts";
import { secondFactor } from "./second_factor.ts";
import { logout, revoke, sessions } from "./sessions.ts";
import { token } from "./tokens.ts";

const password: CodedCommand = {
  name: "password",
  help: "change your password; logs the other devices out",
  topic: "account",
  actions: ["password", "keys_change"],
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
      await afterOthersLoggedOut(context);
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
    return async ({ conversation: { username }, files: powers, print, request, view }) => {
      const fetchPart = (after: number | undefined) =>
        request("export", after === undefined ? {} : { after }, { silent: true });
      if (args.trim() === "-") {
        if (print === undefined) {
          throw new Mistake("- is the output of a script; name a file, such as ~/my-chat.json");
        }
        const { whole } = await gatherExport(fetchPart);
        for (const line of JSON.stringify(whole, undefined, 2).split("\n")) print(line);
        return;
      }
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
      const { files, parts } = await exportTo(path, fetchPart);
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
      view.local([
        `this deletes ${username} for good: it is logged out everywhere and leaves its rooms, and ` +
        "its keys open nothing any more; /export my-chat.json keeps a copy before. Ctrl+C stops it",
      ]);
      const choice = await ask("Your messages: keep them, or remove them? [keep/remove] ");
      const messages = choice === "keep" || choice === "remove" ? choice : undefined;
      const password = messages && await ask("Password: ", { isSecret: true });
      const again = password && await ask(`Type ${username} to delete this account: `);
      if (!messages || !password || again === undefined || !isSame(again.trim(), username)) {
        view.local(["nothing was deleted"]);
        return;
      }
      await request("delete_account", { password, messages });
      const done = `${username} is deleted`;
      view.local([done]);
      leave("logout", done);
    };
  },
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
