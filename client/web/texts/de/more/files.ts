/** Words of what is done with files, in German. */
import type { MoreTexts } from "../../more_en.ts";
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("de");

export const files: MoreTexts["files"] = {
  sendTo: (place) => `An ${place} senden`,
  chosen: "Gewählte Dateien",
  noneChosen: "Keine Datei ist übrig",
  caption: "Beschreibung (kann fehlen)",
  leave: "Weglassen",
  leaveOut: (name) => `${name} weglassen`,
  tooLarge: (size, most) => `${size}: zu groß, dieser Server nimmt bis zu ${most}`,
  send: (count, left) =>
    left === 0
      ? plural(count, { one: "# Datei senden", other: "# Dateien senden" })
      : plural(count, { one: "# passende Datei senden", other: "# passende Dateien senden" }),
  tooLargeToEncrypt: (most) =>
    `ein Browser verschlüsselt Dateien bis ${most}; ein Terminal kann größere senden`,
  preparing: "Wird vorbereitet …",
  sending: "Dateien unterwegs",
  share: (sent, size) => `${sent} von ${size}`,
  rate: (share, rate, left) => `${share} · ${rate} · ${left}`,
  seconds: (count) => plural(count, { one: "noch # Sekunde", other: "noch # Sekunden" }),
  minutes: (count) => plural(count, { one: "noch # Minute", other: "noch # Minuten" }),
  queued: "wartet, bis sie dran ist",
  waiting: "wartet auf eine Verbindung",
  serverFull: "die Platte des Servers ist voll: geht weiter, sobald Platz ist",
  paused: (share) => `angehalten bei ${share}`,
  saying: "ist angekommen",
  perhapsSaid:
    "wurde vielleicht vor einem Tag schon gesendet; sieh nach, bevor du es noch einmal tust",
  unreadable: "ist nicht mehr zu lesen: geändert, verschoben oder gelöscht?",
  missing: "war zu groß, um hier zu bleiben: wähle sie noch einmal, dann geht es weiter",
  chooseAgain: "Noch einmal wählen",
  pause: "Anhalten",
  goOn: "Weiter",
  cancel: (name) => `${name} nicht senden`,
  filesOf: (place) => `Dateien in ${place}`,
  files: "Dateien",
  search: "Nach Name oder Beschreibung suchen",
  noFiles: "Hier wurde noch keine Datei gesendet",
  nothingFound: "Keine Datei hat das im Namen oder in der Beschreibung",
  show: "Zeigen",
};
