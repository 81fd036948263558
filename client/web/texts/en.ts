/** All texts of the page in English: a file for each part of it. */
import { common } from "./en/common.ts";
import { composer } from "./en/composer.ts";
import { dialogs } from "./en/dialogs.ts";
import { events } from "./en/events.ts";
import { files } from "./en/files.ts";
import { people } from "./en/people.ts";
import { rooms } from "./en/rooms.ts";
import { timeline } from "./en/timeline.ts";

/** In English. */
export const EN = {
  common,
  composer,
  dialogs,
  events,
  files,
  people,
  rooms,
  timeline,
};

/** Everything that the page says, and what every language has to have: English is the measure. */
export type Texts = typeof EN;
