/** A message of several lines, as far as it has come in. */
import type { IrcMessage } from "./message.ts";

/** A message that is coming in. */
export interface OpenBatch {
  readonly name: string;
  readonly target: string;
  /** What began it: its tags are those of the message. */
  readonly opening: IrcMessage;
  command: string | undefined;
  text: string;
  lines: number;
}
