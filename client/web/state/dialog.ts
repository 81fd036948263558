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
  /** A long answer of a command, to be read. Harmless. */
  | { readonly kind: "answer"; readonly title: string; readonly lines: readonly string[] };
