/** The requests of one connection: read in order, answered in order, several under way at once. */
import { ChatError } from "../../protocol/errors.ts";
import type { Request } from "../../protocol/requests.ts";
import type { Dispatcher, Fields } from "../commands/dispatcher.ts";
import type { Services } from "../commands/services.ts";
import type { Session } from "../live/connection.ts";

/** Most requests of a connection that are under way; beyond that nothing is read from it. */
const MAX_UNDER_WAY = 128;

/** What a request came to. */
export type Outcome = { fields: Fields } | { error: ChatError };

/** Options of a {@linkcode RequestPipeline}. */
export interface RequestPipelineOptions {
  session: Session;
  dispatcher: Dispatcher;
  delay: Services["delay"];
  /** Called once for each request, in the order in which they were submitted. */
  respond(request: Request, outcome: Outcome): void;
}

interface Slot {
  request: Request;
  outcome: Outcome | undefined;
}

/**
 * Every door hands its requests to one of these. A returned promise means: read no further until it
 * resolves, because the request must finish first, is over the rate, or too much is under way.
 */
export class RequestPipeline {
  readonly #options: RequestPipelineOptions;
  readonly #slots: Slot[] = [];
  #wakers: (() => void)[] = [];

  constructor(options: RequestPipelineOptions) {
    this.#options = options;
    options.session.settleFirst(() => this.settled());
  }

  /** Takes the next request. */
  submit(request: Request): Promise<void> | undefined {
    const { session, dispatcher } = this.#options;
    const pace = dispatcher.pace(session, request);
    if (pace instanceof ChatError) return this.#refuse(request, pace);
    const mustWait = pace > 0 || this.#slots.length >= MAX_UNDER_WAY;
    if (mustWait || !dispatcher.isPipelined(request)) return this.#inTurn(request, pace);
    this.#start(request);
    return session.outbox.roomToAnswer();
  }

  /** Resolves when it is time to refuse something that is no request. */
  async rubbish(): Promise<void> {
    const { session, dispatcher, delay } = this.#options;
    const pace = dispatcher.paceOfRubbish(session);
    if (typeof pace === "number" && pace > 0) await delay(pace, session.ended);
    await this.settled();
  }

  /** Resolves when everything that was submitted has been answered. */
  async settled(): Promise<void> {
    while (this.#slots.length > 0) await this.#answered();
  }

  /** What is refused is answered in its turn, too. */
  async #refuse(request: Request, error: ChatError): Promise<void> {
    await this.settled();
    this.#options.respond(request, { error });
    await this.#options.session.outbox.roomToAnswer();
  }

  async #inTurn(request: Request, delayMs: number): Promise<void> {
    const { session, dispatcher, delay } = this.#options;
    if (delayMs > 0) await delay(delayMs, session.ended);
    const pipelined = dispatcher.isPipelined(request);
    const most = pipelined ? MAX_UNDER_WAY - 1 : 0;
    while (this.#slots.length > most) await this.#answered();
    this.#start(request);
    if (!pipelined) await this.settled();
    await session.outbox.roomToAnswer();
  }

  #start(request: Request): void {
    const { session, dispatcher } = this.#options;
    const slot: Slot = { request, outcome: undefined };
    this.#slots.push(slot);
    try {
      const answer = dispatcher.run(session, request);
      if (answer instanceof Promise) {
        answer.then(
          (fields) => this.#settle(slot, { fields }),
          (error: unknown) => this.#settle(slot, { error: asChatError(error) }),
        );
      } else this.#settle(slot, { fields: answer });
    } catch (error) {
      this.#settle(slot, { error: asChatError(error) });
    }
  }

  #settle(slot: Slot, outcome: Outcome): void {
    const { session, dispatcher } = this.#options;
    slot.outcome = outcome;
    let answered = 0;
    for (const { request, outcome } of this.#slots) {
      if (outcome === undefined) break;
      this.#options.respond(request, outcome);
      if ("fields" in outcome && dispatcher.endsConnection(request)) session.close("exit");
      answered += 1;
    }
    if (answered === 0) return;
    this.#slots.splice(0, answered);
    for (const wake of this.#wakers.splice(0)) wake();
  }

  #answered(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }
}

function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError("internal", undefined, { cause: error });
}
