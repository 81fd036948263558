/** Says in one sentence why something did not work, and how a command gets around it. */
import { ChatError, type ErrorDetail } from "../../protocol/errors.ts";
import { reasonOf } from "../base/failure.ts";

/** What somebody can type who meant it all the same. */
const ADVICE: Readonly<Record<ErrorDetail, string>> = {
  own_address: "if you mean it, force it: /ban -f",
  server_address: "if you mean it, force it: /ban -f",
};

/** For people; with `withCode` also the code of a refusal, for scripts. */
export function describe(error: unknown, withCode = false): string {
  if (!(error instanceof ChatError)) return reasonOf(error);
  const { code, detail, message } = error;
  const sentence = detail === undefined ? message : `${message}; ${ADVICE[detail]}`;
  return withCode ? `${sentence} (${code})` : sentence;
}
