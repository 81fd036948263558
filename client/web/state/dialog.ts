/** What can be in front of the page: each kind has its component in `views/dialogs/`. */
import type { Place } from "../../../protocol/records.ts";

/** One dialog; it is closed by Escape, by its buttons, or by the action `close-dialog`. */
export type Dialog =
  /** A command asks; whoever asked waits for the answer to `ticket`. */
  | {
    readonly kind: "question";
    readonly ticket: number;
    readonly prompt: string;
    readonly isSecret: boolean;
  }
  /** Everything that can be done with a message. */
  | { readonly kind: "message"; readonly bufferKey: string; readonly id: number }
  /** Asks before a message is deleted. */
  | { readonly kind: "delete-message"; readonly bufferKey: string; readonly id: number }
  /** Has a message looked at by those who keep order. */
  | { readonly kind: "report"; readonly bufferKey: string; readonly id: number }
  /** What a message said before it was edited. */
  | { readonly kind: "edits"; readonly id: number }
  /** Chooses an emoji: to react with, or for the composer. */
  | {
    readonly kind: "emoji";
    readonly purpose: { readonly kind: "react"; readonly id: number } | { readonly kind: "write" };
  }
  /** A long answer of a command, to be read. Harmless. */
  | {
    readonly kind: "answer";
    readonly title: string;
    readonly lines: readonly string[];
    readonly copy?: string;
  }
  /** Makes a room. */
  | { readonly kind: "new-room" }
  /** The rooms that there are, to go to or to join. */
  | { readonly kind: "browse-rooms" }
  /** What a room is like and who is in it, and what those may change who may. */
  | { readonly kind: "room"; readonly room: string; readonly tab?: RoomTab }
  /** What is known about somebody, and what can be done; in a room what its moderators do. */
  | {
    readonly kind: "person";
    readonly username: string;
    readonly room?: string | undefined;
    /** The number that a camera has read, to be compared with the one that is known here. */
    readonly scanned?: string;
  }
  /** The files of a place, those of them that hold `query`. */
  | { readonly kind: "files"; readonly place: Place; readonly query?: string }
  /** Asks before files are sent. */
  | {
    readonly kind: "send-files";
    readonly place: Place;
    readonly files: readonly File[];
    readonly caption?: string;
  }
  /** Everybody who is here, whom one watches, and who keeps order. */
  | { readonly kind: "people" }
  /** The own account and this page. */
  | { readonly kind: "settings"; readonly tab?: string }
  /** For those who keep order on the server. */
  | { readonly kind: "staff"; readonly tab?: StaffTab }
  /** Searches in a place, or everywhere. */
  | { readonly kind: "search"; readonly place?: Place | undefined; readonly query?: string }
  /** To a room or a person by a part of its name. */
  | { readonly kind: "jump" }
  /** Where there is something unread. */
  | { readonly kind: "unread" }
  /** All keys and commands, those of them that hold `query`. */
  | { readonly kind: "keys"; readonly query?: string };

/** Parts of the dialog about a room. */
export type RoomTab =
  | "about"
  | "members"
  | "settings"
  | "measures"
  | "filters"
  | "hooks"
  | "reports";

/** Parts of the dialog for those who keep order. */
export type StaffTab =
  | "reports"
  | "measures"
  | "filters"
  | "admission"
  | "roles"
  | "connections"
  | "bots"
  | "audit";
