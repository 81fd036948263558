/** What happens to the full-screen client, and what it wants done: plain data on both sides. */
import type { SearchedPart } from "../../wording/searched.ts";
import type {
  Found,
  Message,
  Place,
  RegistrationPolicy,
  RoomInfo,
  Unread,
} from "../../../protocol/records.ts";
import type { Goodbye } from "../../commands/parts/context.ts";
import type { NotifyMode } from "../../config/config.ts";
import type { Outgoing } from "../../link/unacknowledged.ts";
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import type { Pixels } from "../../pictures/pixels.ts";
import type { Drawing, DrawingPlan, GraphicsPowers } from "../../theme/drawing.ts";
import type { Key } from "../../terminal/input/key.ts";
import type { ChangeEvent } from "../../wording/change_text.ts";
import type { StateEvent } from "../../wording/event_text.ts";
import type { FormEffect, FormEvent, LoginForm } from "../form/login_form.ts";
import type { WindowOrder } from "../windows/order.ts";
import type { Notification } from "../sequences/notifications.ts";
import type { ListItem } from "./overlay.ts";
import type { ConnectionState, LinesEntry, RoomPerson, Settings, Size } from "./state.ts";
import type { PlaceChoices } from "./choices.ts";

/** Something has happened. */
export type Action = TerminalAction | ServerAction | CommandAction;

/** Of the terminal and the clock. */
export type TerminalAction =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "resized"; readonly size: Size }
  /** Time has gone by: what is over may be forgotten. */
  | { readonly kind: "tick" }
  /** The terminal draws images by itself. */
  | { readonly kind: "graphics"; readonly powers: GraphicsPowers }
  /** Opens the form to connect or to log in; of a server, or to ask for one. */
  | { readonly kind: "open-form"; readonly serverId: string | undefined; readonly form: LoginForm }
  | { readonly kind: "form"; readonly event: FormEvent }
  | { readonly kind: "close-form" }
  /** The form that was open for another server is for this one from now on. */
  | { readonly kind: "form-of"; readonly serverId: string }
  /** The reader wants to leave; asks when something was not sent. */
  | { readonly kind: "leave" }
  /** One sentence for the status line; harmless. */
  | { readonly kind: "hint"; readonly text: string }
  /** What a search with a regular expression has found in so many messages, or why nothing. */
  | {
    readonly kind: "matched";
    readonly ticket: number;
    readonly count: number;
    readonly items: readonly ListItem[];
    readonly problem?: string;
  }
  /** These words were looked at by these dictionaries; the second ones are wrong. */
  | {
    readonly kind: "words-checked";
    readonly language: string;
    readonly words: readonly string[];
    readonly wrong: readonly string[];
  }
  /** Words may be right now that were wrong before. */
  | { readonly kind: "words-forgotten" }
  /** What stands in the status line for an extension; harmless, and empty for nothing. */
  | { readonly kind: "status"; readonly name: string; readonly text: string }
  /** The config file was changed. */
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "emoji-loaded"; readonly names: readonly string[] }
  /** What was pasted are paths of files: `command` sends them; harmless. */
  | {
    readonly kind: "paste-seen";
    readonly text: string;
    readonly question: string;
    readonly command: string;
  }
  /** What may stand before the cursor in the place of `before`: `head` and one of these. */
  | {
    readonly kind: "paths-found";
    readonly before: string;
    readonly by: 1 | -1;
    readonly head: string;
    readonly choices: readonly string[];
  }
  /** What was sent in earlier runs, oldest first. */
  | { readonly kind: "sent-texts"; readonly texts: readonly string[] };

/** Of one server; everything about messages comes once and in order. */
export type ServerAction = { readonly serverId: string } & ServerNews;

/** What a server, or the link to it, has to say. */
export type ServerNews =
  | { readonly kind: "server-added"; readonly address: string }
  | { readonly kind: "server-removed" }
  | { readonly kind: "connection"; readonly connection: ConnectionState }
  | {
    readonly kind: "hello";
    readonly name: string;
    /** The longest text of a message, in bytes. */
    readonly maxTextBytes?: number;
    readonly registration: RegistrationPolicy;
  }
  | {
    readonly kind: "welcome";
    readonly username: string;
    readonly rooms: readonly string[];
    readonly lastId: number;
  }
  | { readonly kind: "back"; readonly missed: number }
  /** The server was restored from a backup: what had greater ids than `lastId` is gone. */
  | { readonly kind: "restored"; readonly lastId: number; readonly hasLost: boolean }
  /** The server had left events out, which were fetched. */
  | { readonly kind: "caught-up"; readonly missed: number }
  /** The server was asked for a sign of life. */
  | { readonly kind: "lag-asked" }
  | { readonly kind: "lag"; readonly lagMs: number }
  /** The picture of a message's image. */
  | {
    readonly kind: "picture";
    readonly bufferKey: string;
    readonly id: number;
    readonly pixels: Pixels;
    readonly drawing?: Drawing | undefined;
  }
  /** How files on their way stand, in a few words, and how many there are; harmless. */
  | { readonly kind: "transfers"; readonly text: string; readonly count: number }
  /** How the private conversation with somebody (folded) stands that may be encrypted; harmless. */
  | { readonly kind: "standing"; readonly other: string; readonly text: string }
  | {
    readonly kind: "message";
    readonly message: Message;
    readonly quoted: Message | undefined;
    /** Whether it was fetched because the connection was lost when it was written. */
    readonly isReplayed: boolean;
  }
  | { readonly kind: "change"; readonly event: ChangeEvent }
  | {
    readonly kind: "amend";
    readonly message: Message;
    readonly quoted: Message | undefined;
  }
  | { readonly kind: "event"; readonly event: StateEvent }
  /** These are the rooms of the account. */
  | { readonly kind: "own-rooms"; readonly rooms: readonly string[] }
  /** The account has left a room, as the answer to a command says. */
  | { readonly kind: "own-room-left"; readonly room: string }
  /** These accounts are ignored from now on. */
  | { readonly kind: "ignored"; readonly users: readonly string[] }
  | { readonly kind: "rooms"; readonly rooms: readonly RoomInfo[] }
  | {
    readonly kind: "unread";
    readonly conversations: readonly Unread[];
    /** The newest message that is counted; 0 or left out where that is not known. */
    readonly lastId?: number;
  }
  | {
    readonly kind: "people";
    readonly room: string;
    readonly people: readonly RoomPerson[];
    /** Whether there are more of them than these. */
    readonly isCut: boolean;
  }
  | {
    readonly kind: "page";
    readonly bufferKey: string;
    readonly which: Fetch;
    /** Oldest first. */
    readonly messages: readonly Message[];
    /** What they reply to, where it is known and not among them. */
    readonly quotes: ReadonlyMap<number, Message>;
    /** Whether there are more in that direction (for `around`: in both). */
    readonly hasMore: boolean;
  }
  | {
    readonly kind: "page-failed";
    readonly bufferKey: string;
    /** Harmless. */
    readonly reason: string;
    /** Whether the server said so, which it would again. */
    readonly isRefused: boolean;
  }
  | {
    readonly kind: "stored";
    readonly ticket: number;
    readonly id: number;
  }
  | {
    readonly kind: "refused";
    readonly ticket: number;
    /** Harmless. */
    readonly reason: string;
    /** It would be refused again, as it stands. @default false */
    readonly isFinal?: boolean;
    /** There is nobody whom it could go to. @default false */
    readonly isToNobody?: boolean;
  }
  | {
    readonly kind: "found";
    readonly ticket: number;
    readonly results: readonly Found[];
    /** There are more before the message with this id. */
    readonly moreBefore: number | undefined;
    /** The server cannot search what was said last. */
    readonly isBehind: boolean;
  }
  /** A search has found this in encrypted messages, and has come so far. */
  | ({ readonly kind: "found-sealed"; readonly ticket: number } & SearchedPart)
  | { readonly kind: "search-failed"; readonly ticket: number; readonly reason: string }
  /** Lines for the active buffer, or for the one that is named; harmless. */
  | {
    readonly kind: "lines";
    readonly bufferKey?: string;
    readonly lines: readonly string[];
    readonly tone: LinesEntry["tone"];
  };

/** Of commands, which work for one server. */
export type CommandAction =
  & { readonly serverId: string }
  & (
    | {
      readonly kind: "ask";
      readonly ticket: number;
      readonly prompt: string;
      readonly isSecret: boolean;
    }
    | { readonly kind: "type"; readonly text: string }
    /** Sends a message to a place, whatever stands on its line. */
    | {
      readonly kind: "say-to";
      readonly place: Place;
      readonly text: string;
      readonly isMe?: boolean;
      readonly replyTo?: number;
    }
    | {
      readonly kind: "open-place";
      readonly place: Place;
      /** The reader was taken there when the command was entered, and may have gone on since. */
      readonly wasOpened?: boolean;
    }
    /** What was being written in these places when the reader was at the server last. */
    | {
      readonly kind: "drafts";
      readonly drafts: readonly { readonly place: Place; readonly text: string }[];
    }
    /** The command that should have opened this buffer was refused. */
    | { readonly kind: "not-opened"; readonly bufferKey: string }
    /** The reader does not want to see it in the list any more. */
    | { readonly kind: "close-place"; readonly bufferKey: string }
    | { readonly kind: "keep-unread"; readonly place: Place }
    | {
      readonly kind: "notify-mode";
      readonly bufferKey: string;
      readonly mode: NotifyMode | undefined;
    }
    /** Something was chosen for a place; `undefined` takes a choice back. */
    | {
      readonly kind: "place-choice";
      readonly bufferKey: string;
      readonly change: PlaceChoices;
    }
    /** Up or down in the list, or to a number. */
    | {
      readonly kind: "move";
      readonly bufferKey: string;
      readonly to: -1 | 1 | { readonly number: number };
    }
    | { readonly kind: "favourite"; readonly bufferKey: string }
    /** The window that a new one shows is opened as a place where it is not there yet. */
    /** Shows these in one view. */
    | { readonly kind: "merge"; readonly places: readonly Place[] }
    /** Shows what belongs to a message by replies. */
    | { readonly kind: "thread"; readonly place: Place; readonly id: number }
    | { readonly kind: "window"; readonly order: WindowOrder; readonly place?: Place | undefined }
    | { readonly kind: "select" }
    | { readonly kind: "retry" }
    | { readonly kind: "help"; readonly query: string }
    | { readonly kind: "open-search"; readonly query: string }
    | { readonly kind: "show-message"; readonly place: Place; readonly id: number }
  );

/** Which messages of a buffer are to be fetched. */
export type Fetch =
  | { readonly kind: "latest" }
  | { readonly kind: "older"; readonly before: number }
  | { readonly kind: "newer"; readonly after: number }
  | { readonly kind: "around"; readonly id: number };

/** Something to be done; whoever does it answers with an action. */
export type Effect =
  | {
    readonly kind: "say";
    readonly serverId: string;
    readonly bufferKey: string;
    readonly ticket: number;
    readonly message: Outgoing;
  }
  /** A command that was typed. */
  | {
    readonly kind: "command";
    readonly serverId: string;
    readonly bufferKey: string;
    readonly text: string;
    /** Key of the buffer that the command opens; `not-opened` is told when it cannot. */
    readonly opens: string | undefined;
  }
  /** How the conversation with somebody stands is to be told, who may be written to next. */
  | {
    readonly kind: "look-at-standing";
    readonly serverId: string;
    readonly username: string;
  }
  /** A text that is too long for a message goes as a file. */
  | {
    readonly kind: "say-as-file";
    readonly serverId: string;
    readonly place: Place;
    readonly text: string;
  }
  | { readonly kind: "edit"; readonly serverId: string; readonly id: number; readonly text: string }
  | { readonly kind: "delete"; readonly serverId: string; readonly id: number }
  | {
    readonly kind: "react";
    readonly serverId: string;
    readonly id: number;
    readonly emoji: string;
    readonly remove: boolean;
    /** What the reader has reacted with, for an emoji that is called by its name; see `reactionMeant`. */
    readonly given?: readonly string[];
  }
  | {
    readonly kind: "fetch";
    readonly serverId: string;
    readonly bufferKey: string;
    readonly place: Place;
    readonly which: Fetch;
  }
  | { readonly kind: "people"; readonly serverId: string; readonly room: string }
  /** The image of a message is in sight. */
  | {
    readonly kind: "picture";
    readonly serverId: string;
    readonly bufferKey: string;
    readonly id: number;
    readonly file: SharedFile | undefined;
    /** How it is drawn with the graphics of the terminal. */
    readonly drawing?: DrawingPlan | undefined;
  }
  /** After a short pause, in which a newer search takes its place; further pages at once. */
  | {
    readonly kind: "search";
    readonly serverId: string;
    readonly query: string;
    readonly ticket: number;
    /** Only what is older than the message with this id. */
    readonly before: number | undefined;
  }
  /** Words are to be looked at by these dictionaries. */
  | { readonly kind: "check-words"; readonly language: string; readonly words: readonly string[] }
  /** What a word may be that is not right; `paths-found` says it. */
  | {
    readonly kind: "suggest-words";
    readonly language: string;
    readonly word: string;
    /** What stands before the cursor, and what of it stays. */
    readonly before: string;
    readonly head: string;
    /** Stands behind the word. */
    readonly end: string;
    readonly by: 1 | -1;
  }
  /** A regular expression is searched for in what is here already; `matched` says what was found. */
  | {
    readonly kind: "match";
    readonly inServer: string;
    readonly bufferKey: string | undefined;
    readonly query: {
      readonly source: string;
      readonly flags: string;
      /** Folded names of those who may have written it, and rooms; empty: all. */
      readonly from: readonly string[];
      readonly rooms: readonly string[];
    };
    readonly ticket: number;
  }
  /** This stands on the line for a place. */
  | {
    readonly kind: "typed";
    readonly serverId: string;
    readonly place: Place;
    readonly text: string;
  }
  | { readonly kind: "read"; readonly serverId: string; readonly place: Place; readonly id: number }
  /** The answer to a question of a command; `undefined` when there is none. */
  | { readonly kind: "answered"; readonly ticket: number; readonly text: string | undefined }
  | { readonly kind: "notify"; readonly notification: Notification }
  /** What `/notify` has set is kept for the next run; `undefined` when nothing is set any more. */
  | {
    readonly kind: "keep-notify";
    readonly address: string;
    readonly place: Place;
    readonly mode: NotifyMode | undefined;
  }
  | { readonly kind: "copy"; readonly text: string }
  /** A program opens it; where none may, it is copied. */
  | { readonly kind: "open-link"; readonly link: string }
  | { readonly kind: "load-emoji" }
  /** A text of one line was pasted, which may be paths of files. */
  | { readonly kind: "look-at-paste"; readonly text: string }
  | { readonly kind: "complete-path"; readonly before: string; readonly by: 1 | -1 }
  | { readonly kind: "form"; readonly serverId: string | undefined; readonly effect: FormEffect }
  | { readonly kind: "leave"; readonly goodbye: Goodbye };
