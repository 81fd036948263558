/** The worker that knows words: dictionaries take time to read, and room, which is given back with it. */
import { type Dictionary, readDictionary } from "./dictionary.ts";
import { READY, type SpellingCall, type SpellingReply } from "./spelling_call.ts";

/** The little of a worker's scope that is needed. */
interface Scope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

/** Answers one call after the other; a dictionary is read when it is asked for. */
export function run(scope: Scope): void {
  const known = new Map<string, Dictionary>();
  scope.onmessage = ({ data }: MessageEvent<SpellingCall>) =>
    scope.postMessage(answer(data, known));
  scope.postMessage(READY);
}

function answer(call: SpellingCall, known: Map<string, Dictionary>): SpellingReply {
  const { id } = call;
  try {
    const dictionaries = call.dictionaries.map((path) => {
      const dictionary = known.get(path) ?? readDictionary(path);
      known.set(path, dictionary);
      return dictionary;
    });
    if (call.kind === "suggest") {
      const words = dictionaries.flatMap((dictionary) => dictionary.suggestions(call.word));
      return { id, words: [...new Set(words)] };
    }
    const own = new Set(call.own.map((word) => word.toLowerCase()));
    const isRight = (word: string) =>
      own.has(word.toLowerCase()) || dictionaries.some((dictionary) => dictionary.isRight(word));
    return { id, words: call.words.filter((word) => !isRight(word)) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
