/** Asks one question at a time on the last row of the terminal. */
import type { Key } from "./key.ts";
import { editLine, EMPTY_LINE, insert, type Line, textOf } from "./line_editor.ts";
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
  return async (question, { isSecret = false } = {}) => {
    let line: Line = EMPTY_LINE;
    for (;;) {
      screen.setPrompt(question, line, isSecret);
      const key = await nextKey();
      if (key === undefined || isLeave(key, line)) {
        screen.finishPrompt();
        return undefined;
      }
      if (key.name === "return" || key.name === "enter") {
        screen.finishPrompt();
        return textOf(line);
      }
      line = key.name === "paste"
        ? insert(line, key.text.split(/[\r\n]/, 1)[0] ?? "")
        : editLine(line, key) ?? line;
    }
  };
}

function isLeave(key: Key, line: Line): boolean {
  return key.ctrl && (key.name === "c" || (key.name === "d" && textOf(line) === ""));
}
