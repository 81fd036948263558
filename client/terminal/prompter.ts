/** Asks one question at a time on the last row of the terminal. */
import type { Key } from "./input/key.ts";
import { Question } from "./question.ts";
import type { Screen } from "./screen.ts";

/** Asks; the answer is `undefined` when the person wants to leave (Ctrl+C, Ctrl+D). */
export type Ask = (question: string, options?: AskOptions) => Promise<string | undefined>;

/** How a question is asked. */
export interface AskOptions {
  /** Shows `*` for every character. @default false */
  isSecret?: boolean;
}

/** Makes the function that asks on `screen` with the keys that `nextKey` brings. */
export function makeAsk(screen: Screen, nextKey: () => Promise<Key | undefined>): Ask {
  return async (prompt, { isSecret = false } = {}) => {
    const question = new Question(prompt, isSecret);
    for (;;) {
      screen.setPrompt(prompt, question.line, isSecret);
      const key = await nextKey();
      const answer = key === undefined ? { text: undefined } : question.press(key);
      if (answer === undefined) continue;
      screen.finishPrompt();
      return answer.text;
    }
  };
}
