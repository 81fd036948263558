/** All texts of the page in German: a file for each part of it. */
import { common } from "./de/common.ts";
import { composer } from "./de/composer.ts";
import { dialogs } from "./de/dialogs.ts";
import { events } from "./de/events.ts";
import { files } from "./de/files.ts";
import { people } from "./de/people.ts";
import { rooms } from "./de/rooms.ts";
import { timeline } from "./de/timeline.ts";
import type { Texts } from "./en.ts";

/** In German. */
export const DE: Texts = {
  common,
  composer,
  dialogs,
  events,
  files,
  people,
  rooms,
  timeline,
};
