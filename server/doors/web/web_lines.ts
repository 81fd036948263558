/** The native protocol in WebSocket messages: the same lines, each run of them in a frame. */
import type { WireFormat } from "../../live/wire_format.ts";
import { JSON_LINES } from "../native/json_lines.ts";
import { textFrame } from "./frames.ts";

/** Events as lines in one text frame, which all readers share. */
export const WEB_LINES: WireFormat = {
  encodeEvents: (events) => textFrame(JSON_LINES.encodeEvents(events)),
};
