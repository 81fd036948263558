/** The texts of the page by language; each but English is a file of its own, loaded when it is wanted. */
import { EN, type Texts } from "./en.ts";

/** Languages besides English. */
const OTHERS: Readonly<Record<string, () => Promise<Texts>>> = {
  de: async () => (await import("./de.ts")).DE,
};

/** The languages there are, as their speakers call them. */
export const LANGUAGES: Readonly<Record<string, string>> = { en: "English", de: "Deutsch" };

/** The texts in the first of these languages that there is; English where there is none. */
export async function textsFor(languages: readonly string[]): Promise<Texts> {
  for (const language of languages) {
    const [base = ""] = language.toLowerCase().split("-");
    if (base === "en") return EN;
    const load = Object.hasOwn(OTHERS, base) ? OTHERS[base] : undefined;
    if (load === undefined) continue;
    try {
      return await load();
    } catch {
      return EN; // the file cannot be had at the moment: the page is worth more than its language
    }
  }
  return EN;
}
