/** What a command is: who may use it, how it is limited, and what it does. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { Action, RequestOf } from "../../protocol/requests.ts";
import type { RateKind } from "../limits/rates.ts";
import type { ServerRight } from "../access/server_rights.ts";
import type { Identity } from "../live/online_account.ts";
import type { Caller } from "./caller.ts";
import type { Services } from "./services.ts";

/**
 * Which bucket a request takes its token from. What logs somebody in does not wait for what others
 * at the same address ask: it takes from its connection's own bucket, and has limits of its own.
 */
export type Rate = RateKind | "login" | "none";

/** What a handler gets. */
export interface Call<A extends Action> {
  request: RequestOf<A>;
  caller: Caller;
  services: Services;
}

/** What a handler of a logged-in account gets. */
export interface MemberCall<A extends Action> extends Call<A> {
  identity: Identity;
}

/** The answer besides `ok` and `ref`, now or later; refusals are thrown as `ChatError`. */
export type Answer<A extends Action> = AnswerFields[A] | Promise<AnswerFields[A]>;

/** The rate of a request, as its command says. */
export function rateOf({ rate }: { rate: CommandRules["rate"] }, request: object): Rate {
  return typeof rate === "function" ? rate(request) : rate;
}

interface CommandRules {
  /** A function where what a request asks for decides. */
  rate: Rate | ((request: object) => Rate);
  /** Whether the next request is read before this one is answered; answers keep their order. */
  pipelined: boolean;
  /** Whether the server closes the connection after the answer. */
  ends?: true;
}

/** A command that may be used before a login. */
export interface AnonymousCommand<A extends Action> extends CommandRules {
  access: "anyone";
  handle(call: Call<A>): Answer<A>;
}

/** A command for logged-in accounts. */
export interface MemberCommand<A extends Action> extends CommandRules {
  access: "logged_in";
  /** What an account must be allowed on the server as a whole; the journal asks again. */
  needs?: ServerRight;
  handle(call: MemberCall<A>): Answer<A>;
}

/** A command of any kind. */
export type CommandOf<A extends Action> = AnonymousCommand<A> | MemberCommand<A>;
