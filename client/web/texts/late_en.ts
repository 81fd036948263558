/** The texts of what whoever is in needs for no first message, in English. */
import { login } from "./en/late/login.ts";
import { refusals } from "./en/late/refusals.ts";

/** In English. */
export const LATE_EN = { login, refusals };

/** What every language has to have: English is the measure. */
export type LateTexts = typeof LATE_EN;
