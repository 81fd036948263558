/** Which languages the page speaks. */

/** Their codes, and their names as those who speak them say. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

/** One of them. */
export type Language = keyof typeof LANGUAGES;

/** The first of these languages (BCP 47) that the page speaks; English when it speaks none. */
export function languageFor(wanted: readonly string[]): Language {
  for (const language of wanted) {
    const [base = ""] = language.toLowerCase().split("-");
    if (Object.hasOwn(LANGUAGES, base)) return base as Language;
  }
  return "en";
}
