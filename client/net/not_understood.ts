/** An answer that is not what the protocol says. */
import { ChatError } from "../../protocol/errors.ts";

/** The server has done what it was asked, or not; what it answered cannot be used. */
export class NotUnderstood extends ChatError {
  constructor(action: string) {
    super(
      "internal",
      `This program does not understand what the server answered to "${action}"; ` +
        "use the version that came with the server",
    );
  }
}
