/** What happened to rooms and people, in English: the words of the other clients. */
import { eventText } from "../../../wording/event_text.ts";

export const events = { text: eventText };
