/** What a command is and what it works with, whichever client it was typed into. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import type { Message, Place, SessionInfo } from "../../../protocol/records.ts";
import type { Action, Fields } from "../../../protocol/requests.ts";
import type { Knowledge } from "../../conversation/knowledge.ts";
import type { View } from "../../conversation/view.ts";
import type { KeyPowers } from "../../link/key_powers.ts";
import type { Link } from "../../link/link.ts";
import type { Outgoing } from "../../link/unacknowledged.ts";
import type { EmojiTable } from "../../text/emoji.ts";
import type { Ask } from "../../terminal/prompter.ts";
import type { ArrangingPowers } from "./arranging.ts";
import type { FilePowers } from "./file_powers.ts";
import type { SettingPowers } from "./setting_powers.ts";

/** How somebody leaves. */
export type Goodbye = "exit" | "logout";

/** How a command makes a request. */
export interface CommandRequestOptions {
  /** Its answer is not for the eye: scripts do not get its line. @default false */
  silent?: boolean;
}

/** What only a client on a terminal can do. */
export interface TerminalPowers {
  /** Asks the person. */
  ask: Ask;
  /** Puts a text onto the input line. */
  type: (text: string) => void;
  /** Does not mark this place as read before something new is shown in it. */
  keepUnread: (place: Place) => void;
}

/** What only the full screen can do. */
export interface ScreenPowers {
  /** Goes to the message with this id and shows what was written around it. */
  showMessage: (place: Place, id: number) => void;
  /** Opens the search with these words. */
  search: (query: string) => void;
  /** Opens the help at these words. */
  help: (query: string) => void;
  /** Has the person select a message. */
  select: () => void;
  /** Sends once more what was refused in the place where the reader is. */
  retry: () => void;
  /** Takes the conversation where the reader is off the list. */
  close: () => void;
  /** Tells about all, some or no messages of the place where the reader is. */
  notify: (mode: "all" | "mentions" | "none" | undefined) => void;
  /** Connects to a further server; `undefined` asks for its address. */
  connect: (address: string | undefined) => void;
  /** Leaves the server of this command, and no other. */
  disconnect: () => void;
  /** What stands where; `undefined` in a browser. */
  arranging?: ArrangingPowers | undefined;
  /** The programs that run beside the client; missing in a browser. */
  extensions?: ExtensionPowers | undefined;
  /** What there is to do about spelling; missing in a browser, which has its own. */
  spelling?: SpellingPowers | undefined;
}

/** What there is to do about spelling. */
export interface SpellingPowers {
  /** Which dictionaries and own words there are; harmless. */
  lines: () => Promise<readonly string[]>;
  /** Those of these languages of which there is no dictionary. */
  missing: (names: readonly string[]) => Promise<readonly string[]>;
  /** Makes a word one of the own ones, or none of them any more. */
  change: (word: string, isAdded: boolean) => Promise<void>;
}

/** What there is to do about extensions. */
export interface ExtensionPowers {
  /** How each of them is, and what it may do; harmless. */
  lines: () => readonly string[];
  /** Starts one anew; false when there is none of this name. */
  restart: (name: string) => Promise<boolean>;
}

/** What commands remember from one to the next. */
export interface CommandMemory {
  /** Goes on with the last search or history. */
  more: CommandRun | undefined;
  /** Ends the search that goes on in what is encrypted. */
  searching: AbortController | undefined;
  /** The devices as they were listed last. */
  sessions: readonly SessionInfo[];
}

/** What a command works with. */
export interface CommandContext {
  readonly conversation: Knowledge;
  readonly view: Pick<View, "answer" | "found" | "local" | "searched">;
  readonly memory: CommandMemory;
  /** Undefined in scripts. */
  readonly terminal: TerminalPowers | undefined;
  /** Undefined in all clients but the full screen. */
  readonly screen?: ScreenPowers;
  /** Undefined in a browser. */
  readonly files?: FilePowers | undefined;
  /** Undefined in a browser and in scripts. */
  settings?(): Promise<SettingPowers>;
  /** Prints a line as it is; only scripts have an output of their own. */
  readonly print?: ((line: string) => void) | undefined;
  /** Makes a request. Throws {ChatError} when it is refused, {ConnectionLost} without one. */
  request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    options?: CommandRequestOptions,
  ): Promise<AnswerFields[A]>;
  /** Sends a message: it is on its way when this resolves. The client says when it is refused. */
  say(message: Outgoing): Promise<void>;
  /** Makes a place the one where the reader is, and shows what was written there before. */
  goTo(place: Place): Promise<void>;
  /** Shows messages of the past, oldest first; only where they are shown line by line. */
  past(messages: readonly Message[]): void;
  /** Shows the help. */
  help(lines: readonly string[]): void;
  /** Emoji by their names. */
  loadEmoji(): Promise<EmojiTable>;
  /** Leaves this server, or all of them; `lastWord` is said where that can still be read afterwards. */
  leave(goodbye: Goodbye, lastWord?: string): void;
  /** The account has another password. */
  passwordChanged(password: string): void;
  /** What there is to do about keys; `undefined` where nothing can be encrypted. */
  keys?(): Promise<KeyPowers | undefined>;
  /** Searches what only this device can read; see {@linkcode Link.searchSealed}. */
  searchSealed?(query: string, signal: AbortSignal): ReturnType<Link["searchSealed"]>;
}

/** A command that was understood. Throws {Mistake} when it turns out that it cannot be done. */
export type CommandRun = (context: CommandContext) => void | Promise<void>;

/** Understands what follows the name of a command. Throws {Mistake} when it cannot. */
export type CommandCode = (args: string) => CommandRun;

/** What every client gives its commands in the same way; nothing is remembered yet. */
export function contextOn(
  link:
    & Pick<Link, "request" | "passwordChanged">
    & Partial<Pick<Link, "keyPowers">>
    & (Pick<Link, "searchSealed"> | object),
  loadEmoji: () => Promise<EmojiTable>,
): Pick<
  CommandContext,
  "memory" | "request" | "passwordChanged" | "loadEmoji" | "keys" | "searchSealed"
> {
  return {
    memory: { more: undefined, searching: undefined, sessions: [] },
    request: (action, fields, options) => link.request(action, fields, options),
    loadEmoji,
    passwordChanged: (password) => link.passwordChanged(password),
    keys: async () => await link.keyPowers?.(),
    ...("searchSealed" in link
      ? { searchSealed: (query: string, signal: AbortSignal) => link.searchSealed(query, signal) }
      : {}),
  };
}
