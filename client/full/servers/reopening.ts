/** Opens the servers again that were open when the client was left last. */
import { foldUsername } from "../../../protocol/names.ts";
import { formatPlace, type SecuredAddress } from "../../net/address.ts";
import { describe } from "../../wording/describe.ts";
import { newForm } from "../form/login_form.ts";
import type { Action } from "../state/action.ts";
import type { State } from "../state/state.ts";
import type { Entrance } from "./entrance.ts";
import type { Notices } from "./notices.ts";
import type { Known, Sessions } from "./sessions.ts";

/** What it works with. */
export interface ReopeningOptions {
  sessions: Sessions;
  entrance: Entrance;
  notices: Notices;
  state: () => State;
  dispatch: (action: Action) => void;
  /** Whether the form is open at the moment. */
  isFormOpen: () => boolean;
  /** Nobody wants a server any more. */
  givenUp: () => void;
}

/** Remembers what could not be opened until somebody leaves it. */
export class Reopening {
  readonly #options: ReopeningOptions;
  /** What was open before and is not yet again. */
  readonly #absent = new Map<string, SecuredAddress>();
  /** Whether the form stands for servers that are opened again, and none of them is yet. */
  #isWaiting = false;
  /** What is to be said once there is a server to say it in. */
  readonly #unsaid: string[] = [];

  constructor(options: ReopeningOptions) {
    this.#options = options;
  }

  /** What was open before and is not yet again: it is tried at the next start. */
  get absent(): readonly SecuredAddress[] {
    return [...this.#absent.values()];
  }

  /**
   * Enters all of them at once: none waits for another. The form is there until the first of them is;
   * where none is, it asks for a server.
   */
  async enter(open: readonly SecuredAddress[]): Promise<void> {
    const { dispatch, entrance, givenUp, isFormOpen, sessions } = this.#options;
    for (const address of open) this.#absent.set(accountAt(address), address);
    const all = open.map((address) => sessions.add(address, undefined, { isReopened: true }));
    const [first] = all;
    if (first === undefined) return await entrance.askForServer();
    const { username } = first.address;
    const form = newForm({ address: { place: formatPlace(first.address), username }, username });
    dispatch({ kind: "open-form", serverId: first.session.id, form });
    this.#isWaiting = true;
    const problems = await Promise.all(all.map((known) => this.#entered(known)));
    if (!this.#isWaiting || sessions.all.length > 0) return;
    this.#isWaiting = false;
    if (!isFormOpen()) return givenUp();
    await entrance.askForServer();
    const message = problems.find((problem) => problem !== undefined) ?? "";
    dispatch({ kind: "form", event: { kind: "failed", message } });
  }

  /** Somebody is let in at a server: the form that stood for all is for this one now. */
  letIn({ session }: Known): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#options.dispatch({ kind: "form-of", serverId: session.id });
  }

  /** A server is open: what could not be said before is said there. */
  opened({ address, session }: Known, username: string): void {
    this.#absent.delete(accountAt({ ...address, username }));
    for (const line of this.#unsaid.splice(0)) this.#options.notices.at(session.id, line);
  }

  /** Somebody does not want a server any more. */
  forget({ address }: Known): void {
    this.#absent.delete(accountAt(address));
  }

  /** Enters a server by the login of before; says why it cannot. */
  async #entered(known: Known): Promise<string | undefined> {
    const { entrance, notices, sessions, state } = this.#options;
    const { address, session: { id } } = known;
    let problem = "its login has ended";
    try {
      const hello = await known.session.connect();
      if (!sessions.has(known) || await entrance.resumed(known)) return undefined;
      const { overlay } = state();
      if (overlay?.kind === "login" && overlay.serverId === id && this.#isWaiting) {
        this.#isWaiting = false; // somebody is to log in here; the others come beside it
        await entrance.connected(known, hello);
        return undefined;
      }
    } catch (error) {
      problem = describe(error);
    }
    if (!sessions.has(known)) return undefined; // given up meanwhile
    sessions.drop(known);
    const place = formatPlace(address);
    const line = `${place} was not opened again: ${problem}. /connect ${place} goes there`;
    const there = sessions.entered;
    if (there === undefined) this.#unsaid.push(line);
    else notices.at(there.id, line);
    return problem;
  }
}

/** Tells accounts apart: two of them may be at one server. */
function accountAt(address: SecuredAddress): string {
  return `${foldUsername(address.username ?? "")}@${formatPlace(address)}`;
}
