/** `files`: the messages of one conversation that carry files, oldest first. */
import { ChatError } from "../../../protocol/errors.ts";
import type { MemberCommand } from "../command.ts";

/** Refuses with `unknown_action` until the journal knows files. */
export const files: MemberCommand<"files"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle() {
    throw new ChatError("unknown_action");
  },
};
