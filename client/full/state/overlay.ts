/** What stands in front of the conversation and takes the keys: lists, questions, the login form. */
import type { SearchedPart } from "../../wording/searched.ts";
import type { Line } from "../../terminal/line_editor.ts";
import type { LoginForm } from "../form/login_form.ts";

/** What stands in front of everything. */
export type Overlay = ListOverlay | QuestionOverlay | LoginOverlay;

/** A titled list with a field to search it; one item is selected and must be visible. */
export interface ListOverlay {
  readonly kind: "list";
  readonly purpose: ListPurpose;
  readonly title: string;
  /** What is typed into the field; `undefined` when there is no field. */
  readonly query: Line | undefined;
  readonly items: readonly ListItem[];
  /** Of a long answer: all of its lines, harmless. */
  readonly all: readonly string[];
  /** Index in `items`; 0 when there are none. */
  readonly selected: number;
  /** Whether somebody has chosen what is selected; until then it is what comes first. */
  readonly isMoved?: boolean;
  /** One line below the list: `searching …`, `nothing found`, what Enter does. */
  readonly note: string;
  /** A question about what is read here, asked when the list is closed. */
  readonly next: QuestionOverlay | undefined;
}

/** What a list is for. */
export type ListPurpose =
  | { readonly kind: "help" }
  /** Rooms, people and servers to go to (Alt+K). */
  | { readonly kind: "jump" }
  /** Messages found on the server, or in the room `bufferKey` only. */
  | {
    readonly kind: "search";
    readonly serverId: string;
    readonly bufferKey: string | undefined;
    /** Only answers to the newest question count. */
    readonly ticket: number;
    readonly isSearching: boolean;
    /** The server has found more before the message with this id. */
    readonly moreBefore: number | undefined;
    /** The server cannot search what was said last. */
    readonly isBehind?: boolean;
    /** How far what is encrypted was searched; `undefined` where nothing is. */
    readonly sealed?: SearchedPart | undefined;
  }
  /** What was sent before (Ctrl+R). */
  | { readonly kind: "history" }
  /** Links of a message, of which one is opened. */
  | { readonly kind: "links" }
  /** A long answer to read. */
  | { readonly kind: "text" };

/** One row of a list; all texts are harmless. */
export interface ListItem {
  /** Says to the reducer what it is. */
  readonly key: string;
  /** Left column: a key, a time, a number; may be empty. */
  readonly left: string;
  readonly text: string;
  /** Ranges `[from, to)` of `text` in UTF-16 units that were found. */
  readonly found: readonly (readonly [number, number])[];
  /** Right of it, dim. */
  readonly detail: string;
  /** A heading: bold, cannot be selected. */
  readonly isHeading: boolean;
}

/** A question with a line to answer it, above the input. */
export interface QuestionOverlay {
  readonly kind: "question";
  readonly question: Question;
  /** Lines above the line that is typed; harmless. */
  readonly lines: readonly string[];
  /** Stands before the answer. */
  readonly prompt: string;
  readonly line: Line;
  /** Whether `*` is shown for every character. */
  readonly isSecret: boolean;
}

/** What a question is about. */
export type Question =
  /** A command asked; the shell waits for the answer to `ticket`. */
  | { readonly kind: "command"; readonly ticket: number }
  /** Send files whose paths were pasted? */
  | { readonly kind: "files"; readonly command: string }
  /** Send a pasted block? */
  | { readonly kind: "paste"; readonly text: string }
  | { readonly kind: "delete"; readonly bufferKey: string; readonly id: number }
  | { readonly kind: "react"; readonly bufferKey: string; readonly id: number }
  /** Leave although something was not sent? */
  | { readonly kind: "leave" };

/** The form to log in to a server or to connect to one. */
export interface LoginOverlay {
  readonly kind: "login";
  /** `undefined` when there is none yet: the form asks for the address. */
  readonly serverId: string | undefined;
  readonly form: LoginForm;
}
