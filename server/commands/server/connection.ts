/** `ping`, `exit` and `http`: requests about the connection itself. */
import { ChatError } from "../../../protocol/errors.ts";
import type { AnonymousCommand } from "../command.ts";

/** `ping`: an answer, to see that both sides are there. */
export const ping: AnonymousCommand<"ping"> = {
  access: "anyone",
  rate: "query",
  pipelined: false,
  handle: () => ({}),
};

/** `exit`: an answer, then the server closes the connection. The session can be resumed. */
export const exit: AnonymousCommand<"exit"> = {
  access: "anyone",
  rate: "none",
  pipelined: false,
  ends: true,
  handle: () => ({}),
};

/** `http`: only a door that can go on with HTTP on the same connection does that, and by itself. */
export const http: AnonymousCommand<"http"> = {
  access: "anyone",
  rate: "query",
  pipelined: false,
  handle() {
    throw new ChatError("unknown_action");
  },
};
