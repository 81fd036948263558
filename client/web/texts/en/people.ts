/** Words of the list of people, in English. */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const people = {
  pane: "People in the room",
  title: "People",
  open: "Show people",
  online: (count: number) => plural(count, { one: "# online", other: "# online" }),
  offline: "Offline",
  away: (why: string) => why === "" ? "away" : `away: ${why}`,
  roles: {
    owner: "owner",
    moderator: "moderator",
    speaker: "speaker",
    read_only: "read-only",
  },
};
