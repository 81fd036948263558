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
};
