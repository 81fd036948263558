/** Whatever comes in, the parser says what it is, and what it says can be written again. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { formatMessage, parseMessage } from "../../../../../server/doors/irc/wire/message.ts";
import { textLines } from "../../../../../server/doors/irc/wire/text_lines.ts";

const RUNS = 100_000;

const part = fc.oneof(
  fc.constantFrom("@", ":", " ", ";", "=", "\\", "\\s", "#a", "PRIVMSG", "+draft/reply=1", "001"),
  fc.string({ maxLength: 8, unit: "binary" }),
);

Deno.test("parseMessage() takes anything, and formatMessage() writes it as one line that means the same", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const message = parseMessage(parts.join("").replace(/[\r\n\0]/g, ""));
      if (message === undefined) return;
      const { source, ...rest } = message;
      const line = formatMessage(source === undefined ? rest : { source, ...rest });
      assert.ok(!/[\r\n\0]/.test(line));
      // An empty source, and an empty parameter in the middle, have no form of their own.
      if (source === "" || message.params.slice(0, -1).includes("")) return;
      assert.deepEqual(parseMessage(line), message);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("textLines() keeps its bound whatever the text is", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, unit: "grapheme" }), (text) => {
      for (const line of textLines(text, 60)) {
        assert.ok(new TextEncoder().encode(line).length <= 60);
        assert.ok(!/[\r\n]/.test(line));
      }
    }),
    { numRuns: RUNS / 10 },
  );
});
