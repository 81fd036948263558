/** Words of the dialogs about one message, in German. */
import type { MoreTexts } from "../../more_en.ts";

export const messages: MoreTexts["messages"] = {
  report: "Melden",
  reportHint: "Moderatoren sehen die Nachricht, was du hier schreibst, und dass du es warst.",
  reason: "Was daran nicht in Ordnung ist (muss nicht sein)",
  reported: "Gemeldet; du erfährst es, wenn jemand nachgesehen hat",
  edits: "Frühere Texte",
  neverEdited: "Diese Nachricht wurde nie bearbeitet",
};
