/** Decides about every request before its command runs: is it allowed, is it within the rate? */
import { ChatError } from "../protocol/errors.ts";
import type { Action, Request, RequestOf } from "../protocol/requests.ts";
import type { CommandOf, Rate } from "./commands/command.ts";
import { COMMANDS } from "./commands/registry.ts";
import { hasServerRight } from "./server_rights.ts";
import type { Services } from "./services.ts";
import type { Session } from "./session.ts";
import type { TokenBucket } from "./token_bucket.ts";

/** What a command answers besides `ok` and `ref`. */
export type Fields = object;

/** The one way from any door to the commands. */
export class Dispatcher {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Whether further requests may be taken while this one is being answered. */
  isPipelined(request: Request): boolean {
    return COMMANDS[request.action].pipelined;
  }

  /** Whether the connection is closed once the request has been granted. */
  endsConnection(request: Request): boolean {
    return COMMANDS[request.action].ends ?? false;
  }

  /**
   * Takes a token for the request; returns for how many milliseconds nothing may be read from its
   * connection before it runs, so that TCP pushes back on whoever is over the rate.
   */
  delayMs(session: Session, request: Request): number {
    return bucketFor(session, COMMANDS[request.action].rate)?.take(this.#services.now()) ?? 0;
  }

  /**
   * Runs the command of a request. Throws, or rejects with, a {@linkcode ChatError}; anything else
   * that goes wrong inside is logged and becomes `internal`.
   */
  run(session: Session, request: Request): Fields | Promise<Fields> {
    try {
      const answer = this.#handle(session, request as RequestOf<Action>);
      return answer instanceof Promise
        ? answer.catch((error: unknown) =>
          Promise.reject(this.#refusal(error, { session, request }))
        )
        : answer;
    } catch (error) {
      throw this.#refusal(error, { session, request });
    }
  }

  #handle<A extends Action>(session: Session, request: RequestOf<A>): Fields | Promise<Fields> {
    const command = COMMANDS[request.action as A] as CommandOf<A>;
    const call = { request, session, services: this.#services };
    if (command.access === "anyone") return command.handle(call);
    const { identity } = session;
    if (identity === undefined) throw new ChatError("login_required");
    const { needs } = command;
    if (needs !== undefined && !hasServerRight(needs, identity.account.role)) {
      throw new ChatError("no_right");
    }
    return command.handle({ ...call, identity });
  }

  #refusal(
    error: unknown,
    { session, request }: { session: Session; request: Request },
  ): ChatError {
    if (error instanceof ChatError) return error;
    // Whatever waited for the connection has given up; nobody is there to be told.
    if (error === session.ended.reason) return new ChatError("busy");
    const reason = error instanceof Error ? error.stack ?? error.message : String(error);
    this.#services.log.write({ event: "error", message: `${request.action} failed: ${reason}` });
    return new ChatError("internal", undefined, { cause: error });
  }
}

function bucketFor(session: Session, rate: Rate): TokenBucket | undefined {
  if (rate === "none") return undefined;
  const account = session.identity?.account;
  if (account === undefined) return session.bucket;
  return rate === "message" ? account.messageBucket : account.queryBucket;
}
