/** Why the server refuses something, in the language of the page. */
import { lateTextsFor } from "./late.ts";
import type { LateTexts } from "./late_en.ts";

/** Has a sentence for each code as soon as the file with them is here. */
export class Refusals {
  readonly #language: string;
  #texts: LateTexts["refusals"] | undefined;

  constructor(language: string) {
    this.#language = language;
  }

  /** Loads the sentences. Rejects when they cannot be had; they are tried again when one is wanted. */
  async load(): Promise<void> {
    this.#texts ??= (await lateTextsFor(this.#language)).refusals;
  }

  /**
   * The sentence for a code; as the server has `said` it where there is none, or none yet. `isUsual`:
   * the server has said nothing beyond what the code means.
   */
  sentence(code: string, said: string, isUsual: boolean): string {
    if (this.#texts !== undefined) return this.#texts.sentence(code, said, isUsual);
    this.load().catch(() => {});
    return said;
  }
}
