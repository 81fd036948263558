/** Words about notifications and about what this browser keeps, in German. */
import type { MoreTexts } from "../../more_en.ts";

export const notify: MoreTexts["notify"] = {
  allow: "Benachrichtigungen erlauben",
  permission: {
    granted:
      "Während du woanders hinsiehst, sagen dir Benachrichtigungen, wer dich erwähnt oder dir schreibt.",
    default:
      "Benachrichtigungen können dir sagen, wer dich erwähnt oder dir schreibt, während du woanders hinsiehst.",
    denied:
      "Dieser Browser verbietet hier Benachrichtigungen; seine Einstellungen für diese Seite können sie erlauben.",
    missing: "Dieser Browser hat keine Benachrichtigungen.",
  },
  push: "Sag mir bei geschlossener Seite Bescheid über",
  pushes: {
    none: "Nichts",
    mentions: "Erwähnungen und private Nachrichten",
    all: "Alle Nachrichten",
  },
  hideText: "Nur sagen, wer geschrieben hat, nicht was",
  quiet: {
    on: "Ruhezeit",
    times: "Jeden Tag kommt bei geschlossener Seite nichts",
    from: "Von",
    to: "Bis",
    hint: (zone) =>
      `Nach der Uhr von ${zone}. Was inzwischen kommt, wird nicht nachgeholt: es steht beim Ungelesenen.`,
    wrong: "Wähle zwei verschiedene Zeiten.",
  },
  told: "Der Server weiß Bescheid.",
  problem: (why) => `Das ging nicht: ${why}`,
  worker: {
    starting: "Diese Seite wird für Zeiten ohne Verbindung vorbereitet …",
    ready: "Diese Seite öffnet sich auch ohne Verbindung und lässt sich installieren.",
    impossible:
      "Diese Seite lässt sich nicht installieren und nicht ohne Verbindung öffnen: dafür braucht sie " +
      "https mit einem Zertifikat, dem der Browser vertraut.",
  },
  keeping: {
    unknown: "Ob dieser Browser Nachrichten aufbewahrt, ist noch nicht bekannt.",
    yes: "Die letzten Nachrichten jedes Raums bleiben in diesem Browser, bis du dich abmeldest.",
    forbidden:
      "Dieser Browser bewahrt hier nichts auf, wie in einem privaten Fenster: was noch auf das Senden " +
      "wartet, ist weg, wenn die Seite geschlossen wird.",
    full:
      "Dieser Browser hat keinen Platz mehr: was noch auf das Senden wartet, ist weg, wenn die Seite " +
      "geschlossen wird.",
  },
};
