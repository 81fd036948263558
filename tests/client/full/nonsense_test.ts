/** A server that sends nonsense: no session of the full screen ends by it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ANSWER_SHAPES } from "../../../client/net/shapes/answers.ts";
import { within } from "../../support/deadline.ts";
import { exampleOf } from "../../support/examples.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { mutated, nonsenseEvents } from "../../support/nonsense.ts";
import { SessionStage } from "./support/session_stage.ts";

/** What the server answers to each action: nonsense that looks like an answer, or a strange refusal. */
const answers = fc.record(
  Object.fromEntries(
    Object.entries(ANSWER_SHAPES).map(([action, shape]) => [
      action,
      fc.oneof(
        {
          weight: 9,
          arbitrary: mutated(exampleOf(shape)).map((fields) => ({ ...fields, ok: true })),
        },
        {
          weight: 1,
          arbitrary: mutated({ error: "no_such_room", message: "No", detail: "x", retry_after: 1 })
            .map((fields) => ({ ...fields, ok: false })),
        },
      ),
    ]),
  ),
);

/** Answered as ever: without them there is no session at all. */
const REAL: ReadonlySet<unknown> = new Set(["ping", "login", "exit", "say"]);

/** Commands that ask for much of what is shown. */
const COMMANDS = [
  "/rooms",
  "/members",
  "/who",
  "/topic",
  "/unread",
  "/history 5",
  "/bans",
  "/filters",
  "/reports",
  "/audit",
  "/whois bob",
  "/sessions",
  "/stats",
  "/invite-codes",
  "/registration",
  "/connections",
  "/roles",
  "/edits 1",
];

Deno.test("ServerSession goes on whatever a server sends, events and answers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(nonsenseEvents, { minLength: 20, maxLength: 60 }),
      answers,
      async (sent, nonsense) => {
        await using server = await FakeServer.start();
        await using stage = await SessionStage.start(server);
        server.intercept = ({ action }) => REAL.has(action) ? undefined : nonsense[String(action)];
        for (const event of sent) {
          // Ids grow, or everything after them would rightly be taken for old.
          const numbered = Number.isSafeInteger(event["id"])
            ? { ...event, id: server.takeId() }
            : event;
          server.announce(numbered);
        }
        for (const command of COMMANDS) stage.enter(command);
        await within(stage.session.whenSent, "the commands to be done");
        // To a poll that is not understood the client replies with a new connection: wait for it.
        server.intercept = () => undefined;
        await within(stage.session.link.whenLive(), "the link to live");
        const { id } = server.publish("carol", "still here?", { room: "general" });
        await stage.until(() => (stage.player.state.servers[0]?.lastId ?? 0) >= id);
        stage.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
        assert.ok(stage.player.screen.length > 0);
        assert.notEqual(stage.session.link.state, "ended");
      },
    ),
    // Every further try at a failure would wait for what does not come: the first is told at once.
    { numRuns: 20, endOnFailure: true },
  );
});
