/** Words of the list of rooms, in English. */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const rooms = {
  pane: "Rooms and conversations",
  rooms: "Rooms",
  people: "Private",
  unread: (count: number) => plural(count, { one: "# unread", other: "# unread" }),
  mentions: (count: number) => plural(count, { one: "# for you", other: "# for you" }),
  open: "Show rooms",
};
