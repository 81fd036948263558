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
  loading: "Wird geladen …",
  showPassword: "Passwort zeigen",
  more: "Mehr zeigen",
  unexpected: "In dieser Seite ging etwas schief; lade sie neu, wenn es noch einmal geschieht",
  waitFor: (seconds: number) => `in ${seconds} s noch einmal`,
  notices: {
    "not-in": "Du bist nicht in diesem Raum, darum wurde nichts gesendet",
    "too-many": "Es warten schon zu viele Nachrichten auf den Server; diese wurde nicht angenommen",
    "no-commands": "Befehle können gerade nicht geladen werden; der Text bleibt stehen",
    "copied": "Kopiert",
    "exit": "Schließe den Tab, um zu gehen; angemeldet bleibst du. /logout meldet den Browser ab",
    "send": "Wähle Dateien mit dem Knopf neben dem Textfeld, oder zieh sie auf die Seite",
    "connect": "Öffne die Adresse des anderen Servers in einem anderen Tab",
    "share-left":
      "Nicht alles Geteilte ließ sich übernehmen: wähle den Rest mit dem Knopf für Dateien",
    "no-files": "Dieser Server nimmt keine Dateien",
    "no-place": "Öffne zuerst ein Gespräch und wähle die Dateien dann mit dem Knopf dafür",
    "not-kept": "Dieser Browser bewahrt nichts auf: lass die Seite offen, bis es gesendet ist",
    "empty": "Eine Nachricht kann nicht leer sein; lösche sie stattdessen",
  },
  mistakes: {
    duration: "Schreibe eine Dauer wie 30s, 10m, 2h, 3d oder 1w (höchstens zehn Jahre)",
    number: "Schreibe eine ganze Zahl ab 1",
    different: "Die beiden Passwörter sind nicht gleich",
    name: "Schreibe den Namen genau so, damit nichts anderes gemeint ist",
    quality: "Schreibe Millisekunden als Zahl, eine Bandbreite wie 64kbit, einen Anteil wie 5%",
  },
  connection: {
    away: "Die Verbindung ist weg; versuche es wieder, wenn sie da ist",
    connecting: "Verbinde …",
    cannotConnect: (why) => `Der Server antwortet nicht (${why}); neuer Versuch …`,
    kept:
      "Keine Verbindung: das sind die Nachrichten vom letzten Mal; was du schreibst, geht später hinaus",
    newer: "Der Server hat eine neuere Fassung dieser Seite. Was du geschrieben hast, bleibt.",
    reload: "Neu laden",
    tooOld: "das ist mehr als einen Tag alt; sende es noch einmal, wenn es noch gelten soll",
    lost: "Verbindung verloren; was du schreibst, wird gesendet, sobald sie wieder da ist",
    lostFor: (seconds) => `Verbindung verloren; nächster Versuch in ${seconds} s`,
    ended: (why) => `Die Verbindung ist beendet: ${why}`,
  },
};
