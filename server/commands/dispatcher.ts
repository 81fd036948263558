/** Decides about every request before its command runs: is it allowed, is it within the rate? */
import { ChatError } from "../../protocol/errors.ts";
import type { Action, Request, RequestOf } from "../../protocol/requests.ts";
import type { CommandOf, Rate } from "./command.ts";
import { COMMANDS } from "./registry.ts";
import { MAX_ANONYMOUS_DELAY_MS, MAX_DELAY_MS } from "../limits/rates.ts";
import { hasServerRight, isStaff, whoMayText } from "../access/server_rights.ts";
import type { Services } from "./services.ts";
import type { Session } from "../live/connection.ts";

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
   * connection before it runs, so that TCP pushes back on whoever is over the rate. Whoever is so far
   * over it that this would take too long is refused with `slow_down` instead, and a connection that
   * does not mind that is closed. Those who keep order go as fast as they like.
   */
  pace(session: Session, request: Request): number | ChatError {
    return this.#pace(session, COMMANDS[request.action].rate);
  }

  /** The same for something that is no request: it counts like a query. */
  paceOfRubbish(session: Session): number | ChatError {
    return this.#pace(session, "query");
  }

  #pace(session: Session, rate: Rate): number | ChatError {
    const account = session.identity?.account;
    if (rate === "none" || account !== undefined && isStaff(account.role)) return 0;
    const nowMs = this.#services.now();
    const isAnonymous = account === undefined;
    const own = isAnonymous ? session.bucket : account.rates?.of(rate, nowMs);
    const shared = isAnonymous ? undefined : session.addressRates?.of(rate, nowMs);
    const waitMs = Math.max(own?.waitMs(nowMs) ?? 0, shared?.waitMs(nowMs) ?? 0);
    if (waitMs <= (isAnonymous ? MAX_ANONYMOUS_DELAY_MS : MAX_DELAY_MS)) {
      return Math.max(own?.take(nowMs) ?? 0, shared?.take(nowMs) ?? 0);
    }
    if (session.isFlooding(nowMs)) session.close("flooding");
    return new ChatError("slow_down", undefined, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
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
      throw new ChatError("no_right", whoMayText(needs));
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
