import assert from "node:assert/strict";
import { parseHistory } from "../../../../client/commands/history.ts";
import {
  nameArgument,
  numberAndText,
  numberArgument,
  placeArgument,
  roomArgument,
} from "../../../../client/commands/parts/arguments.ts";
import { Mistake } from "../../../../client/commands/parts/mistake.ts";

Deno.test("numberAndText() takes a number only when it stands first and alone", () => {
  assert.deepEqual(numberAndText("new text"), { number: 1, text: "new text" });
  assert.deepEqual(numberAndText("2 new text"), { number: 2, text: "new text" });
  assert.deepEqual(numberAndText("2"), { number: 2, text: "" });
  assert.deepEqual(numberAndText("2nd try"), { number: 1, text: "2nd try" });
  assert.deepEqual(numberAndText(""), { number: 1, text: "" });
});

Deno.test("placeArgument() tells rooms from people", () => {
  assert.deepEqual(placeArgument("#Ops", ""), { room: "ops" });
  assert.deepEqual(placeArgument("ops", ""), { room: "ops" });
  assert.deepEqual(placeArgument("@Bob", ""), { with: "Bob" });
});

Deno.test("parseHistory() takes its parts in any order", () => {
  assert.deepEqual(parseHistory(""), {
    place: undefined,
    count: 20,
    isCounted: false,
    day: undefined,
  });
  assert.deepEqual(parseHistory("50 @bob"), {
    place: { with: "bob" },
    count: 50,
    isCounted: true,
    day: undefined,
  });
  assert.deepEqual(parseHistory("#ops before 2026-11-20 5"), {
    place: { room: "ops" },
    count: 5,
    isCounted: true,
    day: new Date(2026, 10, 20),
  });
});

for (
  const [what, parse, sentence] of [
    ["a number that is none", () => numberArgument("x"), /\/messages shows the numbers/],
    ["a number that is too great", () => numberArgument("501"), /from 1 \(the newest\) to 500/],
    ["zero", () => numberArgument("0"), /from 1/],
    ["a missing name", () => nameArgument(" ", "/kick bob"), /for example: \/kick bob/],
    ["a name that can be none", () => nameArgument("@x", ""), /Nobody can be called "x"/],
    ["a missing room", () => roomArgument("", "/join #ops"), /for example: \/join #ops/],
    ["a room that can be none", () => roomArgument("#a b", ""), /No room can be called "#a b"/],
    ["a history of many", () => parseHistory("many"), /from 1 to 1000/],
    ["a history of nothing", () => parseHistory("0"), /from 1 to 1000/],
    ["a day that is none", () => parseHistory("before 2026-13-01"), /\/history before 2026-11-20/],
    ["no day", () => parseHistory("before"), /\/history before 2026-11-20/],
  ] as const
) {
  Deno.test(`arguments are refused with a sentence that helps: ${what}`, () => {
    assert.throws(parse, (error) => error instanceof Mistake && sentence.test(error.message));
  });
}
