/** The whole state of the full-screen client, plain data that only the reducer makes anew. */
import type { Pixels } from "../../pictures/pixels.ts";
import type { Drawing, GraphicsPowers } from "../../theme/drawing.ts";
import type { MemberRole, Message, Place, RegistrationPolicy } from "../../../protocol/records.ts";
import type { NotifyMode, TrafficMode } from "../../config/config.ts";
import type { Line } from "../../terminal/line_editor.ts";
import type { StateEvent } from "../../wording/event_text.ts";
import type { WindowTree } from "../windows/tree.ts";
import type { Overlay } from "./overlay.ts";
import type { ChoicesByPlace } from "./choices.ts";

/** Most entries that are kept of a buffer; what is cut off is fetched again when scrolled to. */
export const MAX_ENTRIES = 5_000;

/** Everything that is shown, and what keys mean at the moment. */
export interface State {
  readonly size: Size;
  /** The time of day, Unix milliseconds; moves on with ticks and with everything that comes in. */
  readonly nowMs: number;
  /** In the order in which they were connected. */
  readonly servers: readonly ServerState[];
  /**
   * In the order of the room list: for each server its own buffer, then its rooms (by name,
   * `general` first), then its private conversations (by name).
   */
  readonly buffers: readonly Buffer[];
  /** Key of the buffer on the screen; empty before there is one. */
  readonly activeKey: string;
  /** What is in front of everything else and takes the keys. */
  readonly overlay: Overlay | undefined;
  /** Nothing but text, for copying with the mouse (Alt+L). */
  readonly isBare: boolean;
  /** Whether the terminal's window has the focus, as far as it tells. */
  readonly hasFocus: boolean;
  /** One sentence in the status line, until the next key or until it has stood there for a time. */
  readonly hint: string | undefined;
  /** When the hint goes by itself (as `nowMs`); missing while it stays. */
  readonly hintUntilMs?: number | undefined;
  /** The line with what was cut last, in whatever buffer. @default nothing was cut */
  readonly cuts?: Line | undefined;
  /** What was sent before, oldest first; bounded. */
  readonly sentTexts: readonly string[];
  /** Where ↑ and ↓ are in `sentTexts`; `undefined` while it is not gone through. */
  readonly recall: { readonly index: number; readonly typed: Line } | undefined;
  /** What the Tab key goes through when there are several possibilities. */
  readonly completion: CompletionState | undefined;
  /** Names of emoji without colons; `undefined` until they were needed. */
  readonly emojiNames: readonly string[] | undefined;
  /** Whether the next Ctrl+C on an empty line leaves. */
  readonly isLeaving: boolean;
  /** The next number for what has to be told apart: own messages, questions, searches. */
  readonly nextTicket: number;
  /** Messages with a drawing, in the order in which they got it. @default none */
  readonly drawn?: readonly { readonly bufferKey: string; readonly id: number }[];
  readonly settings: Settings;
  /** What is known of words: whether they are right; `undefined` while that is asked. */
  readonly spelled?: ReadonlyMap<string, boolean | undefined>;
  /** What stands in the status line for extensions, by their names; harmless. @default nothing */
  readonly statuses?: ReadonlyMap<string, string>;
  /** What was chosen for single rooms and people. @default nothing */
  readonly choices?: ChoicesByPlace;
  /** How the screen is split. @default it is not */
  readonly windows?: Windows | undefined;
  /**
   * The views of several rooms that the reader was in in the run before, and in which windows; the
   * focus is in the last one. Missing once they are there, or a key was pressed. @default none
   */
  readonly returns?: readonly ViewBefore[] | undefined;
  /** Whether the next key is for windows. @default false */
  readonly isWindowKey?: boolean;
  /** What was typed of the number of a room; missing while none is. */
  readonly typedNumber?: string | undefined;
  /** How far the lists at the sides were scrolled. @default as what is active needs it */
  readonly sides?: SideScroll | undefined;
}

/** The windows of a split screen; the focused one shows the active buffer. */
export interface Windows {
  readonly tree: WindowTree;
  /** The number of the window that is written in. */
  readonly focused: number;
  /** Whether the focused one alone is shown. */
  readonly isZoomed: boolean;
  /** What the others show, by their numbers. */
  readonly others: ReadonlyMap<number, WindowPlace>;
  /** What the focused one showed in the run before. */
  readonly before?: { readonly name: string };
}

/** A view of several rooms that a window showed in the run before, by its name. */
export interface ViewBefore {
  readonly window: number;
  readonly name: string;
}

/** What a window shows that is not the focused one. */
export interface WindowPlace {
  /** Of a buffer, which may not be there. */
  readonly key: string;
  /** What it is called in every run; may be empty. */
  readonly name: string;
  readonly scroll: Scroll;
}

/** The first row of the lists at the sides that is in sight, until another buffer is active. */
export interface SideScroll {
  readonly rooms?: number;
  readonly people?: number;
}

/** Where the Tab key is in a list of possibilities. */
export interface CompletionState {
  /** What stands before the word, and what may stand in its place. */
  readonly head: string;
  readonly choices: readonly string[];
  readonly index: number;
}

/** Of the terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What the config file decides and more than one part of the client needs, and `/notify`. */
export interface Settings {
  /** For buffers that say nothing of their own. */
  readonly notify: NotifyMode;
  /**
   * For single rooms and people, by their names as people write them in lower case: `#ops`, `@bob`;
   * what holds for one server only has its address before: `host:port #ops`.
   */
  readonly notifyByPlace: Readonly<Record<string, NotifyMode>>;
  /** Finds words that call the reader as the own name does. @default none */
  readonly highlights?: RegExp | undefined;
  /** What people type after a slash, and what it stands for. @default none */
  readonly aliases?: Readonly<Record<string, string>>;
  /** As in strftime: `%H:%M`. */
  readonly timeFormat: string;
  /** Begins the nonces of own messages, where they have to outlive this client. */
  readonly noncePrefix?: string;
  /** By which dictionaries what is written is looked at, in the whole and by place. @default none */
  readonly spelling?: {
    readonly language: string;
    readonly rooms: Readonly<Record<string, string>>;
  };
  /** How many colours names are shared out among. @default each has that of the name */
  readonly nickCount?: number;
  /** Most columns of the names left of the messages. */
  readonly namesColumns: number;
  /** Which comings and goings are shown, for buffers that say nothing of their own. @default all */
  readonly traffic?: TrafficMode;
  /** Whether it is shown who is typing, and whether others are told. @default true, both */
  readonly showsTyping?: boolean;
  readonly tellsTyping?: boolean;
  /** Whether the list leaves out what nothing is told about. @default false */
  readonly hidesMuted?: boolean;
  /** Whether the mouse chooses and scrolls. @default false */
  readonly hasMouse?: boolean;
  /** Whether pictures of images are drawn. @default false */
  readonly hasPictures?: boolean;
  /** With which graphics of the terminal they are drawn. @default characters */
  readonly graphics?: GraphicsPowers | undefined;
  /** Most entries that are kept of a buffer. @default {@linkcode MAX_ENTRIES} */
  readonly maxEntries?: number;
}

/** One server and how the connection to it stands. */
export interface ServerState {
  /** Stays the same while the client runs; begins the keys of its buffers. */
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
  /** What the server calls itself, not harmless; empty until it has said hello. */
  readonly name: string;
  /** Empty until the login. */
  readonly username: string;
  readonly connection: ConnectionState;
  /** Round trip of the last ping. */
  readonly lagMs: number | undefined;
  /** Since when it owes an answer (as `State.nowMs`); missing while it owes none. */
  readonly waitingSinceMs?: number | undefined;
  readonly registration: RegistrationPolicy;
  /** The longest text of a message, in bytes, as the server says. */
  readonly maxTextBytes?: number | undefined;
  /** Why the account is away; `undefined` while it is not. */
  readonly away: string | undefined;
  /** The greatest id of a message that was seen. */
  readonly lastId: number;
  /** Up to which id messages are part of what the server has counted as unread; 0 when not known. */
  readonly countedId: number;
  /** Keys of private conversations that come back only when something new is in them. */
  readonly closed: ReadonlySet<string>;
  /** Accounts of which nothing is shown, folded. */
  readonly ignored: ReadonlySet<string>;
  /** Where the reader was last; `undefined` before they were anywhere. */
  readonly place: Place | undefined;
  /** Files on their way: how they stand in a few words, harmless, and how many. */
  readonly transfers?: { readonly text: string; readonly count: number };
  /** How private conversations stand that may be encrypted, by the other one, folded; harmless. */
  readonly standings?: ReadonlyMap<string, string>;
}

/** How a connection stands. */
export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "login" }
  | { readonly kind: "live" }
  /** Lost; the next attempt comes at `retryAtMs` (as `State.nowMs`). */
  | { readonly kind: "offline"; readonly reason: string; readonly retryAtMs: number }
  /** There will be no other attempt by itself. */
  | { readonly kind: "ended"; readonly reason: string };

/** A room, a private conversation, or what a server itself has to say. */
export interface Buffer {
  /** Unique over all servers. */
  readonly key: string;
  readonly serverId: string;
  /** `undefined` for the buffer of the server itself. */
  readonly place: Place | undefined;
  /** Of the room, not harmless; empty when there is none. */
  readonly topic: string;
  /** How many people are online in the room, as far as known. */
  readonly online: number | undefined;
  /** People of the room, by role and name; bounded; empty until they were asked for. */
  readonly people: readonly RoomPerson[];
  /** Whether nobody of the room is missing in `people`. */
  readonly knowsAllPeople: boolean;
  /** Whether the account is in the room (always for private conversations and the server). */
  readonly isIn: boolean;
  /** Where the reader came from, while a command is on its way that opens this room. */
  readonly opensFrom: string | undefined;
  /** Sorted by `id`, then `sub`; at most {@linkcode MAX_ENTRIES}. */
  readonly entries: readonly Entry[];
  /** Own messages without an answer, or refused; shown below the entries. */
  readonly pending: readonly Pending[];
  /** Whether the server has messages before the first, or after the last entry. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** What is being fetched. */
  readonly fetching: "older" | "newer" | "around" | "latest" | undefined;
  /** Whether the latest messages were fetched, and the people since the (re)connection. */
  readonly isLoaded: boolean;
  readonly hasPeople: boolean;
  /** The message to scroll to as soon as it is here; with `isChosen` it is selected then. */
  readonly goal: { readonly id: number; readonly isChosen: boolean } | undefined;
  readonly scroll: Scroll;
  /** How many messages have come below what is visible while scrolled up. */
  readonly newBelow: number;
  /** Unread messages, and those of them that mention the reader; for the room list. */
  readonly unread: number;
  readonly mentions: number;
  /** The line "new messages" stands above the first message with this id or a greater one. */
  readonly firstUnreadId: number | undefined;
  /** Up to which message the server knows that it was read. */
  readonly readId: number;
  /** The reader wants it to be unread until something new comes. */
  readonly keepsUnread: boolean;
  /** Who writes at the moment. */
  readonly typing: readonly Typist[];
  readonly draft: Draft;
  /** Id of the message that was chosen with the keys, while one is. */
  readonly selectedId: number | undefined;
  /** Whether letters are keys for it too; they are text when it was only jumped to. */
  readonly lettersSelect: boolean;
  /** `undefined`: as the settings say. */
  readonly notify: NotifyMode | undefined;
  /** Its messages are those of other buffers; it has no place of its own. @default they are not */
  readonly gathers?: Gathering | undefined;
  /** Which of the colours of names each one has, by the folded name. @default that of the name */
  readonly nickPlaces?: ReadonlyMap<string, number> | undefined;
}

/** What a buffer gathers from others, by their keys. */
export type Gathering =
  /** All messages of several; what is written there goes to number `to` of them. */
  | { readonly kind: "merged"; readonly keys: readonly string[]; readonly to: number }
  /** A message and everything that replies to it, however indirectly. */
  | { readonly kind: "thread"; readonly key: string; readonly rootId: number };

/** Somebody in a room. */
export interface RoomPerson {
  readonly username: string;
  readonly isOnline: boolean;
  /** Why they are away; `undefined` while they are not. */
  readonly away: string | undefined;
  readonly role: MemberRole | undefined;
}

/** Somebody who writes, forgotten at `untilMs` (as `State.nowMs`). */
export interface Typist {
  readonly username: string;
  readonly untilMs: number;
}

/** Where an entry stands among the others. */
export interface EntryPosition {
  /** The id of the message, or for other entries that of the message before them; 0 for none. */
  readonly id: number;
  /** 0 for the message itself, growing for what stands between it and the next one. */
  readonly sub: number;
}

/** Something in the message pane. An entry that changes is another object: rows may be cached by it. */
export type Entry = MessageEntry | LinesEntry | TrafficEntry;

/** A message as it stands now. */
export interface MessageEntry extends EntryPosition {
  readonly kind: "message";
  /** When it was written, Unix milliseconds. */
  readonly timeMs: number;
  readonly message: Message;
  /** What it replies to, where that is known. */
  readonly quoted: Message | undefined;
  readonly isOwn: boolean;
  /** Whether it mentions the reader (never for the reader's own). */
  readonly isMention: boolean;
  /** Of an image: that its picture was asked for, or the picture. */
  readonly picture?: Pixels | "asked";
  /** The picture for the graphics of the terminal, and for which plan it was asked for. */
  readonly drawing?: Drawing | undefined;
  readonly drawingKey?: string | undefined;
}

/** Lines from the server or the client itself; harmless already. */
export interface LinesEntry extends EntryPosition {
  readonly kind: "lines";
  readonly timeMs: number;
  readonly lines: readonly string[];
  /** Something happened; an answer to a command; something went wrong. */
  readonly tone: "event" | "answer" | "warning";
  /** What the lines say, for who says it in other words. */
  readonly about?: StateEvent | undefined;
}

/** Who came and went, one after the other without a message between; names are not harmless. */
export interface TrafficEntry extends EntryPosition {
  readonly kind: "traffic";
  readonly timeMs: number;
  /** Each name once, in that list where it ended up. */
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** Those of them who had spoken shortly before. @default nobody */
  readonly spoke?: readonly string[];
}

/** An own message on its way. */
export interface Pending {
  /** Unique while the client runs. */
  readonly ticket: number;
  readonly text: string;
  readonly isMe: boolean;
  readonly replyTo: number | undefined;
  /** When it was entered (as `State.nowMs`). */
  readonly sinceMs: number;
  /** Why it was refused, harmless; `undefined` while it is being sent. */
  readonly failure: string | undefined;
  /** It would be refused again, as it stands. @default false */
  readonly isFinal?: boolean;
  /** Its id when the answer has come and the message itself has not yet. */
  readonly storedId: number | undefined;
  /** By which the server knows it again; the link makes one where it is missing. */
  readonly nonce?: string;
}

/**
 * What is visible of a buffer: its end, or from row `row` (0 is the first) of the entry `top` on
 * downwards. When there are too few rows below that, it is shown as at the end.
 */
export type Scroll =
  | { readonly kind: "end" }
  | { readonly kind: "at"; readonly top: EntryPosition; readonly row: number };

/** What is being written in a buffer; lines are parted by `\n`. */
export interface Draft {
  readonly line: Line;
  /** Earlier states, for Ctrl+_; bounded. */
  readonly undo: readonly Line[];
  /** Whether it is a new message, a reply, or the new text of a message. */
  readonly purpose: DraftPurpose;
}

/** What Enter does with a draft. */
export type DraftPurpose =
  | { readonly kind: "say" }
  | { readonly kind: "reply"; readonly message: Message }
  | { readonly kind: "edit"; readonly message: Message };
