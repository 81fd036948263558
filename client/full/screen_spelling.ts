/** Spelling in the full screen: finds the dictionaries, has words looked at, keeps own words. */
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";
import type { SpellingPowers } from "../commands/parts/context.ts";
import {
  dictionaryFolders,
  dictionaryNames,
  dictionaryPath,
  OwnWords,
} from "../spelling/dictionaries.ts";
import type { Speller } from "../spelling/speller.ts";
import type { Action, Effect } from "./state/action.ts";

/** What it works with. */
export interface ScreenSpellingOptions {
  speller: Speller;
  /** The config folder, and that of the person. */
  folder: string | undefined;
  home: string | undefined;
  environment: (name: string) => string | undefined;
  dispatch: (action: Action) => void;
}

/** Nothing is read before there is a word to look at. */
export class ScreenSpelling implements SpellingPowers {
  readonly #options: ScreenSpellingOptions;
  readonly #folders: readonly string[];
  readonly #own: OwnWords;
  #ownWords: Promise<readonly string[]> | undefined;
  /** Languages of which it was said that there is no dictionary. */
  readonly #missing = new Set<string>();

  constructor(options: ScreenSpellingOptions) {
    const { folder, home } = options;
    this.#options = options;
    this.#folders = dictionaryFolders(folder, home);
    this.#own = new OwnWords(folder);
  }

  /** Looks at words, or for what may be meant. */
  async perform(effect: Extract<Effect, { kind: "check-words" | "suggest-words" }>): Promise<void> {
    const { dispatch, speller } = this.#options;
    const { language } = effect;
    try {
      const dictionaries = await this.#paths(language);
      if (dictionaries.length === 0) return;
      const own = await (this.#ownWords ??= this.#own.all());
      if (effect.kind === "check-words") {
        const { words } = effect;
        const wrong = await speller.ask({ kind: "check", words, dictionaries, own });
        return dispatch({ kind: "words-checked", language, words, wrong });
      }
      const { before, by, end, head, word } = effect;
      const words = await speller.ask({ kind: "suggest", word, dictionaries, own });
      const choices = words.map((each) => each + end);
      dispatch({ kind: "paths-found", before, by, head, choices });
    } catch (error) {
      dispatch({ kind: "hint", text: `Spelling: ${printable(reasonOf(error))}` });
    }
  }

  readonly lines = async (): Promise<readonly string[]> => {
    const [names, own] = await Promise.all([dictionaryNames(this.#folders), this.#own.all()]);
    return [
      names.length === 0
        ? "there are no dictionaries; Debian has them as hunspell-en-us, hunspell-de-de …"
        : `dictionaries: ${names.map(printable).join(", ")}`,
      own.length === 0
        ? "no words of your own; /spell add word"
        : `words of your own: ${own.map(printable).join(", ")}`,
    ];
  };

  readonly missing = async (names: readonly string[]): Promise<readonly string[]> => {
    const found = await Promise.all(names.map((name) => this.#path(name)));
    return names.filter((_name, index) => found[index] === undefined);
  };

  readonly change = async (word: string, isAdded: boolean): Promise<void> => {
    await this.#own.change(word, isAdded);
    this.#ownWords = undefined;
    this.#options.dispatch({ kind: "words-forgotten" });
  };

  /** Ends what looks at words. */
  close(): void {
    this.#options.speller.close();
  }

  async #paths(language: string): Promise<string[]> {
    const paths: string[] = [];
    for (const name of language.split(" ").filter((each) => each !== "")) {
      const path = await this.#path(name);
      if (path !== undefined) paths.push(path);
      else if (!this.#missing.has(name)) {
        this.#missing.add(name);
        const text = `There is no dictionary "${printable(name)}"; /spell shows what there is`;
        this.#options.dispatch({ kind: "hint", text });
      }
    }
    return paths;
  }

  #path(name: string): Promise<string | undefined> {
    return dictionaryPath(name === "auto" ? this.#localeName() : name, this.#folders);
  }

  /** `de_DE` of `de_DE.UTF-8`; empty where the locale says no language. */
  #localeName(): string {
    const { environment } = this.#options;
    const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => environment(name) ?? "")
      .find((value) => value !== "") ?? "";
    return /^[a-z]{2,3}(?:_[A-Z]{2})?/.exec(locale)?.[0] ?? "";
  }
}
