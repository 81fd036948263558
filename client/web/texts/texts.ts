/** The texts of the page: each language is a file of its own, and only that one is loaded. */
import type { Texts } from "./en.ts";
import { type Language, languageFor } from "./languages.ts";
import { Refusals } from "./refusals.ts";

/** What the components have: why the server refuses something is loaded after the first messages. */
export interface PageTexts extends Texts {
  readonly refusals: Refusals;
}

const LOAD: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => (await import("./en.ts")).EN,
  de: async () => (await import("./de.ts")).DE,
};

/**
 * The texts in the first of these languages that the page speaks.
 *
 * @throws {TypeError} when the file cannot be had.
 */
export async function textsFor(languages: readonly string[]): Promise<PageTexts> {
  const language = languageFor(languages);
  return { ...await LOAD[language](), refusals: new Refusals(language) };
}
