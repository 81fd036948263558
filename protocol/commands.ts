/** The commands that people type, the same in every client; help and completion are made from them. */
import type { Action } from "./requests.ts";

/** Who may use a command; in rooms that are about to be made, left or joined: anyone. */
export type CommandAccess = "anyone" | "member" | "moderator" | "owner";

/** What a command is about; the help has a part for each. */
export type CommandTopic = "messages" | "history" | "rooms" | "people" | "account" | "client";

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
    name: "kick",
    args: "name",
    help: "remove somebody from the room",
    topic: "rooms",
    actions: ["role"],
    access: "moderator",
  },
  {
    name: "ban",
    args: "name",
    help: "remove somebody from the room and keep them out",
    topic: "rooms",
    actions: ["role"],
    access: "moderator",
  },
  {
    name: "unban",
    args: "name",
    help: "let somebody who was banned join again",
    topic: "rooms",
    actions: ["role"],
    access: "moderator",
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
    args: "N|others",
    help: "log out device N of /sessions, or all but this one",
    topic: "account",
    actions: ["revoke", "sessions"],
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
