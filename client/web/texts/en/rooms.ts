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
  newRoom: "New room",
  browse: "All rooms",
  search: "Search everywhere",
  ownAccount: (name: string) => `${name}: your account`,
  staff: "Keeping order",
  everybody: "People on the server",
  keys: "Keys and commands",
  settings: "Settings",
  about: (place: string) => `About ${place}`,
  searchIn: (place: string) => `Search in ${place}`,
  closePrivate: "Close this conversation",
};
