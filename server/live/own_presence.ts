/** Tells the other nodes of a cluster, through the journal, who comes to this one and goes. */
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";
import type { SessionLimitOptions } from "./session_limit.ts";

/** Somebody who is connected. */
export interface Login {
  account: number;
  session: number;
}

/** What it works with. */
export interface OwnPresenceOptions {
  node: string;
  journal: Pick<Journal, "append" | "epoch" | "isCutOff">;
  limit: SessionLimitOptions;
}

/** The connections of this node, as the others have been told of them. */
export class OwnPresence {
  readonly #options: OwnPresenceOptions;
  readonly #told = new Map<number, Login>();
  /** Whether something could not be told, so that the others may see who has gone, or miss who is here. */
  #isStale = false;

  constructor(options: OwnPresenceOptions) {
    this.#options = options;
  }

  /** An account has entered on a connection, which may have been somebody else's before. */
  entered(login: Login, connection: number): void {
    this.#told.set(connection, login);
    this.#append(login, connection);
  }

  /** It is there no more. */
  left({ account, session }: Login, connection: number): void {
    this.#told.delete(connection);
    const { journal, node } = this.#options;
    journal.append("left", { actor: SERVER, node, connection, account, session })
      .catch((error) => this.#failed(error));
  }

  /** Tells the others anew who is here, where they could not be told before; call it often. */
  async repair(): Promise<void> {
    const { journal, node } = this.#options;
    if (!this.#isStale || journal.isCutOff) return;
    this.#isStale = false;
    // When that is committed, everybody is told of everybody who is here (`again`).
    await journal.append("node_gone", { actor: SERVER, node, epoch: journal.epoch })
      .catch((error) => this.#failed(error));
  }

  /** The others have taken this node for gone: tells them of everybody again. */
  again(): void {
    for (const [connection, login] of this.#told) this.#append(login, connection);
  }

  #append({ account, session }: Login, connection: number): void {
    const { journal, node, limit: { sessionsPerUser, sessionConflict } } = this.#options;
    const came = { node, connection, epoch: journal.epoch, session };
    journal.append("came", { actor: account, ...came, sessionsPerUser, sessionConflict })
      .catch((error) => this.#failed(error));
  }

  /** The log could not be reached; what was refused for another reason needs no telling. */
  #failed(error: unknown): void {
    const { code } = error as { code?: string };
    if (code === "busy" || code === "outcome_unknown") this.#isStale = true;
  }
}
