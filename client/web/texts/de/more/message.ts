/** Words of the dialogs about one message, in German. */
import { pluralsOf } from "../../plural.ts";
import type { MoreTexts } from "../../more_en.ts";

const plural = pluralsOf("de");

export const message: MoreTexts["message"] = {
  title: (name) => `Nachricht von ${name}`,
  copy: "Text kopieren",
  author: (name) => `Über ${name}`,
  edits: "Frühere Fassungen zeigen",
  markUnread: "Ab hier als ungelesen markieren",
  remove: "Löschen",
  report: "Melden",
  removeTitle: "Diese Nachricht löschen?",
  removeBody: "Niemand kann sie dann mehr lesen.",
  reportTitle: "Diese Nachricht melden",
  reportBody: "Wer hier für Ordnung sorgt, sieht sie sich an.",
  reason: "Warum (kann leer bleiben)",
  send: "Melden",
  reported: "Sie ist gemeldet",
  editsTitle: "Frühere Fassungen",
  noEdits: "Davon gibt es nichts mehr",
  emojiTitle: "Emoji wählen",
  emojiSearch: "Emoji suchen",
  recent: "Zuletzt benutzt",
  found: (count) => plural(count, { one: "# Emoji gefunden", other: "# Emoji gefunden" }),
  tone: "Hautfarbe",
  noTone: "keine Hautfarbe",
  toneNumber: (number) => `Hautfarbe ${number}`,
  categories: {
    "Smileys & Emotion": "Smileys und Gefühle",
    "People & Body": "Leute",
    "Animals & Nature": "Tiere und Natur",
    "Food & Drink": "Essen und Trinken",
    "Travel & Places": "Reisen und Orte",
    "Activities": "Aktivitäten",
    "Objects": "Dinge",
    "Symbols": "Symbole",
    "Flags": "Flaggen",
  },
};
