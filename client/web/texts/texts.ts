/** The texts of the page: each language is a file of its own, and only that one is loaded. */
import type { Texts } from "./en.ts";
import { type Language, languageFor } from "./languages.ts";

const LOAD: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => (await import("./en.ts")).EN,
  de: async () => (await import("./de.ts")).DE,
};

/**
 * The texts in the first of these languages that the page speaks.
 *
 * @throws {TypeError} when the file cannot be had.
 */
export async function textsFor(languages: readonly string[]): Promise<Texts> {
  return await LOAD[languageFor(languages)]();
}
