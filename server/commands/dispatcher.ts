/** Decides about every request before its command runs: is it allowed, is it within the rate? */
import { ChatError } from "../../protocol/errors.ts";
import type { Action, Request, RequestOf } from "../../protocol/requests.ts";
import type { DispatchObserver } from "../base/observers.ts";
import type { Caller } from "./caller.ts";
import { type Answer, type CommandOf, type Rate, rateOf } from "./command.ts";
import { COMMANDS } from "./registry.ts";
import { MAX_ANONYMOUS_DELAY_MS, MAX_DELAY_MS } from "../limits/rates.ts";
import { hasServerRight, isStaff, whoMayText } from "../access/server_rights.ts";
import type { Services } from "./services.ts";
import type { Connection } from "../live/connection.ts";

/** What the rate of requests is told by, and what becomes of whoever does not mind it. */
export type Paced = Pick<
  Connection,
  "identity" | "address" | "bucket" | "loginBucket" | "addressRates" | "isFlooding" | "close"
>;

/** The one way from any door to the commands. */
export class Dispatcher {
  readonly #services: Services;
  readonly #observer: DispatchObserver | undefined;

  /** `observer` is told of every request that was run. */
  constructor(services: Services, observer?: DispatchObserver) {
    this.#services = services;
    this.#observer = observer;
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
  pace(paced: Paced, request: Request): number | ChatError {
    return this.#pace(paced, rateOf(COMMANDS[request.action], request));
  }

  /** Takes a token for something that is no request, as `pace()` does: it counts like a query. */
  paceOfRubbish(paced: Paced): number | ChatError {
    return this.#pace(paced, "query");
  }

  /**
   * Notes that a request came to an error, from wherever that came; returns for how many milliseconds
   * nothing more may be read from its connection. Those who keep order never wait.
   */
  pauseAfter({ identity, address }: Paced, { code }: ChatError): number {
    const account = identity?.account;
    if (code !== "slow_down" || account !== undefined && isStaff(account.role)) return 0;
    const { elapsed, refusals } = this.#services;
    return refusals?.pauseMs({ account: account?.id, address }, elapsed()) ?? 0;
  }

  #pace(paced: Paced, rate: Rate): number | ChatError {
    const account = paced.identity?.account;
    if (rate === "none" || account !== undefined && isStaff(account.role)) return 0;
    const nowMs = this.#services.elapsed();
    const isAnonymous = account === undefined;
    const isLogin = rate === "login";
    const kind = isLogin ? "query" : rate;
    const own = isAnonymous
      ? isLogin ? paced.loginBucket(nowMs) : paced.bucket
      : account.rates?.of(kind, nowMs);
    const shared = isAnonymous ? undefined : paced.addressRates?.of(kind, nowMs);
    // Other nodes of a cluster count for themselves what the account does there.
    const cost = isAnonymous ? 1 : own?.atMost(this.#services.rateShares?.of(account.id) ?? 1);
    const waitMs = Math.max(own?.waitMs(nowMs, cost) ?? 0, shared?.waitMs(nowMs) ?? 0);
    if (waitMs <= (isAnonymous ? MAX_ANONYMOUS_DELAY_MS : MAX_DELAY_MS)) {
      return Math.max(own?.take(nowMs, cost) ?? 0, shared?.take(nowMs) ?? 0);
    }
    if (paced.isFlooding(nowMs)) paced.close("flooding");
    return new ChatError("slow_down", undefined, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  }

  /**
   * Runs the command of a request. Throws, or rejects with, a {@linkcode ChatError}; anything else
   * that goes wrong inside is logged and becomes `internal`.
   */
  run<A extends Action>(caller: Caller, request: RequestOf<A> & { action: A }): Answer<A> {
    const { requests } = this.#services.log;
    if (requests === undefined || requests.current !== undefined) {
      return this.#run<A>(caller, request);
    }
    return requests.run(() => this.#run<A>(caller, request));
  }

  #run<A extends Action>(caller: Caller, request: RequestOf<A> & { action: A }): Answer<A> {
    const done = this.#began(caller, request.action);
    try {
      const answer = this.#handle<A>(caller, request);
      if (!(answer instanceof Promise)) {
        done?.(undefined);
        return answer;
      }
      const answered = answer.catch((error: unknown) =>
        Promise.reject(this.#refusal(error, { caller, request }))
      );
      if (done !== undefined) {
        answered.then(() => done(undefined), (error: ChatError) => done(error.code));
      }
      return answered;
    } catch (error) {
      const refusal = this.#refusal(error, { caller, request });
      done?.(refusal.code);
      throw refusal;
    }
  }

  /** Whoever is to be told when it is answered. */
  #began(caller: Caller, action: Action): ((error: string | undefined) => void) | undefined {
    const observed = this.#observer?.began(action);
    const { elapsed, log } = this.#services;
    if (!log.has("debug")) return observed;
    const beganMs = elapsed();
    return (error) => {
      observed?.(error);
      const username = caller.identity?.account.name;
      log.write({
        event: "request",
        action,
        outcome: error ?? "granted",
        milliseconds: elapsed() - beganMs,
        origin: caller.origin,
        ...(username === undefined ? {} : { username }),
      });
    };
  }

  #handle<A extends Action>(caller: Caller, request: RequestOf<A> & { action: A }): Answer<A> {
    const command: CommandOf<A> = COMMANDS[request.action];
    const call = { request, caller, services: this.#services };
    switch (command.access) {
      case "anyone":
        return command.handle(call);
      case "logged_in": {
        const { identity } = caller;
        if (identity === undefined) throw new ChatError("login_required");
        const { needs } = command;
        if (needs !== undefined && !hasServerRight(needs, identity.account.role)) {
          throw new ChatError("no_right", whoMayText(needs));
        }
        return command.handle({ ...call, identity });
      }
    }
  }

  #refusal(
    error: unknown,
    { caller, request }: { caller: Caller; request: { action: Action } },
  ): ChatError {
    if (error instanceof ChatError) return error;
    // Whatever waited for the caller has given up; nobody is there to be told.
    if (error === caller.ended.reason) return new ChatError("busy");
    const reason = error instanceof Error ? error.stack ?? error.message : String(error);
    this.#services.log.write({ event: "error", message: `${request.action} failed: ${reason}` });
    return new ChatError("internal", undefined, { cause: error });
  }
}
