/** What happens to the page, and what it wants done: plain data on both sides. */
import type { HelloEvent } from "../../../protocol/events.ts";
import type { Message, Place, ServerRole } from "../../../protocol/records.ts";
import type { CommandAction, Effect, ServerAction } from "../../full/state/action.ts";
import type { UnsentMessage } from "../../full/reduce/writing/reduce_pending.ts";
import type { DraftPurpose } from "../../full/state/state.ts";
import type { Dialog } from "./dialog.ts";
import type { CodeWaits, Notice, PageState } from "./page_state.ts";

/** Something has happened: on the page, at the server, or by a command. */
export type PageAction = OwnAction | ServerAction | CommandAction;

/** Of the page alone. */
export type OwnAction =
  /** There is no connection and nobody is logged in; `problem` is harmless. */
  | { readonly kind: "connecting"; readonly problem: string }
  | { readonly kind: "log-in"; readonly hello: HelloEvent; readonly problem: string }
  | { readonly kind: "entered"; readonly username: string }
  /** Somebody has logged out: nothing of the account stays in the page. */
  | { readonly kind: "left" }
  /** What this browser has kept, because there is no connection. */
  | {
    readonly kind: "kept";
    readonly account: { readonly username: string; readonly serverName: string };
    readonly places: readonly {
      readonly place: Place;
      readonly topic: string;
      readonly messages: readonly Message[];
      readonly hasOlder: boolean;
    }[];
    /**
     * The connection is being made: some messages of one place are enough, and others are only named.
     * @default false
     */
    readonly isEarly?: boolean;
    /** Where to go; otherwise to #general, or what there is. */
    readonly place?: Place | undefined;
  }
  /** Own messages that a page has left which is not there any more. */
  | { readonly kind: "unsent"; readonly unsent: readonly UnsentMessage[] }
  /**
   * There is a new link: what has no answer yet goes out on it, but for what is so old that it might be
   * said twice; `tooOld` says that of it.
   */
  | { readonly kind: "send-waiting"; readonly tooOld: string }
  /** A recovery code waits to be seen, or not any more. */
  | { readonly kind: "code-waits"; readonly words: CodeWaits | undefined }
  /** The server has a newer page than this one. */
  | { readonly kind: "newer"; readonly isNeeded: boolean }
  /** What the account is on the server. */
  | { readonly kind: "own-role"; readonly role: ServerRole }
  /** The largest file that the server takes, in bytes; `undefined` where it takes none. */
  | { readonly kind: "files-taken"; readonly mostBytes: number | undefined }
  /** Files are to be sent from the open place, as soon as somebody says so. */
  | { readonly kind: "offer-files"; readonly files: readonly File[] }
  /** Time has gone by: what is over may be forgotten. */
  | { readonly kind: "tick" }
  /** The window has the focus and is visible, or not. */
  | { readonly kind: "focus"; readonly hasFocus: boolean }
  /** The reader goes to a place. */
  | { readonly kind: "go"; readonly place: Place }
  /** The reader has scrolled to the newest message that is here, or away from it. */
  | { readonly kind: "scrolled"; readonly bufferKey: string; readonly isAtEnd: boolean }
  /** The reader has come near the oldest or the newest message that is here. */
  | { readonly kind: "reach"; readonly bufferKey: string; readonly end: "older" | "newer" }
  /** The reader wants to see the newest message. */
  | { readonly kind: "to-end" }
  /** What stands in the composer of a buffer. */
  | {
    readonly kind: "draft";
    readonly bufferKey: string;
    readonly text: string;
    readonly purpose?: DraftPurpose;
  }
  /** Puts a text where the cursor is in the composer. */
  | { readonly kind: "insert"; readonly text: string }
  /** Makes a message the chosen one, which keys and buttons are for; `undefined` chooses none. */
  | { readonly kind: "choose"; readonly bufferKey: string; readonly id: number | undefined }
  /** The composer is for an answer to a message, for its new text, or for a message as ever. */
  | { readonly kind: "reply"; readonly bufferKey: string; readonly id: number }
  | { readonly kind: "edit-message"; readonly bufferKey: string; readonly id: number }
  | { readonly kind: "stop-purpose"; readonly bufferKey: string }
  /** To a message of the open place, which is fetched when it is not here. */
  | { readonly kind: "jump"; readonly id: number }
  | {
    readonly kind: "react-to";
    readonly id: number;
    readonly emoji: string;
    readonly remove: boolean;
  }
  | { readonly kind: "delete-message"; readonly id: number }
  /** An own message that was not taken stands in the composer again. */
  | { readonly kind: "take-back"; readonly bufferKey: string; readonly ticket: number }
  /** Sends what stands in the composer of the open buffer. */
  | { readonly kind: "send" }
  /** All commands are loaded, or cannot be. */
  | { readonly kind: "commands-loaded"; readonly isThere: boolean }
  | { readonly kind: "open-dialog"; readonly dialog: Dialog }
  /** Closes the dialog on top; a question gets `answer`. */
  | { readonly kind: "close-dialog"; readonly answer?: string }
  | { readonly kind: "notice"; readonly notice: Notice | undefined }
  | { readonly kind: "drawer"; readonly open: PageState["drawer"] }
  /** One sentence that is shown for a moment; harmless. */
  | { readonly kind: "hint"; readonly text: string | undefined };

/** Something to be done; whoever does it answers with an action. */
export type PageEffect =
  | Effect
  /** The commands are needed: they are a file of their own. */
  | { readonly kind: "load-commands" };

/** What comes out of the reducer: the next state and what has to be done. */
export interface PageReduced {
  readonly state: PageState;
  readonly effects: readonly PageEffect[];
}
