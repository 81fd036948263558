/** `ping` and `exit`: requests about the connection itself. */
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
