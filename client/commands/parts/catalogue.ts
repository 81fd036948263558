/** The commands that people type, the same in every client; help and completion are made from them. */
import type { Action } from "../../../protocol/requests.ts";

/** Who may use a command; in rooms that are about to be made, left or joined: anyone. */
export type CommandAccess = "anyone" | "member" | "moderator" | "owner";

/** What a command is about; the help has a part for each. */
export type CommandTopic =
  | "messages"
  | "history"
  | "rooms"
  | "people"
  | "moderation"
  | "account"
  | "client";

/** One command as it is typed. */
interface Spec {
  /** Without its slash. */
  name: string;
  aliases?: readonly string[];
  /** What follows the name, for the help. */
  args?: string;
  help: string;
  topic: CommandTopic;
  /** The requests that it makes. */
  actions: readonly Action[];
  access: CommandAccess;
}

const SPECS = [
  // Messages.
  {
    name: "msg",
    aliases: ["query"],
    args: "name text",
    help: "write to one person (also: @name text)",
    topic: "messages",
    actions: ["say"],
    access: "anyone",
  },
  {
    name: "me",
    args: "text",
    help: "say what you do: /me waves",
    topic: "messages",
    actions: ["say"],
    access: "member",
  },
  {
    name: "reply",
    aliases: ["re"],
    args: "N text",
    help: "reply to the Nth last message (1 is the newest)",
    topic: "messages",
    actions: ["say"],
    access: "member",
  },
  {
    name: "edit",
    args: "[N] [text]",
    help: "change your last message, or your Nth last",
    topic: "messages",
    actions: ["edit"],
    access: "member",
  },
  {
    name: "delete",
    aliases: ["del"],
    args: "[@name] [N]",
    help: "delete your Nth last message; moderators: somebody's",
    topic: "messages",
    actions: ["delete"],
    access: "member",
  },
  {
    name: "react",
    args: "N emoji",
    help: "react to the Nth last message: /react 1 :+1:",
    topic: "messages",
    actions: ["react"],
    access: "member",
  },
  {
    name: "unreact",
    args: "N emoji",
    help: "take a reaction back",
    topic: "messages",
    actions: ["react"],
    access: "member",
  },
  {
    name: "edits",
    args: "[N]",
    help: "show the earlier texts of the Nth last message",
    topic: "messages",
    actions: ["edits"],
    access: "member",
  },
  {
    name: "messages",
    aliases: ["numbers"],
    args: "[N]",
    help: "list the last N messages with their numbers (10)",
    topic: "messages",
    actions: [],
    access: "anyone",
  },

  // History.
  {
    name: "history",
    args: "[#room|@name] [N] [before DATE]",
    help: "show the last N messages (20), or those before a day",
    topic: "history",
    actions: ["history"],
    access: "member",
  },
  {
    name: "search",
    aliases: ["find"],
    args: "words",
    help: 'find messages: words, "a phrase", begin*, from: in: before: after:',
    topic: "history",
    actions: ["search"],
    access: "anyone",
  },
  {
    name: "more",
    help: "go on with the last /search or /history",
    topic: "history",
    actions: ["search", "history"],
    access: "anyone",
  },
  {
    name: "unread",
    help: "show where there is something you have not read",
    topic: "history",
    actions: ["unread"],
    access: "anyone",
  },
  {
    name: "mark-unread",
    args: "[N]",
    help: "mark the last message, or the last N, as not read",
    topic: "history",
    actions: ["read"],
    access: "member",
  },

  // Rooms.
  {
    name: "rooms",
    aliases: ["list"],
    help: "list the rooms",
    topic: "rooms",
    actions: ["rooms", "unread"],
    access: "anyone",
  },
  {
    name: "join",
    aliases: ["j"],
    args: "#room",
    help: "join a room and go there",
    topic: "rooms",
    actions: ["join"],
    access: "anyone",
  },
  {
    name: "part",
    aliases: ["leave"],
    args: "[#room]",
    help: "leave a room for good",
    topic: "rooms",
    actions: ["part"],
    access: "member",
  },
  {
    name: "room",
    aliases: ["switch"],
    args: "#room|@name",
    help: "go to a room you are in, or to a private conversation",
    topic: "rooms",
    actions: ["history", "unread"],
    access: "member",
  },
  {
    name: "create",
    args: "#room [public|private|invite-only] [topic]",
    help: "make a room and go there",
    topic: "rooms",
    actions: ["create"],
    access: "anyone",
  },
  {
    name: "topic",
    args: "[text]",
    help: "show or set the topic",
    topic: "rooms",
    actions: ["topic"],
    access: "member",
  },
  {
    name: "members",
    args: "[#room]",
    help: "list who is in the room, and as what",
    topic: "rooms",
    actions: ["members"],
    access: "member",
  },
  {
    name: "invite",
    args: "name",
    help: "invite somebody into the room",
    topic: "rooms",
    actions: ["invite"],
    access: "member",
  },
  {
    name: "role",
    args: "name owner|moderator|member|read-only",
    help: "change what somebody may do in the room",
    topic: "rooms",
    actions: ["role"],
    access: "moderator",
  },
  {
    name: "rename",
    args: "#name",
    help: "give the room another name",
    topic: "rooms",
    actions: ["rename"],
    access: "owner",
  },
  {
    name: "delete-room",
    args: "#room",
    help: "delete the room and everything in it",
    topic: "rooms",
    actions: ["delete_room"],
    access: "owner",
  },

  // People.
  {
    name: "who",
    aliases: ["names"],
    args: "[#room|*]",
    help: "show who is here, in another room, or on the server",
    topic: "people",
    actions: ["who"],
    access: "anyone",
  },
  {
    name: "whois",
    args: "name",
    help: "show what is known about somebody",
    topic: "people",
    actions: ["whois"],
    access: "anyone",
  },
  {
    name: "profile",
    args: "[name|about|zone value]",
    help: "show or change what others see about you",
    topic: "people",
    actions: ["profile"],
    access: "anyone",
  },
  {
    name: "away",
    args: "[reason]",
    help: "say that you are away",
    topic: "people",
    actions: ["away"],
    access: "anyone",
  },
  {
    name: "back",
    help: "say that you are back",
    topic: "people",
    actions: ["back"],
    access: "anyone",
  },
  {
    name: "ignore",
    args: "name",
    help: "see nothing of somebody any more",
    topic: "people",
    actions: ["ignore"],
    access: "anyone",
  },
  {
    name: "unignore",
    args: "name",
    help: "see somebody's messages again",
    topic: "people",
    actions: ["unignore"],
    access: "anyone",
  },
  {
    name: "ignored",
    help: "list whom you ignore",
    topic: "people",
    actions: ["ignored"],
    access: "anyone",
  },

  // Keeping order. What somebody may do, the server knows; -s means the whole server.
  {
    name: "kick",
    args: "[-s] name [reason]",
    help: "remove somebody from the room, or from the server",
    topic: "moderation",
    actions: ["kick"],
    access: "anyone",
  },
  {
    name: "ban",
    args: "[-s] [-f] name|network [10m] [reason]",
    help: "keep somebody or a network out, also for a time",
    topic: "moderation",
    actions: ["ban"],
    access: "anyone",
  },
  {
    name: "unban",
    args: "[-s] name|network",
    help: "let somebody who was banned come back",
    topic: "moderation",
    actions: ["unban"],
    access: "anyone",
  },
  {
    name: "mute",
    args: "[-s] name [10m] [reason]",
    help: "let somebody read but not write",
    topic: "moderation",
    actions: ["mute"],
    access: "anyone",
  },
  {
    name: "unmute",
    args: "[-s] name",
    help: "let somebody write again",
    topic: "moderation",
    actions: ["unmute"],
    access: "anyone",
  },
  {
    name: "bans",
    args: "[-s]",
    help: "list who is banned here, or from the server",
    topic: "moderation",
    actions: ["measures"],
    access: "anyone",
  },
  {
    name: "mutes",
    args: "[-s]",
    help: "list who is muted here, or on the server",
    topic: "moderation",
    actions: ["measures"],
    access: "anyone",
  },
  {
    name: "lift",
    args: "number",
    help: "end what /bans or /mutes shows under this number",
    topic: "moderation",
    actions: ["lift"],
    access: "anyone",
  },
  {
    name: "purge",
    args: "[-s] name [1h]",
    help: "delete what somebody wrote here, all or lately",
    topic: "moderation",
    actions: ["purge"],
    access: "anyone",
  },
  {
    name: "slow",
    args: "30s|off",
    help: "let everybody write only every so often",
    topic: "moderation",
    actions: ["slow"],
    access: "anyone",
  },
  {
    name: "lock",
    help: "let only moderators write in the room",
    topic: "moderation",
    actions: ["lock"],
    access: "anyone",
  },
  {
    name: "unlock",
    help: "let everybody write in the room again",
    topic: "moderation",
    actions: ["lock"],
    access: "anyone",
  },
  {
    name: "report",
    args: "N [reason]",
    help: "have moderators look at the Nth last message",
    topic: "moderation",
    actions: ["report"],
    access: "anyone",
  },
  {
    name: "reports",
    args: "[resolved]",
    help: "list what was reported in your rooms, or on the server",
    topic: "moderation",
    actions: ["reports"],
    access: "anyone",
  },
  {
    name: "resolve",
    args: "number note",
    help: "say what came of a report",
    topic: "moderation",
    actions: ["resolve_report"],
    access: "anyone",
  },
  {
    name: "filter",
    args: "[-s] refuse|mask|flag word|/pattern/",
    help: "refuse, mask or report what holds a word",
    topic: "moderation",
    actions: ["filter"],
    access: "anyone",
  },
  {
    name: "filters",
    args: "[-s]",
    help: "list what is filtered here, or on the server",
    topic: "moderation",
    actions: ["filters"],
    access: "anyone",
  },
  {
    name: "unfilter",
    args: "number",
    help: "end what /filters shows under this number",
    topic: "moderation",
    actions: ["unfilter"],
    access: "anyone",
  },
  {
    name: "connections",
    help: "list who is connected and from where",
    topic: "moderation",
    actions: ["connections"],
    access: "anyone",
  },
  {
    name: "claim",
    args: "code",
    help: "become owner of a new server, with the code it showed",
    topic: "moderation",
    actions: ["claim"],
    access: "anyone",
  },
  {
    name: "grant",
    args: "name moderator|admin|owner",
    help: "give a role on the server",
    topic: "moderation",
    actions: ["grant"],
    access: "anyone",
  },
  {
    name: "roles",
    help: "list who keeps order on this server",
    topic: "moderation",
    actions: ["roles"],
    access: "anyone",
  },
  {
    name: "audit",
    args: "[name] [#room] [of:action]",
    help: "show who did what to whom",
    topic: "moderation",
    actions: ["audit"],
    access: "anyone",
  },
  {
    name: "simulate",
    args: "name how|off",
    help: "worsen somebody's connections: delay= jitter= bandwidth= drop=",
    topic: "moderation",
    actions: ["simulate"],
    access: "anyone",
  },
  {
    name: "registration",
    args: "[open|invite|closed|allow-list] [10m]",
    help: "show or set who may register",
    topic: "moderation",
    actions: ["registration"],
    access: "anyone",
  },
  {
    name: "invite-code",
    args: "[uses] [1w]",
    help: "make a code with which people may register",
    topic: "moderation",
    actions: ["invite_code"],
    access: "anyone",
  },
  {
    name: "invite-codes",
    help: "list the invite codes, and who came by them",
    topic: "moderation",
    actions: ["invite_codes"],
    access: "anyone",
  },
  {
    name: "revoke-code",
    args: "code",
    help: "make an invite code worth nothing",
    topic: "moderation",
    actions: ["revoke_code"],
    access: "anyone",
  },
  {
    name: "allow",
    args: "name…",
    help: "put names on the list of those who may register",
    topic: "moderation",
    actions: ["allow"],
    access: "anyone",
  },
  {
    name: "disallow",
    args: "name…",
    help: "take names off that list",
    topic: "moderation",
    actions: ["disallow"],
    access: "anyone",
  },
  {
    name: "allowed",
    help: "show that list",
    topic: "moderation",
    actions: ["allowed"],
    access: "anyone",
  },
  {
    name: "reset-password",
    args: "name",
    help: "log somebody out and have another password chosen",
    topic: "moderation",
    actions: ["reset_password"],
    access: "anyone",
  },
  {
    name: "reset-2fa",
    args: "name",
    help: "take somebody's second factor off",
    topic: "moderation",
    actions: ["reset_second_factor"],
    access: "anyone",
  },

  // The account.
  {
    name: "sessions",
    aliases: ["devices"],
    help: "list where you are logged in",
    topic: "account",
    actions: ["sessions"],
    access: "anyone",
  },
  {
    name: "revoke",
    args: "N|others|name",
    help: "log out device N of /sessions, or all others; or take a role away",
    topic: "account",
    actions: ["revoke", "sessions", "grant"],
    access: "anyone",
  },
  {
    name: "password",
    help: "change your password; logs the other devices out",
    topic: "account",
    actions: ["password"],
    access: "anyone",
  },
  {
    name: "2fa",
    args: "on|off",
    help: "have every login need a code that your phone shows",
    topic: "account",
    actions: ["second_factor", "enable_second_factor", "disable_second_factor"],
    access: "anyone",
  },
  {
    name: "export",
    args: "file",
    help: "write all your data into a new file",
    topic: "account",
    actions: ["export"],
    access: "anyone",
  },
  {
    name: "delete-account",
    help: "delete your account for good (asks first)",
    topic: "account",
    actions: ["delete_account"],
    access: "anyone",
  },
  {
    name: "logout",
    help: "leave, and make the server forget this login",
    topic: "account",
    actions: ["logout"],
    access: "anyone",
  },

  // The client.
  {
    name: "connect",
    args: "[address]",
    help: "connect to a further server in the same window",
    topic: "client",
    actions: [],
    access: "anyone",
  },
  {
    name: "disconnect",
    help: "leave this server and stay with the others",
    topic: "client",
    actions: [],
    access: "anyone",
  },
  {
    name: "notify",
    args: "all|mentions|none|default",
    help: "say about which messages here you want to be told",
    topic: "client",
    actions: [],
    access: "anyone",
  },
  {
    name: "close",
    help: "take this private conversation off the list",
    topic: "client",
    actions: [],
    access: "anyone",
  },
  {
    name: "retry",
    help: "send once more what could not be sent here",
    topic: "client",
    actions: [],
    access: "anyone",
  },
  {
    name: "stats",
    help: "show what waits for you, what was left out, and the lag",
    topic: "client",
    actions: ["stats"],
    access: "anyone",
  },
  {
    name: "help",
    aliases: ["h", "?"],
    args: "[command]",
    help: "show this help, or that of one command",
    topic: "client",
    actions: [],
    access: "anyone",
  },
  {
    name: "exit",
    aliases: ["quit", "q"],
    help: "leave (also: exit, Ctrl+D)",
    topic: "client",
    actions: ["exit"],
    access: "anyone",
  },
] as const satisfies readonly Spec[];

/** The name of a command. */
export type CommandName = (typeof SPECS)[number]["name"];

/** One command as it is typed. */
export interface CommandSpec extends Spec {
  name: CommandName;
}

/** All commands in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = SPECS;

/** The command called `word`, which stands without its slash and in any case. */
export function findCommand(word: string): CommandSpec | undefined {
  const folded = word.toLowerCase();
  return COMMANDS.find(({ aliases = [], name }) => name === folded || aliases.includes(folded));
}

/** How a command is typed: `/topic [text]`. */
export function usageOf({ args, name }: Pick<CommandSpec, "name" | "args">): string {
  return args === undefined ? `/${name}` : `/${name} ${args}`;
}
