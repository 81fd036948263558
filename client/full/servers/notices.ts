/** What is said unasked about servers: in the form as long as it is open, else where it belongs. */
import { printable } from "../../../protocol/text/printable.ts";
import { describe } from "../../wording/describe.ts";
import type { Action } from "../state/action.ts";

/** Whom it tells. */
export interface NoticesOptions {
  dispatch: (action: Action) => void;
  /** Whether the form is open at the moment. */
  isFormOpen: () => boolean;
}

/** Remembers nothing. */
export class Notices {
  readonly #options: NoticesOptions;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Says a line at the server with this id. */
  at(id: string, line: string): void {
    const { dispatch, isFormOpen } = this.#options;
    if (isFormOpen()) dispatch({ kind: "form", event: { kind: "notice", text: line } });
    else dispatch({ kind: "lines", serverId: id, lines: [printable(line)], tone: "event" });
  }

  /** Says what is wrong on this machine; harmless. */
  warn(text: string): void {
    const { dispatch, isFormOpen } = this.#options;
    if (isFormOpen()) dispatch({ kind: "form", event: { kind: "notice", text } });
    else dispatch({ kind: "hint", text });
  }

  /** Does something, and says at a server why it could not be done. */
  tried(id: string, run: () => Promise<void>): void {
    run().catch((error) => {
      const lines = [printable(describe(error))];
      this.#options.dispatch({ kind: "lines", serverId: id, lines, tone: "warning" });
    });
  }
}
