/** Who may do what where, generated from the table of rights and asked of a real server. */
import assert from "node:assert/strict";
import { REQUEST_SHAPES } from "../../../../protocol/requests.ts";
import {
  type PlaceKind,
  PLACES,
  refusalOf,
  type Standing,
  STANDINGS,
} from "../../../../server/access/rights.ts";
import {
  APART,
  CONVERSATION_REQUESTS,
  type ConversationRequest,
  expectedRefusal,
  OVERVIEWS,
} from "../../../support/conversation_requests.ts";
import { EVENTS_OF_DIRECT, EVENTS_OF_ROOM, makeCommotion } from "../../../support/commotion.ts";
import {
  granted,
  type Scene,
  type SceneOptions,
  snapshotOf,
  Stage,
} from "../../../support/stage.ts";
import {
  allParts,
  linesOf,
  OVERALL_QUESTIONS,
  questionsByName,
  textOfAnswer,
} from "../../../support/questions.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** How somebody can stand to a place of this kind: between two accounts there are no roles. */
function standingsIn(place: PlaceKind): readonly Standing[] {
  return place === "direct" ? ["outsider", "member"] : STANDINGS;
}

/** The requests that somebody of this standing can make there at all. */
function requestsIn({ place, standing }: SceneOptions) {
  return CONVERSATION_REQUESTS.filter(({ direct, names }) =>
    // An outsider has no name for what two others say to each other, only ids of messages.
    place !== "direct" || direct && (standing === "member" || names === "message")
  );
}

function nameOf({ action, what }: ConversationRequest, { place, standing }: Scene): string {
  return `${action} ${what} in ${place} as ${standing}`;
}

Deno.test("REQUEST_SHAPES has no action that these tests know nothing of", () => {
  const known = new Set([
    ...CONVERSATION_REQUESTS.map(({ action }) => action),
    ...OVERVIEWS,
    ...APART,
  ]);
  assert.deepEqual([...known].sort(), Object.keys(REQUEST_SHAPES).sort());
});

for (const place of PLACES) {
  Deno.test(`refusalOf() is what the server says to everybody in ${place} conversations`, async () => {
    const wrong = await onStages(
      standingsIn(place),
      async (stage, standing) => [
        ...await refusedRequests(stage, { place, standing }),
        ...await grantedRequests(stage, { place, standing }),
      ],
    );
    assert.deepEqual(wrong, []);
  });

  Deno.test(`hubSink() tells nobody who may not read ${place} conversations of them`, async () => {
    const wrong = await onStages(["member", ...blindIn(place)], async (stage, standing) => {
      const scene = await stage.scene({ place, standing });
      const devices = [scene.client, await stage.secondDevice()];
      const seen = devices.map(({ lines }) => lines.length);
      await makeCommotion(scene);
      await Promise.all(devices.map((device) => device.request("ping")));
      const events = devices.map((device, index) =>
        device.lines.slice(seen[index]).filter((line) => line["event"] !== undefined)
      );
      if (standing !== "member") {
        return events.flat().map((event) => `${standing}: ${event["event"]}`);
      }
      const expected = place === "direct" ? EVENTS_OF_DIRECT : EVENTS_OF_ROOM;
      for (const heard of events) {
        assert.deepEqual([...new Set(heard.map((line) => line["event"]))].sort(), expected);
      }
      return [];
    });
    assert.deepEqual(wrong, []);
  });

  Deno.test(`COMMANDS show nothing of ${place} conversations to those who may not read them`, async () => {
    const wrong = await onStages(blindIn(place), async (stage, standing) => {
      const scene = await stage.scene({ place, standing });
      await makeCommotion(scene);
      const mayKnow = refusalOf("list", place, standing) === undefined;
      const device = await stage.secondDevice();
      const wrong: string[] = [];
      for (const [action, fields] of OVERALL_QUESTIONS) {
        const text = JSON.stringify(await allParts(device, action, fields));
        const isList = mayKnow && (action === "rooms" || action === "export");
        const names = place !== "direct" && concerns(text, scene);
        const tells = /secret|🦄/.test(text) || !isList && names;
        if (tells) wrong.push(`${action} as ${standing}: ${text}`);
      }
      const [login] = device.lines.filter((line) => Array.isArray(line["rooms"]));
      assert.deepEqual(login?.["rooms"], ["general"]);
      return wrong;
    });
    assert.deepEqual(wrong, []);
  });

  Deno.test(`admitToMessage() answers the same for hidden messages in ${place} conversations as for none`, async () => {
    const wrong = await onStages(blindIn(place), async (stage, standing) => {
      const scene = await stage.scene({ place, standing });
      const gone = await granted(scene.client, "say", { text: "gone" });
      const change = await granted(scene.client, "delete", { id: gone["id"] });
      const nothings = [Number.MAX_SAFE_INTEGER, gone["id"], change["id"]];
      const wrong: string[] = [];
      for (const request of CONVERSATION_REQUESTS.filter(({ names }) => names === "message")) {
        const { action, fields } = request;
        const hidden = await textOfAnswer(scene.client, action, fields(scene));
        for (const id of nothings) {
          const none = await textOfAnswer(
            scene.client,
            action,
            fields({ ...scene, own: id, theirs: id }),
          );
          if (none !== hidden) wrong.push(`${nameOf(request, scene)}: ${hidden}, not ${none}`);
        }
      }
      return wrong;
    });
    assert.deepEqual(wrong, []);
  });
}

Deno.test("admitToRoom() answers the same for a hidden room as for none, byte for byte", async () => {
  const hidden = STANDINGS.filter((standing) => refusalOf("list", "private", standing));
  const wrong = await onStages(hidden, async (stage, standing) => {
    const scene = await stage.scene({ place: "private", standing });
    const wrong: string[] = [];
    for (const [action, fields] of questionsByName(scene)) {
      const found = await textOfAnswer(scene.client, action, fields);
      const ghost = "x".repeat(scene.room.length);
      const renamed = JSON.parse(JSON.stringify(fields).replaceAll(scene.room, ghost));
      const none = await textOfAnswer(scene.client, action, renamed);
      if (none.replaceAll(ghost, scene.room) !== found) {
        wrong.push(`${action} ${JSON.stringify(fields)}: ${found}, not ${none}`);
      }
    }
    return wrong;
  });
  assert.deepEqual(wrong, []);
});

for (const role of ["none", "banned"]) {
  Deno.test(`role() ${role} ends the events of a room at once, on every connection`, async () => {
    await onStages(["member"], async (stage, standing) => {
      const scene = await stage.scene({ place: "public", standing });
      const { client, keeperClient, targetClient, room, subject, target } = scene;
      await granted(keeperClient, "role", { room, username: target, role: "member" });
      const devices = [client, await stage.secondDevice()];
      const flood = Array.from(
        { length: 60 },
        (_, index) => ({ action: "say", room, text: `${index}` }),
      );
      const removal = { action: "role", room, username: subject, role };
      await Promise.all([
        targetClient.send(linesOf(flood)),
        keeperClient.send(linesOf([...flood.slice(30), removal, ...flood.slice(30)])),
      ]);
      await Promise.all([targetClient.request("ping"), keeperClient.request("ping")]);
      const heard = await Promise.all(devices.map(async (device) => {
        await device.request("ping");
        const events = device.lines.filter((line) =>
          line["event"] !== undefined && line["room"] === room && line["text"] !== "secret" &&
          line["text"] !== "mine"
        );
        const end = events.findLastIndex(({ event, username }) =>
          event === "left" && username === subject
        );
        assert.ok(end >= 30, "What was said before has come");
        assert.equal(events.length - 1, end, "Nothing comes after the removal");
        return events.filter(({ event }) => event === "message").map(({ id }) => id);
      }));
      assert.deepEqual(heard[0], heard[1]);
      return [];
    });
  });
}

/** Those who may not read a place of this kind. */
function blindIn(place: PlaceKind): Standing[] {
  return standingsIn(place).filter((standing) => refusalOf("read", place, standing) !== undefined);
}

/** Has every standing looked at on its own stage, all at once; returns what was wrong. */
async function onStages(
  standings: readonly Standing[],
  look: (stage: Stage, standing: Standing) => Promise<string[]>,
): Promise<string[]> {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const stages = await Stage.open(server, standings.map((standing) => `s_${standing}`));
  const wrong = await Promise.all(stages.map((stage, index) => {
    const standing = standings[index];
    return standing === undefined ? [] : look(stage, standing);
  }));
  return wrong.flat();
}

/** Makes every request that must be refused, and looks whether anything has changed. */
async function refusedRequests(
  stage: Stage,
  options: SceneOptions,
): Promise<string[]> {
  const wrong: string[] = [];
  const scene = await stage.scene(options);
  const before = await snapshotOf(scene);
  const seen = scene.keeperClient.lines.length;
  for (const request of requestsIn(options)) {
    const expected = expectedRefusal(request, options.place, options.standing);
    if (expected === undefined) continue;
    const answer = await scene.client.request(request.action, request.fields(scene));
    if (answer["error"] !== expected) {
      wrong.push(`${nameOf(request, scene)}: ${answer["error"] ?? "ok"}, not ${expected}`);
    }
  }
  assert.deepEqual(await snapshotOf(scene), before, `A refusal changed ${scene.room}`);
  const events = scene.keeperClient.lines.slice(seen).filter((line) =>
    line["event"] !== undefined && concerns(JSON.stringify(line), scene)
  );
  assert.deepEqual(events, []);
  await stage.strike(scene);
  return wrong;
}

/** Makes every request that must be granted, those that change something in a place of their own. */
async function grantedRequests(
  stage: Stage,
  options: SceneOptions,
): Promise<string[]> {
  const wrong: string[] = [];
  const requests = requestsIn(options).filter((request) =>
    expectedRefusal(request, options.place, options.standing) === undefined
  );
  const looks = requests.filter((request) => !changes(request, options.standing));
  const acts = requests.filter((request) => changes(request, options.standing));
  for (const together of [looks, ...acts.map((request) => [request])]) {
    if (together.length === 0) continue;
    const scene = await stage.scene(options);
    const before = await snapshotOf(scene);
    for (const request of together) {
      const { ok, error } = await scene.client.request(request.action, request.fields(scene));
      if (ok !== true) wrong.push(`${nameOf(request, scene)}: ${error}, not ok`);
    }
    const [first] = together;
    const after = await snapshotOf(scene);
    if (first !== undefined && together === looks) assert.deepEqual(after, before);
    else if (first !== undefined && JSON.stringify(after) === JSON.stringify(before)) {
      wrong.push(`${nameOf(first, scene)}: ok, but nothing has changed`);
    }
    await stage.strike(scene);
  }
  return wrong;
}

/** Whoever is in a room can join it again, to no effect. */
function changes({ action, changes }: ConversationRequest, standing: Standing): boolean {
  const isIn = refusalOf("read", "public", standing) === undefined;
  return changes && !(action === "join" && isIn);
}

function concerns(text: string, { place, room, subject }: Scene): boolean {
  return place === "direct" ? text.includes(`"${subject}"`) : text.includes(room);
}
