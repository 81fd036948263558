/** The texts of what is opened seldom, in German: a file for each part of it. */
import { files } from "./de/more/files.ts";
import { find } from "./de/more/find.ts";
import { flow } from "./de/more/flow.ts";
import { hooks } from "./de/more/hooks.ts";
import { keys } from "./de/more/keys.ts";
import { look } from "./de/more/look.ts";
import { message } from "./de/more/message.ts";
import { notify } from "./de/more/notify.ts";
import { people } from "./de/more/people.ts";
import { rooms } from "./de/more/rooms.ts";
import { programs } from "./de/more/programs.ts";
import { settings } from "./de/more/settings.ts";
import { staff } from "./de/more/staff.ts";
import type { MoreTexts } from "./more_en.ts";

/** In German. */
export const MORE_DE: MoreTexts = {
  files,
  find,
  flow,
  hooks,
  keys,
  look,
  message,
  notify,
  people,
  rooms,
  programs,
  settings,
  staff,
};
