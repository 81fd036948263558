/** The texts of what is opened seldom, in English: a file for each part of it. */
import { files } from "./en/more/files.ts";
import { find } from "./en/more/find.ts";
import { flow } from "./en/more/flow.ts";
import { hooks } from "./en/more/hooks.ts";
import { keys } from "./en/more/keys.ts";
import { look } from "./en/more/look.ts";
import { message } from "./en/more/message.ts";
import { notify } from "./en/more/notify.ts";
import { people } from "./en/more/people.ts";
import { rooms } from "./en/more/rooms.ts";
import { programs } from "./en/more/programs.ts";
import { settings } from "./en/more/settings.ts";
import { staff } from "./en/more/staff.ts";

/** In English. */
export const MORE_EN = {
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

/** What every language has to have: English is the measure. */
export type MoreTexts = typeof MORE_EN;
