/** All texts of the page in German: a file for each part of it. */
import { common } from "./de/common.ts";
import { composer } from "./de/composer.ts";
import { dialogs } from "./de/dialogs.ts";
import { events } from "./de/events.ts";
import { files } from "./de/files.ts";
import { login } from "./de/login.ts";
import { look } from "./de/look.ts";
import { people } from "./de/people.ts";
import { refusals } from "./de/refusals.ts";
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
  login,
  look,
  people,
  refusals,
  rooms,
  timeline,
};
