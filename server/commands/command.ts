/** What a command is: who may use it, how it is limited, and what it does. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { Action, RequestOf } from "../../protocol/requests.ts";
import type { RateKind } from "../limits/rates.ts";
import type { ServerRight } from "../access/server_rights.ts";
import type { Services } from "./services.ts";
import type { Identity, Session } from "../live/connection.ts";

/** Which bucket a request takes its token from. */
export type Rate = RateKind | "none";

/** What a handler gets. */
export interface Call<A extends Action> {
  request: RequestOf<A>;
  session: Session;
  services: Services;
}

/** What a handler of a logged-in account gets. */
export interface MemberCall<A extends Action> extends Call<A> {
  identity: Identity;
}

/** The answer besides `ok` and `ref`, now or later; refusals are thrown as `ChatError`. */
export type Answer<A extends Action> = AnswerFields[A] | Promise<AnswerFields[A]>;

interface CommandRules {
  rate: Rate;
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

/** A command of either kind. */
export type CommandOf<A extends Action> = AnonymousCommand<A> | MemberCommand<A>;
