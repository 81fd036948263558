/** Words of the dialogs, in German. */
import type { Texts } from "../en.ts";

export const dialogs: Texts["dialogs"] = {
  question: "Frage",
  answer: "Antwort",
  notLoaded: "Nicht geladen",
  notLoadedWhy:
    "Dieser Teil der Seite kann gerade nicht geladen werden. Wenn der Server da ist, schließe dies und versuche es noch einmal; wenn er neuer ist als diese Seite, lade sie neu.",
};
