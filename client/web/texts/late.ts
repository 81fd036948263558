/** The texts of what whoever is in needs for no first message: loaded after it, or with the login form. */
import type { LateTexts } from "./late_en.ts";

/** In this language. Rejects with {TypeError} when the file cannot be had. */
export async function lateTextsFor(language: string): Promise<LateTexts> {
  return language === "de"
    ? (await import("./late_de.ts")).LATE_DE
    : (await import("./late_en.ts")).LATE_EN;
}
