/** The texts of what is opened seldom: each language a file of its own, loaded with the first of it. */
import type { MoreTexts } from "./more_en.ts";

/** In this language; English where there is none. Rejects when the file cannot be loaded. */
export async function moreTextsFor(language: string): Promise<MoreTexts> {
  return language === "de"
    ? (await import("./more_de.ts")).MORE_DE
    : (await import("./more_en.ts")).MORE_EN;
}
