/** Commands about one's devices, the recovery code, and whose keys are whose. */
import { foldUsername } from "../../protocol/names.ts";
import { qrRows } from "../../protocol/text/qr_code.ts";
import type { KeyPowers } from "../link/key_powers.ts";
import { UNUSED_DAYS, unusedDevices } from "../wording/device_use.ts";
import {
  firstWord,
  nameArgument,
  noArguments,
  numberArgument,
  roomArgument,
} from "./parts/arguments.ts";
import type { CodedCommand, Command } from "./parts/command.ts";
import type { CommandContext } from "./parts/context.ts";
import {
  keysHere,
  LAST_READER,
  otherReaders,
  removedLine,
  whatReadsOn,
} from "./parts/key_devices.ts";
import { Mistake } from "./parts/mistake.ts";
import { onTerminal } from "./parts/powers.ts";

const encryption: CodedCommand = {
  name: "encryption",
  args: "[on|off]",
  help: "how private messages are encrypted; end it, or begin again",
  topic: "account",
  actions: ["keys_change"],
  access: "anyone",
  code: (args) => {
    const word = args.trim().toLowerCase();
    if (word === "") return showState;
    if (word === "off") {
      return async (context) => {
        await (await powersOf(context)).end();
        context.view.answer([
          "private messages are NOT encrypted from now on, and who writes to you is told so",
        ]);
      };
    }
    if (word !== "on") throw new Mistake("Type /encryption, /encryption on or /encryption off");
    return async (context) => {
      await (await powersOf(context)).begin();
      context.view.answer([
        "private messages and their files are encrypted from now on, to everybody whose devices " +
        "can read that",
      ]);
    };
  },
};

const devices: CodedCommand = {
  name: "devices",
  args: "[link [code]|remove N|others|unused|forget]",
  help: "your devices that read what is encrypted",
  topic: "account",
  actions: ["keys_change", "link"],
  access: "anyone",
  isSecret: (args) => /^link\s+\S/i.test(args.trim()),
  code: (args) => {
    const { rest, word } = firstWord(args);
    switch (word.toLowerCase()) {
      case "":
        return async (context) => {
          const powers = await powersOf(context);
          context.view.answer([
            ...await powers.deviceLines(),
            "/sessions lists where you are logged in",
          ]);
        };
      case "link":
        return rest === "" ? showLink : (context) => askLink(context, rest);
      case "remove": {
        const which = rest.trim().toLowerCase();
        if (which === "others" || which === "unused") {
          return (context) => removeAll(context, which);
        }
        const number = numberArgument(rest);
        return async (context) => {
          const name = await (await powersOf(context)).removeDevice(number);
          context.view.answer([removedLine([name])]);
        };
      }
      case "forget":
        noArguments(rest, "/devices forget");
        return forget;
      default:
        throw new Mistake(
          "Type /devices, /devices link, /devices remove N (or others, or unused) or /devices forget",
        );
    }
  },
};

const recovery: CodedCommand = {
  name: "recovery",
  args: "code|new|reset",
  help: "read everything with your recovery code, or get another",
  topic: "account",
  actions: ["keys_change"],
  access: "anyone",
  isSecret: (args) => !/^(?:new|reset|)$/i.test(args.trim()),
  code: (args) => {
    switch (args.trim().toLowerCase()) {
      case "":
        throw new Mistake(
          "Type /recovery and your recovery code; /recovery new makes another one; " +
            "/recovery reset begins anew when it is lost as well",
        );
      case "new":
        return async (context) => {
          await (await powersOf(context)).newCode();
          context.view.local(["the code before is of no use any more"]);
        };
      case "reset":
        return reset;
      default:
        return async (context) => await (await powersOf(context)).recover(args);
    }
  },
};

const verify: CodedCommand = {
  name: "verify",
  args: "name [number|ok|undo]",
  help: "compare a number, to see whose keys they are",
  topic: "people",
  actions: ["keys", "keys_vault"],
  access: "anyone",
  code: (args) => {
    const { rest, word } = firstWord(args);
    const name = nameArgument(word, "/verify bob");
    const account = foldUsername(name);
    switch (rest.trim().toLowerCase()) {
      case "":
        return (context) => showNumber(context, name);
      case "ok":
        return async (context) => {
          await (await powersOf(context)).verify(account, true);
          context.view.answer([`${name} is verified, on all your devices`]);
        };
      case "undo":
        return async (context) => {
          await (await powersOf(context)).verify(account, false);
          context.view.answer([`${name} is not verified any more`]);
        };
      default:
        if (/\d/.test(rest)) return (context) => compareNumber(context, { name, typed: rest });
        throw new Mistake(
          `Type /verify ${name}, and when the numbers are the same /verify ${name} ok`,
        );
    }
  },
};

const trust: CodedCommand = {
  name: "trust",
  args: "name|#room",
  help: "take the new keys of somebody, or the room called so",
  topic: "people",
  actions: ["keys", "keys_vault"],
  access: "anyone",
  code: (args) => {
    if (args.trim().startsWith("#")) return trustRoom(args);
    const name = nameArgument(args, "/trust bob");
    return async (context) => {
      const powers = await powersOf(context);
      await powers.trust(foldUsername(name));
      context.view.answer([
        `the keys of ${name} are taken as they are now; /verify ${name} shows whether they are right`,
      ]);
    };
  },
};

function trustRoom(args: string): (context: CommandContext) => Promise<void> {
  const room = roomArgument(args, "/trust #den");
  return async (context) => {
    await (await powersOf(context)).trust(`#${room}`);
    context.view.answer([`#${room} is taken as it is now; look who was let in`]);
  };
}

async function powersOf({ keys }: CommandContext): Promise<KeyPowers> {
  const found = await keys?.();
  if (found !== undefined) return found;
  throw new Mistake(
    "This client keeps no keys here: a terminal with a config folder does (--config-dir), " +
      "where the server is new enough",
  );
}

/** All other devices, or those of them that nobody has used for long. */
async function removeAll(context: CommandContext, which: "others" | "unused"): Promise<void> {
  const powers = await powersOf(context);
  const { devices, standing } = await powers.state();
  const others = otherReaders({ devices });
  const chosen = which === "others" ? others : unusedDevices(others, Date.now());
  if (standing === "ready" && chosen.length === 0) {
    throw new Mistake(
      which === "others"
        ? "No other device reads what is encrypted"
        : `No other device was unused for ${UNUSED_DAYS} days, as far as the server knows`,
    );
  }
  context.view.answer([removedLine(await powers.removeDevices(chosen.map(({ id }) => id)))]);
}

async function showState(context: CommandContext): Promise<void> {
  const { devices, isOff, standing } = await (await powersOf(context)).state();
  const count = devices.filter(({ kind }) => kind !== "recovery").length;
  const how = standing === "none"
    ? "your account has no keys yet: private messages are plain text; /encryption on makes some"
    : standing !== "ready"
    ? "this device is not linked: it reads nothing encrypted; /recovery or /devices link"
    : isOff
    ? "you have turned encryption off: private messages are plain text; /encryption on begins again"
    : "private messages are encrypted to everybody whose devices can read that; " +
      `${count === 1 ? "one device reads" : `${count} devices read`} yours, see /devices`;
  context.view.answer([how]);
}

async function showLink(context: CommandContext): Promise<void> {
  const code = await (await powersOf(context)).showLink();
  context.view.local([
    "log in on the new device and type there, within ten minutes:",
    `    /devices link ${code}`,
    "or let its camera read the code, to be put in there:",
    ...await qrRows(code),
    "show the code to nobody else",
  ]);
}

async function askLink(context: CommandContext, code: string): Promise<void> {
  await (await powersOf(context)).askLink(code);
  context.view.local([
    "asked; the device that shows the code answers in a moment, as long as it is connected and " +
    "shows this one",
  ]);
}

async function forget(context: CommandContext): Promise<void> {
  const { ask } = onTerminal(context, "/devices forget");
  const powers = await powersOf(context);
  const here = await keysHere(context);
  const isLast = here !== undefined && whatReadsOn(here, Date.now()).length === 0;
  context.view.local([
    "this device leaves your account and forgets its keys; without another device or the recovery " +
    "code nothing encrypted can be read again",
    ...(isLast ? [LAST_READER] : []),
  ]);
  if ((await ask("Type forget to do that: "))?.trim() !== "forget") {
    return context.view.local(["nothing was forgotten"]);
  }
  await powers.forget();
  context.view.local(["this device is forgotten; /logout ends the login as well"]);
}

async function reset(context: CommandContext): Promise<void> {
  const { ask } = onTerminal(context, "/recovery reset");
  const powers = await powersOf(context);
  context.view.local([
    "this begins anew: what was encrypted before can never be read by this account again, your " +
    "other devices have to be linked anew, everybody you write to is told, and into encrypted rooms " +
    "an owner or a moderator has to invite you again. Ctrl+C stops it",
    ...await lostRooms(powers),
  ]);
  const password = await ask("Password: ", { isSecret: true });
  if (password === undefined) return context.view.local(["everything stays as it was"]);
  const code = (await ask("Code of the second factor, empty without one: "))?.trim();
  if (code === undefined) return context.view.local(["everything stays as it was"]);
  await powers.reset(password, code === "" ? undefined : code);
}

async function lostRooms(powers: KeyPowers): Promise<string[]> {
  const { lost, unknown } = await powers.roomsLostByReset();
  return [
    ...lost.length === 0 ? [] : [
      `NOBODY COULD LET YOU INTO THESE ROOMS AGAIN: ${lost.join(", ")}; they are lost for you, ` +
      "unless somebody else is made an owner or a moderator there before (/role NAME moderator, on " +
      "a device that reads them)",
    ],
    ...unknown.length === 0 ? [] : [`could not find out about ${unknown.join(", ")}`],
  ];
}

async function showNumber(context: CommandContext, name: string): Promise<void> {
  const powers = await powersOf(context);
  const { number, qr } = await powers.verification(foldUsername(name));
  context.view.local([
    `${name} sees the same number when nobody reads along; compare it where you know who it is:`,
    `    ${number.slice(0, 6).join(" ")}`,
    `    ${number.slice(6).join(" ")}`,
    ...await qrRows(qr),
    `when it is the same: /verify ${name} ok; or /verify ${name} and the number that ${name} has`,
  ]);
}

async function compareNumber(
  context: CommandContext,
  { name, typed }: { name: string; typed: string },
): Promise<void> {
  const powers = await powersOf(context);
  const account = foldUsername(name);
  if (!(await powers.verification(account)).isSame(typed)) {
    throw new Mistake(
      `THIS IS ANOTHER NUMBER than the one that you have with ${name}: somebody may read along, ` +
        `or not all of its 60 digits are there; /verify ${name} shows yours`,
    );
  }
  await powers.verify(account, true);
  context.view.answer([`the numbers are the same: ${name} is verified, on all your devices`]);
}

/** Devices and the recovery code, for the part of the help about the account. */
export const DEVICE_COMMANDS: readonly Command[] = [encryption, devices, recovery];

/** Whose keys are whose, for the part of the help about people. */
export const TRUST_COMMANDS: readonly Command[] = [verify, trust];
