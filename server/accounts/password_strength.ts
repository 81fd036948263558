/** Refuses passwords that are among the first a guesser would try. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** A password that takes fewer guesses than ten to the power of this is refused. */
const MIN_GUESSES_LOG10 = 4;

/** Only so many characters are judged: the time it takes grows faster than the length. */
const JUDGED_CHARACTERS = 64;

const REASONS: Readonly<Record<string, string>> = {
  common: "it is one of the most common passwords",
  keyPattern: "it is a row of keys",
  recentYears: "a year is easy to guess",
  sequences: "it is a sequence of characters",
  similarToCommon: "it is close to a common password",
  simpleRepeat: "it repeats a character",
  extendedRepeat: "it repeats a few characters",
  straightRow: "it is a row of keys",
  topHundred: "it is one of the hundred most common passwords",
  topTen: "it is one of the ten most common passwords",
  userInputs: "it is the username, or close to it",
};

/** Judges passwords; making one loads the lists of words, so make one and keep it. */
export class PasswordJudge {
  readonly #zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

  /** Why this password is too easy to guess, as a sentence; undefined when it is not. */
  weakness(password: string, username: string): string | undefined {
    if (password.toLowerCase() === username.toLowerCase()) {
      return sentence("userInputs");
    }
    const judged = [...password].slice(0, JUDGED_CHARACTERS).join("");
    const result = this.#zxcvbn.check(judged, [username]);
    if (result.guessesLog10 >= MIN_GUESSES_LOG10) return undefined;
    return sentence(String(result.feedback.warning));
  }
}

function sentence(warning: string): string {
  const reason = REASONS[warning] ?? "it is among the first that somebody would try";
  return `This password is too easy to guess: ${reason}`;
}
