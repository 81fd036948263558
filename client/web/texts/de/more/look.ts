/** Words of the dialog about colours and language, in German. */
import type { MoreTexts } from "../../more_en.ts";

export const look: MoreTexts["look"] = {
  theme: "Farben",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  language: "Sprache",
  byBrowser: "Wie der Browser",
  kept: "Das gilt für diesen Browser.",
  notKept: "Dieser Browser merkt sich nichts; es gilt, bis die Seite geschlossen wird.",
  unreachable:
    "Diese Sprache kann gerade nicht geladen werden; versuche es mit Verbindung noch einmal",
};
