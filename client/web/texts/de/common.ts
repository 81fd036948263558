/** Words of more than one part of the page, in German. */
import type { Texts } from "../en.ts";

export const common: Texts["common"] = {
  language: "de",
  cancel: "Abbrechen",
  close: "Schließen",
  ok: "OK",
  toComposer: "Zum Textfeld",
  toMessages: "Zu den Nachrichten",
  tryAgain: "Noch einmal",
  notices: {
    "not-in": "Du bist nicht in diesem Raum, darum wurde nichts gesendet",
    "too-many": "Es warten schon zu viele Nachrichten auf den Server; diese wurde nicht angenommen",
    "no-commands": "Befehle können gerade nicht geladen werden; der Text bleibt stehen",
    "cannot-load": "Das kann gerade nicht geladen werden; versuche es mit Verbindung noch einmal",
    "copied": "Kopiert",
    "empty": "Eine Nachricht kann nicht leer sein; lösche sie stattdessen",
  },
  connection: {
    connecting: "Verbinde …",
    cannotConnect: (why) => `Der Server antwortet nicht (${why}); neuer Versuch …`,
    lost: "Verbindung verloren; was du schreibst, wird gesendet, sobald sie wieder da ist",
    lostFor: (seconds) => `Verbindung verloren; nächster Versuch in ${seconds} s`,
    ended: (why) => `Die Verbindung ist beendet: ${why}`,
  },
};
