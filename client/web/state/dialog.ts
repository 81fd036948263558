/** What can be in front of the page: each kind has its component in views/dialogs/. */

/** One dialog; it is closed by Escape, by its buttons, or by the action `close-dialog`. */
export type Dialog =
  /** A command asks; whoever asked waits for the answer to `ticket`. */
  | {
    readonly kind: "question";
    readonly ticket: number;
    readonly prompt: string;
    readonly isSecret: boolean;
  }
  /** Chooses colours and language. */
  | { readonly kind: "look" }
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
  /** Notifications, and what this browser keeps. */
  | { readonly kind: "device" }
  /** A long answer of a command, to be read. Harmless. */
  | { readonly kind: "answer"; readonly title: string; readonly lines: readonly string[] };
