/** The requests of one connection: read in order, answered in order, several under way at once. */
import { ChatError } from "../../protocol/errors.ts";
import type { AnswerFields } from "../../protocol/answers.ts";
import type { Action, Request, RequestOf } from "../../protocol/requests.ts";
import type { Dispatcher } from "../commands/dispatcher.ts";
import type { Services } from "../commands/services.ts";
import type { Connection } from "../live/connection.ts";

/** Most requests of a connection that are under way; beyond that nothing is read from it. */
const MAX_UNDER_WAY = 128;

/** A request that was granted; the action tells of which kind the answer is. */
export type Granted = {
  [A in Action]: { action: A; request: RequestOf<A>; fields: AnswerFields[A] };
}[Action];

/** A request that was refused. */
export interface Declined {
  request: Request;
  error: ChatError;
}

/** What a request came to. */
export type Outcome = Granted | Declined;

/** Options of a {@linkcode RequestPipeline}. */
export interface RequestPipelineOptions {
  connection: Connection;
  dispatcher: Dispatcher;
  delay: Services["delay"];
  /** Called once for each request, in the order in which they were submitted. */
  respond(outcome: Outcome): void;
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
    options.connection.settleFirst(() => this.settled());
  }

  /** Takes the next request. */
  submit(request: Request): Promise<void> | undefined {
    const { connection, dispatcher } = this.#options;
    const pace = dispatcher.pace(connection, request);
    if (pace instanceof ChatError) return this.#refuse(request, pace);
    const mustWait = pace > 0 || this.#slots.length >= MAX_UNDER_WAY;
    if (mustWait || !dispatcher.isPipelined(request)) return this.#inTurn(request, pace);
    const { outcome } = this.#start(request);
    if (outcome !== undefined && "error" in outcome) return this.#refused(outcome.error);
    return connection.outbox.roomToAnswer();
  }

  /** Resolves when it is time to answer something that is no request. */
  async turnOfOther(): Promise<void> {
    const { connection, dispatcher, delay } = this.#options;
    const pace = dispatcher.paceOfRubbish(connection);
    if (pace instanceof ChatError) await this.#refused(pace);
    else if (pace > 0) await delay(pace, connection.ended);
    await this.settled();
  }

  /** Resolves when everything that was submitted has been answered. */
  async settled(): Promise<void> {
    while (this.#slots.length > 0) await this.#answered();
  }

  /** What is refused is answered in its turn, too. */
  async #refuse(request: Request, error: ChatError): Promise<void> {
    await this.settled();
    this.#options.respond({ request, error });
    await this.#refused(error);
  }

  /** Has whoever was refused wait before anything more is read. */
  async #refused(error: ChatError): Promise<void> {
    const { connection, dispatcher, delay } = this.#options;
    const pauseMs = dispatcher.pauseAfter(connection, error);
    if (pauseMs > 0) await delay(pauseMs, connection.ended);
    await connection.outbox.roomToAnswer();
  }

  async #inTurn(request: Request, delayMs: number): Promise<void> {
    const { connection, dispatcher, delay } = this.#options;
    if (delayMs > 0) await delay(delayMs, connection.ended);
    const pipelined = dispatcher.isPipelined(request);
    const most = pipelined ? MAX_UNDER_WAY - 1 : 0;
    while (this.#slots.length > most) await this.#answered();
    const slot = this.#start(request);
    if (!pipelined) await this.settled();
    if (slot.outcome !== undefined && "error" in slot.outcome) {
      return await this.#refused(slot.outcome.error);
    }
    await connection.outbox.roomToAnswer();
  }

  /** Begins to answer a request; what is refused at once has its outcome already. */
  #start(request: Request): Slot {
    const { connection, dispatcher } = this.#options;
    const slot: Slot = { request, outcome: undefined };
    this.#slots.push(slot);
    try {
      const answer = dispatcher.run(connection, request);
      if (answer instanceof Promise) {
        answer.then(
          (fields) => this.#settle(slot, granted(request, fields)),
          (error: unknown) => this.#settle(slot, { request, error: asChatError(error) }),
        );
      } else this.#settle(slot, granted(request, answer));
    } catch (error) {
      this.#settle(slot, { request, error: asChatError(error) });
    }
    return slot;
  }

  #settle(slot: Slot, outcome: Outcome): void {
    const { connection, dispatcher } = this.#options;
    slot.outcome = outcome;
    let answered = 0;
    for (const { request, outcome } of this.#slots) {
      if (outcome === undefined) break;
      this.#options.respond(outcome);
      if ("fields" in outcome && dispatcher.endsConnection(request)) connection.close("exit");
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

/** The dispatcher answers each request with the fields of its action; here one is put to the other. */
function granted(request: Request, fields: AnswerFields[Action]): Granted {
  return { action: request.action, request, fields } as Granted;
}

function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError("internal", undefined, { cause: error });
}
