/** Words of the dialogs, in German. */
import type { Texts } from "../en.ts";

export const dialogs: Texts["dialogs"] = {
  question: "Frage",
  answer: "Antwort",
};
