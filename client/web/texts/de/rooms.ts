/** Words of the list of rooms, in German. */
import { pluralsOf } from "../plural.ts";
import type { Texts } from "../en.ts";

const plural = pluralsOf("de");

export const rooms: Texts["rooms"] = {
  pane: "Räume und Gespräche",
  rooms: "Räume",
  people: "Privat",
  unread: (count) => plural(count, { one: "# ungelesen", other: "# ungelesen" }),
  mentions: (count) => plural(count, { one: "# an dich", other: "# an dich" }),
  open: "Räume zeigen",
  newRoom: "Neuer Raum",
  browse: "Alle Räume",
  search: "Überall suchen",
  ownAccount: (name) => `${name}: dein Konto`,
  staff: "Ordnung halten",
  everybody: "Leute auf dem Server",
  keys: "Tasten und Befehle",
  settings: "Einstellungen",
  about: (place) => `Über ${place}`,
  searchIn: (place) => `In ${place} suchen`,
  closePrivate: "Dieses Gespräch schließen",
};
