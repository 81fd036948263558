/** Words about end-to-end encryption, in English. */
import type { DeviceKind } from "../../../../../protocol/encryption/device.ts";
import { ENCRYPTION_SENTENCES } from "../../../../../protocol/encryption/problem.ts";
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("en");

const KINDS: Readonly<Record<DeviceKind, string>> = {
  terminal: "terminal",
  web: "browser",
  recovery: "recovery code",
};

export const keys = {
  title: "Encryption",
  intro: "Private messages between people who have this on are encrypted on their devices: the " +
    "server cannot read them. It still sees who writes to whom and when, and whoever runs it could " +
    "send you a page that gives keys away; against that only the terminal helps.",
  turnOn: "Turn encryption on",
  turnOff: "Turn encryption off",
  turnOffQuestion: "Send private messages as plain text from now on? Who writes to you is told.",
  isOn: "Encryption is on: private messages to people who have it as well are encrypted.",
  isOff: "You have turned encryption off: what you write is plain text.",
  cannot:
    "Keys cannot be kept here: this browser keeps nothing for this page (as in some private " +
    "windows) or is too old for it, the page did not come over HTTPS, or the server is too old. " +
    "Everything else works.",
  devices: "Devices that read what is encrypted",
  device: (kind: DeviceKind, ordinal: number) =>
    kind === "recovery" ? KINDS.recovery : `${KINDS[kind]} ${ordinal}`,
  since: (day: string) => `since ${day}`,
  thisOne: "this browser",
  loggedIn: "logged in",
  notLoggedIn: "not logged in",
  notLoggedInSince: (day: string) => `not logged in, used ${day}`,
  unused: (days: number) => `Not used for ${days} days or longer; a device like that may be lost.`,
  removeUnused: "Remove those that are not used",
  removeUnusedQuestion: (devices: string) => `Let ${devices} read nothing that comes from now on?`,
  remove: "Remove",
  removeWhich: (name: string) => `Remove ${name}`,
  removeQuestion: (name: string) => `Let ${name} read nothing that comes from now on?`,
  link: "Link another device",
  linkHint:
    "Log in on the other device, and type this code there within ten minutes: in the page " +
    "under Settings, Encryption, in a terminal behind /devices link. Show it to nobody else.",
  showCode: "Show a code",
  linkCode: "Code for the other device",
  newCode: "New recovery code",
  newCodeQuestion: "The code before is of no use then. Make another one?",
  codeWaits: {
    line: "Private messages are end-to-end encrypted. A recovery code opens them when this " +
      "browser is lost.",
    show: "Show the code",
    no: "Do without",
  },
  codeTitle: "Your recovery code",
  codeLines: (code: string, account: string) => [
    "Your private messages are end-to-end encrypted from now on. This is your recovery code:",
    "",
    `    ${code}`,
    "",
    `Write it down and keep it: with it, ${account} can read everything again when all devices ` +
    "are lost.",
    "It is shown once, and nobody else has it, the server neither.",
  ],
  forget: "Forget the keys of this browser",
  forgetQuestion: "Without another device or the recovery code nothing encrypted can be read " +
    "again. Forget them?",
  lockedCount: (count: number) =>
    plural(count, {
      one: "# encrypted conversation is not readable here.",
      other: "# encrypted conversations are not readable here.",
    }),
  notLinked: "This browser is not linked: it reads nothing that is encrypted.",
  wasRemovedBy: (device: string, day: string) =>
    `This browser was removed from your account on ${day} by ${device}: it reads nothing new that is ` +
    "encrypted.",
  wasRemoved: "This browser was removed from your account: it reads nothing new that is encrypted.",
  byCode: "With the code of another device",
  byCodeHint: "On a device that is linked: Settings, Encryption, Show a code; in a terminal " +
    "/devices link.",
  typeLinkCode: "Code of the other device",
  askToLink: "Link this browser",
  asked: "Asked; the device that shows the code answers.",
  byRecovery: "With your recovery code",
  recoveryCode: "Recovery code",
  recover: "Read everything again",
  reset: "Everything is lost, the code as well",
  resetHint: "This begins anew: what was encrypted before can never be read by this account " +
    "again, your other devices have to be linked anew, everybody you write to is told, and into " +
    "encrypted rooms an owner or a moderator has to invite you again.",
  resetLoses: (rooms: string) =>
    `Nobody could let you into these encrypted rooms again: ${rooms}. They would be lost for you, unless ` +
    "somebody else is made an owner or a moderator there before.",
  resetUnknown: (rooms: string) =>
    `Whether somebody could let you into these again could not be found out: ${rooms}.`,
  resetNow: "Begin anew",
  secondFactor: "Code of the second factor, empty without one",
  person: "Encryption",
  showNumber: "Compare numbers",
  numberHint: (name: string) =>
    `${name} sees the same number when nobody reads along. Compare it where you know who it is.`,
  numberOf: (name: string) => `Number to compare with ${name}`,
  numberQr: "The same number as a QR code, for the camera of a phone",
  scanned: (name: string) =>
    `The code that your camera has read has the same number. If it was on a device of ${name} that ` +
    "you have before you, nobody reads along; a link that was sent to you shows nothing.",
  scannedOther: (name: string) =>
    `THE CODE THAT YOUR CAMERA HAS READ HAS ANOTHER NUMBER: if ${name} shows it, somebody may read ` +
    "along. Write nothing that others must not read.",
  isSame: "The numbers are the same",
  undo: "Not verified any more",
  trust: "Take the new keys",
  trustQuestion: (name: string) => `Write with the keys that ${name} has now?`,
  standing: {
    encrypted: () => "encrypted",
    verified: () => "encrypted, verified",
    no_keys: (name: string) => `NOT encrypted: ${name} has no device that can`,
    off: (name: string) => `NOT encrypted: ${name} has turned it off`,
    not_let_in: () =>
      "your new keys were not let in here: NOTHING is sent before an owner or a moderator invites you again",
    nobody_lets_in: (name: string) =>
      `nobody is left in ${name} who can let your new keys in: NOTHING can be sent; make a new room ` +
      "and invite the others there",
    replaced: (name: string) =>
      `${name} has other keys: NOTHING is sent before you take them, in what is known about ${name}`,
    not_linked: () => "NOT encrypted: this browser is not linked (Settings, Encryption)",
    locked: () =>
      "This browser is not linked: nothing can be sent here before it is (Settings, Encryption)",
    not_begun: () => "NOT encrypted: your account has no keys yet (Settings, Encryption)",
    off_here: () => "NOT encrypted: you have turned it off",
  },
  notBegun: "Your account has no keys yet: Settings, Encryption, Turn encryption on.",
  linkedAlready: "This browser is linked already; type the code on the other device.",
  oneDevice:
    "This is your only device that reads your private messages: keep your recovery code, " +
    "or link another device (Settings, Encryption; you can make another code there).",
  locked: "[encrypted: this browser is not linked]",
  notLetIn: "[encrypted for those who were let in at that time]",
  repeated: (id: number) => `It is message ${id}, which is shown once more`,
  editNotSealed: "The message is encrypted, and this edit of it is not",
  notOpened: "It was not opened",
  noKeyHere: (id: number) => `[encrypted for keys that your account does not have (message ${id})]`,
  elsewhere: "It belongs to another conversation",
  tooMuch: "There was too much to open at once",
  notSeen: "NOT sent: it is not known here whether this message is encrypted; scroll to it first",
  cannotSeal: "NOT sent: this message is encrypted, and this browser cannot encrypt",
  notReadable: "This message cannot be read here: an edit would take its text from everybody else",
  fromBefore:
    "This message is from before the conversation was encrypted: it cannot be edited any more",
  isRecoveryCode: "That is your recovery code; make a new one in its place",
  notSecure: "NOT encrypted: no encryption here, because this page did not come over HTTPS",
  roles: { member: "member", moderator: "moderator", owner: "owner" },
  letIn: (room: string, names: string) =>
    `${room} is end-to-end encrypted; those who can read it: ${names}`,
  admitted: (room: string, name: string, by: string) =>
    `${room}: ${by} has let ${name} in, who can read what comes now`,
  gotRole: (room: string, name: string, by: string, role: string) =>
    `${room}: ${by} has made ${name} ${role}`,
  hasLeft: (room: string, name: string) => `${room}: ${name} has left and can read nothing new`,
  isOut: (room: string, name: string, by: string) =>
    `${room}: ${by} has put ${name} out, who can read nothing new`,
  noPlace: "NOT encrypted: this browser cannot keep keys",
  notHere: "NOT sent: this server says that it knows nothing of encryption, though your keys for " +
    "it are here",
  unlinkedHint: "Settings, Encryption: link it with your recovery code or another device.",
  noCode: "You were never shown a recovery code: Settings, Encryption, New recovery code.",
  linkedHere:
    "This browser is linked: it reads what your other devices read, what was written before as " +
    "well (but nothing from before a reset).",
  joinedByCode: (device: string, isGone: boolean) =>
    `${readsFrom(device, isGone)}: it was linked with your recovery code.`,
  joinedBy: (device: string, by: string, isGone: boolean) =>
    `${readsFrom(device, isGone)}: it was linked by ${by}.`,
  joinedHint:
    "Was that not you? Settings, Encryption: remove it and make a new recovery code, and " +
    "then choose another password.",
  linkRefused: "This is not the code that the other device shows; look at every letter once more.",
  linkedAnother: "A new device is linked; it reads what this one reads.",
  frozen: (id: number, device: string, name: string | undefined) => [
    `${name === undefined ? "Your" : `${name}'s`} ${device} did not know yet that your devices ` +
    `have changed when it wrote message ${id}: a device that you have removed may be able to read ` +
    "that message.",
    "With your next message it gets to know. When this is said once, the server may have lost " +
    "something; when it is said again and again, it may be hiding the change on purpose.",
  ],
  unverified: (why: string, id: number) => `[cannot be verified: ${why} (message ${id})]`,
  noFiles:
    "This conversation is encrypted and the file is not, or the other way round: nothing was " +
    "sent; choose the file once more",
  again: (standing: string) => `${standing}; send it once more to send it so`,
  neverPlain: (standing: string) =>
    `This conversation is encrypted, so nothing is sent as plain text. ${standing}`,
  noDevice: "This device is not there any more",
  thisDevice: "This is the browser that you use; forget its keys instead",
  added: (name: string, devices: string) => `${name} reads with ${devices} as well now`,
  removed: (name: string, devices: string) => `${name} has removed ${devices}`,
  replaced: (name: string) =>
    `${name} HAS OTHER KEYS THAN BEFORE: all devices were lost and it began anew, or somebody ` +
    "reads along",
  replacedVerified: (name: string) =>
    `You have verified ${name}: nothing is sent before you compare the numbers anew, or take the ` +
    `new keys (what is known about ${name}, Encryption).`,
  replacedUnverified: (name: string) =>
    `Ask ${name} whether that is so; sending once more takes the new keys.`,
  conflict: (name: string) =>
    `YOUR DEVICES WERE SHOWN DIFFERENT KEYS OF ${name}: compare the numbers.`,
  keeping: {
    forbidden: "This browser does not let the page keep or read its keys",
    full: "This browser has no room for more keys",
  },
  problems: ENCRYPTION_SENTENCES as Readonly<Record<keyof typeof ENCRYPTION_SENTENCES, string>>,
};

function readsFrom(device: string, isGone: boolean): string {
  return isGone
    ? `${device} could read your encrypted messages for a while, and is removed again`
    : `${device} reads your encrypted messages from now on`;
}
