/** Commands about where one is logged in, and about the keys that are there. */
import type { SessionInfo } from "../../protocol/records.ts";
import { recordsIn } from "../net/incoming.ts";
import { deviceCalled } from "../wording/device_use.ts";
import { sessionLines } from "../wording/people_text.ts";
import { giveRole } from "./order/staff.ts";
import { firstWord, nameArgument, noArguments, numberArgument } from "./parts/arguments.ts";
import type { CodedCommand } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import {
  afterOthersLoggedOut,
  deviceEnding,
  endLogin,
  keysHere,
  LAST_READER,
  ownKeys,
  removedLine,
  whatReadsOn,
} from "./parts/key_devices.ts";
import { Mistake } from "./parts/mistake.ts";

/** Lists the logins. */
export const sessions: CodedCommand = {
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
export const revoke: CodedCommand = {
  name: "revoke",
  args: "N|others|name [keep|remove]",
  help: "log out N of /sessions, or all others; or take a role away",
  topic: "account",
  actions: ["revoke", "sessions", "grant", "keys_change"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args.toLowerCase());
    if (word === "") {
      throw new Mistake("Say which: /revoke others, or /revoke and a number that /sessions shows");
    }
    if (!/^(?:others|\d+)$/.test(word)) {
      const name = nameArgument(args, "/revoke bob");
      return (context) => giveRole(context, name, "user");
    }
    const choice = choiceIn(rest);
    if (word === "others") return (context) => revokeOthers(context, choice);
    const number = numberArgument(word);
    return (context) => revokeOne(context, number, choice);
  },
};

/** What becomes of the keys. */
type Choice = "keep" | "remove";

function choiceIn(text: string): Choice | undefined {
  const choice = text.trim();
  if (choice === "" || choice === "keep" || choice === "remove") return choice || undefined;
  throw new Mistake(
    "Behind it stands remove, which has the keys removed that are there, or keep, or nothing",
  );
}

async function revokeOthers(context: CommandContext, choice: Choice | undefined): Promise<void> {
  const { revoked } = await context.request("revoke", { others: true });
  context.view.answer([
    `${Number(revoked)} other ${revoked === 1 ? "device is" : "devices are"} logged out`,
  ]);
  await afterOthersLoggedOut(context, choice);
}

async function revokeOne(
  context: CommandContext,
  number: number,
  choice: Choice | undefined,
): Promise<void> {
  const { memory, request, view } = context;
  if (memory.sessions.length === 0) memory.sessions = await listSessions(context);
  const chosen = memory.sessions[number - 1];
  if (chosen === undefined) {
    throw new Mistake(`/sessions has shown no number ${number}; type it to see them`);
  }
  if (chosen.current) {
    await request("revoke", { session: chosen.session });
    return;
  }
  const here = await keysHere(context);
  const device = here && deviceEnding(chosen, {
    others: here.others,
    sessions: await listSessions(context),
  });
  const removes = device !== undefined && choice !== "keep";
  const removed = here !== undefined && removes
    ? await endLogin({ request, powers: here.powers }, { device, session: chosen.session })
    : [];
  if (!removes) await request("revoke", { session: chosen.session });
  view.answer([`logged out: ${sessionLines([chosen])[0]?.slice(3) ?? ""}`]);
  if (removes) return view.answer([removedLine(removed)]);
  if (device === undefined) return;
  view.local([`${deviceCalled(device)} keeps your keys; /devices remove takes it out`]);
}

async function listSessions({ request }: CommandContext): Promise<SessionInfo[]> {
  const { sessions } = await request("sessions", {});
  return recordsIn<SessionInfo>(sessions, []).filter(({ session }) => Number.isInteger(session));
}

/** Ends the login; on a terminal it asks what becomes of the keys, a script says it. */
export const logout: CodedCommand = {
  name: "logout",
  args: "[keep|forget]",
  help: "leave and end this login; the keys here are kept or forgotten",
  topic: "account",
  actions: ["logout", "keys_change"],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    if (word !== "" && word !== "keep" && word !== "forget") {
      throw new Mistake("Type /logout, /logout keep or /logout forget");
    }
    return (context) => logOut(context, word);
  },
};

async function logOut(context: CommandContext, word: "" | Choice | "forget"): Promise<void> {
  const { leave, terminal, view } = context;
  const isAsked = word === "" && terminal !== undefined;
  const here = word === "forget"
    ? await ownKeys(context)
    : isAsked
    ? await keysHere(context)
    : undefined;
  if (here === undefined) {
    // Keys of an account that this device is not in, or not any more, are forgotten as well.
    if (word === "forget") await (await context.keys?.())?.forget();
    return leave("logout");
  }
  const left = whatReadsOn(here, Date.now());
  if (left.length === 0 && word === "forget" && terminal === undefined) {
    throw new Mistake(LAST_READER);
  }
  if (word === "" || left.length === 0) {
    view.local([left.length === 0 ? LAST_READER : readsOn(left)]);
    const answer = await terminal?.ask("The keys of this device: keep or forget? [keep/forget] ");
    const choice = answer?.trim().toLowerCase();
    if (choice === "keep") return leave("logout");
    if (choice !== "forget") return view.local(["you are still logged in"]);
  }
  await here.powers.forget();
  leave("logout");
}

function readsOn(left: readonly string[]): string {
  return "when this device forgets its keys it is taken out of your account; what is encrypted is " +
    `read with ${new Intl.ListFormat("en").format(left)} then, and here once it is linked anew`;
}
