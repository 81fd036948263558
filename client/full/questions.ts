/** Questions of commands, which wait for their answers on the line below the screen. */
import type { Action } from "./state/action.ts";

/** Every question is answered, or given up by the state. */
export class Questions {
  readonly #dispatch: (action: Action) => void;
  /** Who waits, by ticket. */
  readonly #asking = new Map<number, (text: string | undefined) => void>();
  #nextTicket = 1;

  constructor(dispatch: (action: Action) => void) {
    this.#dispatch = dispatch;
  }

  /** Asks the person; `undefined` when they do not answer. */
  ask(prompt: string, isSecret: boolean): Promise<string | undefined> {
    const ticket = this.#nextTicket++;
    return new Promise((resolve) => {
      this.#asking.set(ticket, resolve);
      this.#dispatch({ kind: "ask", serverId: "", ticket, prompt, isSecret });
    });
  }

  /** The question with this ticket was answered, or given up. */
  answered(ticket: number, text: string | undefined): void {
    this.#asking.get(ticket)?.(text);
    this.#asking.delete(ticket);
  }
}
