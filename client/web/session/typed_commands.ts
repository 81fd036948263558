/** Commands as they are typed, the same as in the terminal; loaded with the first of them. */
import { sendText } from "../../full/reduce/writing/reduce_sending.ts";
import type { SendTyped } from "../state/reduce_composer.ts";

/** Sends what may be a command from the open buffer. */
export const sendTyped: SendTyped = sendText;
