/** Commands about who may make an account. */
import { formatDuration, parseDuration } from "../../../protocol/duration.ts";
import { printable } from "../../../protocol/text/printable.ts";
import type { AllowedName, InviteCode, RegistrationInfo } from "../../../protocol/records.ts";
import { cutLines, listAll } from "../../base/pages.ts";
import { recordsIn } from "../../net/incoming.ts";
import { momentOf } from "../../text/times.ts";
import { firstWord, nameArgument, noArguments } from "../parts/arguments.ts";
import type { CodedCommand, Command } from "../parts/command.ts";
import type { CommandContext } from "../parts/context.ts";
import { Mistake } from "../parts/mistake.ts";
import { showPage } from "./staff.ts";

const MODES: Readonly<Record<RegistrationInfo["mode"], string>> = {
  open: "anybody may register",
  invite: "whoever has an invite code may register",
  closed: "nobody may register",
  allow_list: "names on the list may register",
};

const registration: CodedCommand = {
  name: "registration",
  args: "[open|invite|closed|allow-list] [10m]",
  help: "show or set who may register",
  topic: "moderation",
  actions: ["registration"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    if (word === "") {
      return async ({ request, view }) => {
        view.answer([registrationText(await request("registration", {}))]);
      };
    }
    const mode = modeOf(word);
    const seconds = rest === "" ? undefined : durationArgument(rest);
    return async ({ request, view }) => {
      view.answer([registrationText(await request("registration", { mode, seconds }))]);
    };
  },
};

const inviteCode: CodedCommand = {
  name: "invite-code",
  args: "[uses] [1w]",
  help: "make a code with which people may register",
  topic: "moderation",
  actions: ["invite_code"],
  access: "anyone",
  code: (args) => {
    let uses: number | undefined;
    let seconds: number | undefined;
    for (const word of args.split(/\s+/).filter((part) => part !== "")) {
      if (/^\d{1,9}$/.test(word)) uses = Number(word);
      else seconds = durationArgument(word);
    }
    return async ({ request, view }) => {
      const made = await request("invite_code", { uses, seconds });
      const until = made.until === undefined ? "" : `, until ${momentOf(made.until)}`;
      const count = Number(made.uses);
      view.answer([
        `${printable(String(made.code))} is good for ${count} ${
          count === 1 ? "account" : "accounts"
        }${until}`,
      ]);
    };
  },
};

const inviteCodes: CodedCommand = {
  name: "invite-codes",
  help: "list the invite codes, and who came by them",
  topic: "moderation",
  actions: ["invite_codes"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/invite-codes");
    return (context) => showInviteCodes(context, undefined);
  },
};

const revokeCode: CodedCommand = {
  name: "revoke-code",
  args: "code",
  help: "make an invite code worth nothing",
  topic: "moderation",
  actions: ["revoke_code"],
  access: "anyone",
  code: (args) => {
    const code = args.trim();
    if (code === "") throw new Mistake("Say which, as /invite-codes shows it: /revoke-code 7KQ2-…");
    return async ({ request, view }) => {
      await request("revoke_code", { code });
      view.answer(["nobody can register with this code any more"]);
    };
  },
};

const allow: CodedCommand = {
  name: "allow",
  args: "name…",
  help: "put names on the list of those who may register",
  topic: "moderation",
  actions: ["allow"],
  access: "anyone",
  code: (args) => {
    const names = namesIn(args, "/allow alice bob");
    return async ({ request, view }) => {
      for (const username of names) await request("allow", { username });
      view.answer([`${names.join(", ")}: may register`]);
    };
  },
};

const disallow: CodedCommand = {
  name: "disallow",
  args: "name…",
  help: "take names off that list",
  topic: "moderation",
  actions: ["disallow"],
  access: "anyone",
  code: (args) => {
    const names = namesIn(args, "/disallow alice bob");
    return async ({ request, view }) => {
      for (const username of names) await request("disallow", { username });
      view.answer([`${names.join(", ")}: not on the list any more`]);
    };
  },
};

const allowed: CodedCommand = {
  name: "allowed",
  help: "show that list",
  topic: "moderation",
  actions: ["allowed"],
  access: "anyone",
  code: (args) => {
    noArguments(args, "/allowed");
    return async ({ request, view }) => {
      const listed = await listAll<AllowedName>({
        fetch: async (after) => {
          const { users, more } = await request("allowed", after);
          return { entries: recordsIn<AllowedName>(users, ["username", "by"]), more };
        },
        nameOf: ({ username }) => username,
      });
      const lines = listed.entries.map(({ by, registered, username }) =>
        `${printable(username)} (by ${printable(by)}${registered === true ? ", registered" : ""})`
      );
      view.answer(
        lines.length === 0 ? ["no name is on the list"] : [...lines, ...cutLines(listed)],
      );
    };
  },
};

async function showInviteCodes(
  context: CommandContext,
  before: number | undefined,
): Promise<void> {
  const { codes, more } = await context.request("invite_codes", { before });
  const found = recordsIn<InviteCode>(codes, ["code", "by", "time"]);
  const last = found.at(-1)?.id;
  showPage(context, {
    lines: found.length === 0 ? ["there are no invite codes"] : found.map(inviteText),
    next: more === true && last !== undefined ? (next) => showInviteCodes(next, last) : undefined,
  });
}

function inviteText({ by, code, revoked, until, users, uses_left: left }: InviteCode): string {
  const came = Array.isArray(users) ? users.map((name) => printable(String(name))) : [];
  const state = revoked === true ? "revoked" : `${Number(left)} left`;
  return `${printable(code)}  ${state}${
    until === undefined ? "" : `, until ${momentOf(until)}`
  }, by ${printable(by)}${came.length === 0 ? "" : `; used by ${came.join(", ")}`}`;
}

function registrationText({ mode, next, until }: RegistrationInfo): string {
  const then = next === undefined ? "" : ` until ${momentOf(until)}, then ${modeText(next)}`;
  return `${modeText(mode)}${then}`;
}

function modeText(mode: RegistrationInfo["mode"]): string {
  return Object.hasOwn(MODES, mode) ? MODES[mode] : printable(String(mode));
}

function modeOf(word: string): RegistrationInfo["mode"] {
  const mode = word.toLowerCase().replace("-", "_");
  if (Object.hasOwn(MODES, mode)) return mode as RegistrationInfo["mode"];
  throw new Mistake(
    "Say who may register: open, invite, closed or allow-list; for example: /registration closed 2h",
  );
}

function durationArgument(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  throw new Mistake(
    `"${printable(text)}" is no duration; type it like 10m, 2h or ${formatDuration(604_800)}`,
  );
}

function namesIn(args: string, example: string): string[] {
  const words = args.split(/[\s,]+/).filter((word) => word !== "");
  return words.length === 0
    ? [nameArgument("", example)]
    : words.map((word) => nameArgument(word, example));
}

/** Who may make an account, in the order of the help. */
export const ADMISSION_COMMANDS: readonly Command[] = [
  registration,
  inviteCode,
  inviteCodes,
  revokeCode,
  allow,
  disallow,
  allowed,
];
