/** Words of the list of people, in German. */
import { pluralsOf } from "../plural.ts";
import type { Texts } from "../en.ts";

const plural = pluralsOf("de");

export const people: Texts["people"] = {
  pane: "Leute im Raum",
  title: "Leute",
  open: "Leute zeigen",
  online: (count) => plural(count, { one: "# online", other: "# online" }),
  offline: "Nicht da",
  away: (why) => why === "" ? "abwesend" : `abwesend: ${why}`,
  roles: {
    owner: "Eigentümer",
    moderator: "Moderator",
    speaker: "Sprecher",
    read_only: "nur lesen",
  },
};
