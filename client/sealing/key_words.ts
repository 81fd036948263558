/** What there is to tell people about keys, in the words of a terminal. */
import type { Removal } from "../encryption/session/own_account.ts";
import type { JoinedDevice } from "../encryption/session/joined_devices.ts";
import type { ContactChange } from "../encryption/session/contact_book.ts";
import type { LogDevice } from "../../protocol/encryption/log.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { TalkStanding } from "../encryption/session/private_talk.ts";
import type { RoomNews } from "../encryption/session/room_logs.ts";
import type { RoomRole } from "../../protocol/encryption/room_entry.ts";
import type { RoomSeat } from "../../protocol/encryption/room_log.ts";
import { unverifiedText } from "./opened_message.ts";

/** A message by somebody who was not shown the newest change of one's own devices. */
export interface FrozenView {
  id: number;
  /** Who wrote it; `undefined` for another device of one's own. */
  username: string | undefined;
  device: Pick<LogDevice, "kind" | "ordinal">;
}

/** Everything that is said about keys; a page says it in its own language, and of buttons. */
export interface KeyWords {
  /** How a conversation stands. */
  standing(standing: TalkStanding, other: string): string;
  /** Somebody has other devices, or other keys altogether. */
  contact(change: ContactChange): readonly string[];
  /** Who is in an encrypted room, or comes and goes there by somebody's signature. */
  room(news: RoomNews): readonly string[];
  /** This device, which cannot read `locked` conversations, is none of the account's, or not any more. */
  unlinked(removal: "never_in" | Removal | undefined, locked: number): readonly string[];
  /** The account has no keys yet, and what was asked for needs some. */
  notBegun: string;
  /** A code was typed on a device that needs none. */
  linkedAlready: string;
  /** A recovery code, the one time that it is shown. */
  recoveryCode(code: string, account: string): readonly string[];
  /** Nobody has seen a recovery code of this account. */
  noCode: string;
  /** This device was taken in. */
  linkedHere: string;
  /** This device has taken in another one. */
  linkedAnother: string;
  /** Other devices than this one have taken in devices of one's own account. */
  joined(devices: readonly JoinedDevice[]): readonly string[];
  /** A code was typed on a new device that is not the one shown here. */
  linkRefused: string;
  /** Only one device reads what is encrypted; said once. */
  oneDevice: string;
  /** Whoever wrote message `id` was not shown a change of one's own devices; without a name it is oneself. */
  frozen(view: FrozenView): readonly string[];
  /** What stands in the place of message `id`, which is not to be believed. */
  unverified(error: Error, id: number): string;
  /** What stands in the place of a message that this device cannot read, because it is not linked. */
  locked: string;
  /** What stands in the place of what was said in an encrypted room before this account was let in. */
  notLetIn: string;
  /** Message `id` is shown a second time. */
  repeated(id: number): string;
  /** A message that is encrypted was edited in plain text. */
  editNotSealed: string;
  /** Something that should have been opened was not. */
  notOpened: string;
  /** Something is shown in another conversation than the one that it was encrypted for. */
  elsewhere: string;
  /** Stands in the place of a message for which there is no key here, as after a reset. */
  noKeyHere(id: number): string;
  /** More came at once than can be opened. */
  tooMuch: string;
  /** What is said of a message that was not seen here is held back. */
  notSeen: string;
  /** What is said of an encrypted message is held back, because nothing can be encrypted here. */
  cannotSeal: string;
  /** What is to be edited cannot be read here. */
  notReadable: string;
  /** A message from before the conversation was encrypted is not edited any more. */
  fromBefore: string;
  /** Something went wrong by itself. */
  problem(error: unknown): string;
  /** A file was made ready to be sent otherwise than the message goes: encrypted, or as it is. */
  noFiles: string;
  /** What is to be sent goes out as `standing` says when it is sent once more. */
  again(standing: string): string;
  /** Nothing is sent as plain text where something was encrypted; `standing` says why it cannot be. */
  neverPlain(standing: string): string;
  /** No device has this number. */
  noDevice(number: number): string;
  /** The recovery code is not removed but replaced. */
  isRecoveryCode: string;
  /** A device that was to be removed is not there any more. */
  deviceGone: string;
  /** The device that is used is not removed but forgotten. */
  thisDevice: string;
  /** The server says that it knows nothing of encryption, and there are keys here for it. */
  notHere: string;
  /** How every conversation stands where no keys can be kept. */
  noPlace: string;
  /** What is told of that after a login of somebody who has keys elsewhere, or has none. */
  noPlaceNews(hasKeys: boolean): string | undefined;
}

/** How a conversation stands, in the words of the composer. */
function standingText(standing: TalkStanding, other: string): string {
  switch (standing) {
    case "encrypted":
      return "encrypted";
    case "verified":
      return "encrypted, verified";
    case "no_keys":
      return `NOT encrypted: ${other} has no device that can`;
    case "off":
      return `NOT encrypted: ${other} has turned it off`;
    case "not_let_in":
      return "your new keys were not let in here: NOTHING is sent before an owner or a moderator invites you again";
    case "nobody_lets_in":
      return `nobody is left in ${other} who can let your new keys in: NOTHING can be sent; make a new room ` +
        "and invite the others there (/create NAME encrypted)";
    case "replaced":
      if (other.startsWith("#")) {
        return `${other} is another room than before: NOTHING is sent before /trust ${other}`;
      }
      return `${other} has other keys: NOTHING is sent before /trust ${other}`;
    case "not_linked":
      return "NOT encrypted: this device is not linked";
    case "locked":
      return "this device is not linked: nothing can be sent here before /recovery or /devices link";
    case "not_begun":
      return "NOT encrypted: your account has no keys; /encryption on makes some";
    case "off_here":
      return "NOT encrypted: you have turned it off";
  }
}

/** A change of somebody's keys: devices are one quiet line, another root is loud. */
export function contactNews(change: ContactChange, words: KeyWords): KeyNews {
  const { account: username, kind } = change;
  return { kind, lines: words.contact(change), isLoud: kind !== "devices", username };
}

/** Another recovery code is nobody else's business: nothing is read with it before a device comes in. */
export function withoutCodes(
  { added, removed }: Extract<ContactChange, { kind: "devices" }>,
): { added: LogDevice[]; removed: LogDevice[] } {
  const isDevice = ({ kind }: LogDevice) => kind !== "recovery";
  return { added: added.filter(isDevice), removed: removed.filter(isDevice) };
}

function contactLines(change: ContactChange): readonly string[] {
  const { account: username } = change;
  switch (change.kind) {
    case "devices": {
      // As `deviceName` does, without all that is needed to read a log.
      const names = (devices: typeof change.added) =>
        devices.map(({ kind, ordinal }) => `${kind} ${ordinal}`).join(", ");
      const { added, removed } = withoutCodes(change);
      const parts = [
        ...(added.length === 0 ? [] : [`reads with ${names(added)} as well now`]),
        ...(removed.length === 0 ? [] : [`has removed ${names(removed)}`]),
      ];
      return parts.length === 0 ? [] : [`${username} ${parts.join(", and ")}`];
    }
    case "replaced":
      return [
        `${username} HAS OTHER KEYS THAN BEFORE: all devices were lost and it began anew, or ` +
        "somebody reads along",
        change.wasVerified
          ? `you have verified ${username}: nothing is sent before /trust ${username}`
          : `ask ${username} whether that is so; sending once more, or /trust ${username}, takes them`,
      ];
    case "conflict":
      return [
        `YOUR DEVICES WERE SHOWN DIFFERENT KEYS OF ${username}: compare the numbers, ` +
        `/verify ${username}`,
      ];
  }
}

/** What each account is in a room: whoever began anew may be there with the keys of before as well. */
export function shownRoles(seats: readonly RoomSeat[]): Map<string, RoomRole> {
  return new Map(seats.map(({ account, role }) => [account, role]));
}

/** Who was let into a room by whom: each signed change is a line. */
function roomLines(news: RoomNews): readonly string[] {
  const { room } = news;
  if (news.kind === "room") {
    const names = [...shownRoles(news.seats)].map(([account, role]) =>
      role === "member" ? account : `${account} (${role})`
    );
    return [`${room} is end-to-end encrypted; those who can read it: ${names.join(", ")}`];
  }
  return news.changes.map(({ account, by, kind, role }) => {
    if (kind === "admit") {
      return `${room}: ${by} has let ${account} in, who can read what comes now`;
    }
    if (kind === "role") return `${room}: ${by} has made ${account} ${role}`;
    return account === by
      ? `${room}: ${account} has left and can read nothing new`
      : `${room}: ${by} has put ${account} out, who can read nothing new`;
  });
}

/** What stands before the news that this device is not linked: how much that is about. */
function lockedText(locked: number): string {
  if (locked === 0) return "";
  return locked === 1 ? "1 encrypted conversation; " : `${locked} encrypted conversations; `;
}

/** When, and by which device; its clock may have been wrong. */
function removalText(removal: Removal | undefined): string {
  if (removal === undefined) return "";
  const { by, timeMs } = removal;
  const who = by === undefined ? "" : ` by ${by.kind} ${by.ordinal}`;
  return ` on ${new Date(timeMs).toISOString().slice(0, 10)}${who}`;
}

const UNENCRYPTED = "NOT encrypted: without a config folder there is no device";

/** In a terminal. */
export const TERMINAL_WORDS: KeyWords = {
  standing: standingText,
  contact: contactLines,
  room: roomLines,
  unlinked: (removal, locked) => [
    `${lockedText(locked)}${
      removal === "never_in"
        ? "this device is not linked"
        : `this device was removed from your account${removalText(removal)}`
    }: it cannot read or write encrypted messages`,
    "type /recovery and your recovery code; or /devices link on another device, and here " +
    "/devices link and the code that it shows. When all of that is lost, /recovery reset begins anew",
  ],
  notBegun: "Your account has no keys yet; /encryption on makes some",
  linkedAlready: "This device is linked already; type the code on the other one",
  recoveryCode: (code, account) => [
    "private messages are end-to-end encrypted here; this is your recovery code:",
    `    ${code}`,
    `write it down and keep it: with it, ${account} can read everything again when all devices ` +
    "are lost. It is shown once, and nobody else has it, the server neither",
  ],
  noCode: "you were never shown a recovery code; /recovery new makes one",
  linkedHere:
    "this device is linked: it reads what your other devices read, what was written before as well " +
    "(but nothing from before a reset)",
  joined: (devices) => [
    ...devices.map(({ by, device: { kind, ordinal }, isGone }) => {
      const reads = isGone
        ? "could read your encrypted messages for a while, and is removed again"
        : "reads your encrypted messages from now on";
      const how = by === undefined || by.kind === "recovery"
        ? "with your recovery code"
        : `by ${by.kind} ${by.ordinal}`;
      return `${kind} ${ordinal} ${reads}: it was linked ${how}`;
    }),
    "was that not you: /devices shows its number for /devices remove; then /recovery new, and " +
    "/password",
  ],
  linkRefused: "this is not the code that the other device shows; look at every letter once more",
  linkedAnother: "a new device is linked; it reads what this one reads",
  oneDevice:
    "this is your only device that reads your private messages: keep your recovery code, " +
    "or link another device (/devices link); /recovery new makes another code",
  frozen: ({ device: { kind, ordinal }, id, username }) => [
    `${username === undefined ? "your" : `${username}'s`} ${kind} ${ordinal} did not know yet ` +
    `that your devices have changed when it wrote message ${id}: a device that you have removed ` +
    "may be able to read that message",
    "with your next message it gets to know. When this is said once, the server may have lost " +
    "something; when it is said again and again, it may be hiding the change on purpose",
  ],
  unverified: unverifiedText,
  locked: "[encrypted: this device is not linked]",
  notLetIn: "[encrypted for those who were let in at that time]",
  repeated: (id) => `It is message ${id}, which is shown once more`,
  editNotSealed: "The message is encrypted, and this edit of it is not",
  notOpened: "It was not opened",
  noKeyHere: (id) => `[encrypted for keys that your account does not have (message ${id})]`,
  elsewhere: "It belongs to another conversation",
  tooMuch: "There was too much to open at once",
  notSeen: "NOT sent: it is not known here whether this message is encrypted; ask for the " +
    "history around it first",
  cannotSeal: "NOT sent: this message is encrypted, and this device cannot encrypt",
  notReadable: "This message cannot be read here: an edit would take its text from everybody else",
  fromBefore:
    "This message is from before the conversation was encrypted: it cannot be edited any more",
  problem: (error) => error instanceof Error ? error.message : String(error),
  noFiles:
    "This conversation is encrypted and the file is not, or the other way round: nothing was " +
    "sent; send it once more",
  again: (standing) => `${standing}; send it once more to send it so`,
  neverPlain: (standing) =>
    `This conversation is encrypted, so nothing is sent as plain text. ${standing}`,
  noDevice: (number) => `/devices has shown no number ${number}`,
  isRecoveryCode: "That is your recovery code; /recovery new replaces it",
  deviceGone: "This device is not there any more",
  thisDevice: "This is the device that you use; /devices forget signs it out",
  notHere: "NOT sent: this server says that it knows nothing of encryption, though your keys " +
    "for it are here; if that is right, move them out of the config folder (keys/)",
  noPlace: UNENCRYPTED,
  noPlaceNews: () => `${UNENCRYPTED}, see --config-dir`,
};
