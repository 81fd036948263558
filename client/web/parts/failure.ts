/** Why something did not work, in a sentence for people. */
import { ChatError, ERROR_SENTENCES } from "../../../protocol/errors.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { ConnectionLost } from "../../base/failure.ts";
import { HeldBack } from "../../sealing/held_back.ts";
import { FormProblem } from "../state/form_problem.ts";
import type { PageTexts } from "../texts/texts.ts";

/** A sentence for what can go wrong; `undefined` for what nobody has thought of. */
export function failureText(error: unknown, texts: PageTexts): string | undefined {
  if (error instanceof ChatError) {
    const { code, message, retryAfterSeconds: wait } = error;
    const isUsual = message === ERROR_SENTENCES[code];
    const why = texts.refusals.sentence(code, printable(message), isUsual);
    return wait === undefined || !Number.isFinite(wait) || wait <= 0
      ? why
      : `${why} (${texts.common.waitFor(Math.ceil(wait))})`;
  }
  if (error instanceof FormProblem) return texts.common.mistakes[error.mistake];
  // What has to do with keys is said in the language of the page already.
  if (error instanceof HeldBack) return error.message;
  return error instanceof ConnectionLost ? texts.common.connection.away : undefined;
}
