/** Says in one sentence why something did not work. */
import { ChatError } from "../../protocol/errors.ts";
import { reasonOf } from "./failure.ts";

/** For people; with `withCode` also the code of a refusal, for scripts. */
export function describe(error: unknown, withCode = false): string {
  return withCode && error instanceof ChatError
    ? `${error.message} (${error.code})`
    : reasonOf(error);
}
