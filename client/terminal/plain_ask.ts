/** Asks a question on a terminal of which nothing is known: no sequences, and nothing of an answer. */
import { printable } from "../../protocol/text/printable.ts";
import { KeyReader } from "./input/key_reader.ts";
import type { Ask } from "./prompter.ts";
import { Question } from "./question.ts";
import { giveModeBack } from "./quiet_start.ts";

/** Takes the terminal until it is disposed of; what is typed is not shown. */
export function plainAsk(): Disposable & { ask: Ask } {
  Deno.stdin.setRaw(true);
  const keys = new KeyReader({
    read: (buffer) => Deno.stdin.read(buffer),
    keep: () => false,
    hasWheel: false,
  });
  return {
    ask: async (prompt, options) => {
      write(printable(prompt));
      const question = new Question(prompt, options?.isSecret ?? true);
      for (;;) {
        const key = await keys.next();
        const answer = key === undefined ? { text: undefined } : question.press(key);
        if (answer === undefined) continue;
        write("\r\n");
        return answer.text;
      }
    },
    [Symbol.dispose]: giveModeBack,
  };
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
