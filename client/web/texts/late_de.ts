/** The texts of what whoever is in needs for no first message, in German. */
import { login } from "./de/late/login.ts";
import { refusals } from "./de/late/refusals.ts";
import type { LateTexts } from "./late_en.ts";

/** In German. */
export const LATE_DE: LateTexts = { login, refusals };
