/** A message of several lines, as far as it has come in. */
import type { IrcMessage } from "./message.ts";
import type { TextPiece } from "./text_lines.ts";

/** A message that is coming in. */
export interface OpenBatch {
  readonly name: string;
  readonly target: string;
  /** Whether something was wrong with it: the rest of it is passed over. */
  hasFailed: boolean;
  /** What began it: its tags are those of the message. */
  readonly opening: IrcMessage;
  command: string | undefined;
  text: string;
  lines: number;
  /** The lines as they came: at most as many as a message may have. */
  readonly pieces: TextPiece[];
}
