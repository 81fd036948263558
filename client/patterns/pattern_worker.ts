/** The worker that searches with regular expressions: a pattern that takes for ever does so in here. */
import { type PatternCall, type PatternReply, READY } from "./pattern_call.ts";

/** The little of a worker's scope that is needed. */
interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

/** Answers one call after the other. */
export function run(scope: Scope): void {
  scope.onmessage = ({ data }: MessageEvent<PatternCall>) => scope.postMessage(matches(data));
  scope.postMessage(READY);
}

/** The first match in each text, in the order of the texts. */
export function matches({ flags, most, source, texts }: PatternCall): PatternReply {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, flags);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { problem: text.replace(/^Invalid regular expression: .*: (?=[^:]*$)/s, "") };
  }
  const hits: [number, number, number][] = [];
  for (const [index, text] of texts.entries()) {
    if (hits.length >= most) break;
    const found = pattern.exec(text);
    if (found !== null) hits.push([index, found.index, found.index + found[0].length]);
  }
  return { hits };
}
