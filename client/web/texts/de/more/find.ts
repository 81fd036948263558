/** Words of what finds rooms, people, messages and keys, in German. */
import { printable } from "../../../../../protocol/text/printable.ts";
import type { MoreTexts } from "../../more_en.ts";
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("de");

export const find: MoreTexts["find"] = {
  language: "de",
  jump: "Gehe zu",
  jumpTo: "Raum oder Person",
  nothingFits: "Nichts passt",
  enterGoes: "↑ und ↓ wählen, Eingabe geht hin",
  unread: "Ungelesen",
  allRead: "Du hast alles gelesen",
  markAllRead: "Alles als gelesen markieren",
  search: "Suche",
  where: "Wo",
  everywhere: "Überall",
  searchHint:
    'Wörter, "eine Wendung", anfang*, from:name, in:#raum, in:@name, before:2026-11-20, after:2026-11-20',
  searching: "Sucht …",
  sealed: ({ backTo = "", isCut, isDone }) => {
    const far = backTo === "" ? "" : ` zurück bis ${printable(backTo)}`;
    if (!isDone) return `Verschlüsselte Nachrichten:${far || " bisher"} durchsucht; sucht weiter …`;
    return isCut
      ? `Verschlüsselte Nachrichten:${far} durchsucht; es sind zu viele, mehr Wörter finden weniger.`
      : `Verschlüsselte Nachrichten: alle durchsucht${backTo === "" ? "" : `,${far}`}.`;
  },
  nothingFound: "Nichts gefunden",
  found: (count, hasMore) =>
    plural(
      count,
      hasMore
        ? { other: "# gefunden; am Ende der Liste kommen mehr" }
        : { one: "# gefunden", other: "# gefunden" },
    ),
  behind: "Was zuletzt gesagt wurde, fehlt vielleicht.",
  day: "Tag",
  goToDay: "Zu diesem Tag",
  nothingThen: "Seither wurde nichts gesagt",
  keys: "Tasten",
  commands: "Befehle: wie eine Nachricht zu schreiben (auf Englisch)",
  findKey: "Taste oder Befehl finden",
  does: {
    jump: "zu einem Raum oder einer Person über einen Teil des Namens",
    search: "in diesem Gespräch suchen",
    searchEverywhere: "überall suchen",
    unread: "zeigen, was ungelesen ist; Eingabe geht zum Ersten",
    roomByNumber: "zum Raum mit dieser Nummer in der Liste",
    roomAbove: "zum Raum darüber",
    roomBelow: "zum Raum darunter",
    keys: "diese Übersicht, solange nichts geschrieben wird",
    keysAnywhere: "diese Übersicht, überall",
    close: "schließen, was vorne ist",
  },
};
