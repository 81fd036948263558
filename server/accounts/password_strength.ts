/** Refuses passwords that are among the first a guesser would try. */
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { CommonWords, type FoundWord } from "./common_words.ts";
import { KeyPaths } from "./key_paths.ts";
import { guessesOfDate, guessesOfRow, repetitionIn } from "./password_patterns.ts";

/** A password that is tried earlier than this is refused. */
const MIN_GUESSES = 10_000;

/** What nothing else is known of: somebody tries all texts of that length. */
const GUESSES_PER_CHARACTER = 10;

/** Why a password is easy to guess, and how many are tried before it. */
interface Reason {
  guesses: number;
  reason: string;
}

/**
 * Judges passwords; making one loads the lists of words, so make one and keep it.
 *
 * A password is refused when it is *one* thing that guessers try early: a common word in some disguise,
 * the username, a row of characters or keys, a date, or one of these repeated. Two such things one
 * after the other are already more than {@linkcode MIN_GUESSES}, so nothing smaller than the whole
 * password is looked at, and the cost grows with its length and no faster.
 */
export class PasswordJudge {
  readonly #passwords = new CommonWords(dictionary["passwords-common"].slice(0, MIN_GUESSES));
  readonly #words = new CommonWords(dictionary["diceware-common"]);
  readonly #keys = new KeyPaths(Object.values(adjacencyGraphs));
  readonly #currentYear: number;

  /** @param currentYear What dates are near to. */
  constructor(currentYear: number) {
    this.#currentYear = currentYear;
  }

  /** Why this password is too easy to guess, as a sentence; undefined when it is not. */
  weakness(password: string, username: string): string | undefined {
    const usernames = new CommonWords([username.toLowerCase()]);
    const { guesses, reason } = this.#judge(password, usernames);
    if (guesses >= MIN_GUESSES) return undefined;
    return `This password is too easy to guess: ${reason}`;
  }

  /** The first reason to guess it, in the order of guesses. */
  #judge(text: string, usernames: CommonWords): Reason {
    const reasons = [...this.#reasons(text, usernames)];
    const repetition = repetitionIn(text);
    if (repetition !== undefined) {
      const { unit, times } = repetition;
      reasons.push({
        guesses: this.#judge(unit, usernames).guesses * times,
        reason: [...unit].length === 1 ? "it repeats a character" : "it repeats a few characters",
      });
    }
    return reasons.reduce(
      (best, next) => next.guesses < best.guesses ? next : best,
      {
        guesses: GUESSES_PER_CHARACTER ** text.length + 1,
        reason: "it is among the first that somebody would try",
      },
    );
  }

  *#reasons(text: string, usernames: CommonWords): Iterable<Reason> {
    const named = usernames.find(text);
    if (named !== undefined) {
      yield { guesses: named.guesses + 1, reason: "it is the username, or close to it" };
    }
    const common = this.#passwords.find(text);
    if (common !== undefined) yield { guesses: common.guesses + 1, reason: reasonOf(common) };
    const word = this.#words.find(text);
    if (word !== undefined) yield { guesses: word.guesses + 1, reason: "it is a common word" };
    const row = guessesOfRow(text);
    if (row !== undefined) yield { guesses: row + 1, reason: "it is a sequence of characters" };
    const keys = this.#keys.find(text);
    if (keys !== undefined) {
      const reason = keys.isStraight ? "it is a row of keys" : "it is a way from key to key";
      yield { guesses: keys.guesses + 1, reason };
    }
    const date = guessesOfDate(text, this.#currentYear);
    if (date !== undefined) yield { guesses: date + 1, reason: "a date is easy to guess" };
  }
}

function reasonOf({ rank, isDisguised }: FoundWord): string {
  if (isDisguised) return "it is close to a common password";
  if (rank <= 10) return "it is one of the ten most common passwords";
  if (rank <= 100) return "it is one of the hundred most common passwords";
  return "it is one of the most common passwords";
}
