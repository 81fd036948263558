/** A terminal is killed at requests and answers of what it does with keys: all goes on afterwards. */
import assert from "node:assert/strict";
import { ActionDoor, type DoorPoint } from "../../support/action_door.ts";
import { KeyProcess, type KeyWork } from "../../support/encryption/killed_process.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../support/test_server.ts";

/** What happens between a terminal that is killed, a server and somebody else. */
interface Scene {
  name: string;
  server: TestServer;
  door: ActionDoor;
  /** The config folder of the device that is killed. */
  folder: string;
  bob: SealedUser;
}

/** Plays something for each request of `actions`, killed before the server has it and before the answer. */
function killedAt(
  what: string,
  actions: readonly string[],
  play: (scene: Scene, point: DoorPoint) => Promise<void>,
): void {
  for (const at of ["request", "answer"] as const) {
    Deno.test(`a terminal killed at each ${at} of ${what} goes on afterwards`, async () => {
      using data = new TemporaryFolder();
      await using server = await startServer(data);
      using door = new ActionDoor(() => Promise.resolve(server.port));
      await using bob = await SealedUser.enters(door, "bob");
      for (const [index, action] of actions.entries()) {
        using folder = new TemporaryFolder();
        const name = `alice${index}`;
        await play({ name, server, door, folder: folder.path, bob }, { action, at });
      }
    });
  }
}

/** A device of the account is a process that does something, and is killed at `point`. */
async function kills({ door, folder, name }: Scene, point: DoorPoint, work: KeyWork) {
  await using process = new KeyProcess({ port: door.port, folder, username: name, work });
  door.callAt(point, () => process.kill());
  assert.equal(await process.ended(), false, `killed at ${point.action} before it was done`);
}

/** The account has keys in the folder, and its recovery code. */
async function begun({ door, folder, name }: Scene): Promise<string> {
  await using user = await SealedUser.enters(door, name, { folder });
  return user.codes[0] ?? "";
}

/** The terminal is started again: what it writes is read, encrypted, and what it is told is right. */
async function goesOn(scene: Scene, check?: (again: SealedUser) => Promise<void>): Promise<void> {
  const { bob, door, folder, name } = scene;
  await using again = await SealedUser.enters(door, name, { folder, isKnown: true });
  await check?.(again);
  const text = `${name} goes on`;
  await again.link.say({ to: "bob", text });
  assert.equal((await bob.reads(text)).kind, undefined);
  const { messages } = await again.link.request("history", { with: "bob" });
  assert.ok(
    messages.every((message) => "encryption" in message && message.encryption === "sealed"),
  );
  assert.equal(messages.filter((message) => message.text === text).length, 1);
}

async function stateOf(user: SealedUser) {
  const state = await (await user.link.keyPowers())?.state();
  return { standing: state?.standing, kinds: state?.devices.map(({ kind }) => kind) };
}

const READY = { standing: "ready", kinds: ["terminal", "recovery"] };

killedAt("the first login", ["keys", "keys_change"], async (scene, point) => {
  await scene.server.register(scene.name);
  await kills(scene, point, { do: "arrive", until: "recovery_code" });
  await goesOn(scene, async (again) => {
    const isStored = point.action === "keys_change" && point.at === "answer";
    // What nobody has seen is said to be missing, and a new one is made.
    await again.hears(isStored ? "no_code" : "recovery_code");
    if (isStored) await (await again.link.keyPowers())?.newCode();
    assert.deepEqual(await stateOf(again), READY);
  });
});

killedAt("the first sealed message", ["conversation_keys", "say"], async (scene, point) => {
  await begun(scene);
  const text = `first of ${scene.name}`;
  await kills(scene, point, { do: "say", to: "bob", text });
  await goesOn(scene, async (again) => {
    const { messages } = await again.link.request("history", { with: "bob" });
    const isStored = point.action === "say" && point.at === "answer";
    assert.deepEqual(messages.map((message) => message.text), isStored ? [text] : []);
    if (isStored) await scene.bob.reads(text);
  });
});

killedAt("an edit and a reaction", ["edit", "react"], async (scene, point) => {
  const { action, at } = point;
  const text = `text of ${scene.name}`;
  {
    await using user = await SealedUser.enters(scene.door, scene.name, { folder: scene.folder });
    await user.link.say({ to: "bob", text });
    await scene.bob.reads(text);
  }
  await kills(scene, point, { do: action === "edit" ? "edit" : "react", to: "bob", text });
  await goesOn(scene, async (again) => {
    const look = async () => {
      const { messages: [first] } = await again.link.request("history", { with: "bob" });
      return [first?.text, first?.reactions?.map(({ count, emoji }) => `${count} ${emoji}`)];
    };
    const [isEdit, isStored] = [action === "edit", at === "answer"];
    const done = isEdit ? [`${text}!`, undefined] : [text, ["1 🐤"]];
    assert.deepEqual(await look(), isStored ? done : [text, undefined]);
    const id = (await scene.bob.reads(text)).id;
    if (isEdit) await again.link.request("edit", { id, text: `${text}!` });
    else if (!isStored) await again.link.request("react", { id, emoji: "🐤" });
    assert.deepEqual(await look(), done);
  });
});

killedAt("a new recovery code", ["keys_change"], async (scene, point) => {
  const old = await begun(scene);
  await kills(scene, point, { do: "new_code" });
  await goesOn(scene, async (again) => {
    // Whether the code of before still works or not: nobody has seen the new one.
    await again.hears("no_code");
    await (await again.link.keyPowers())?.newCode();
    assert.deepEqual((await stateOf(again)).kinds?.toSorted(), READY.kinds.toSorted());
    await using other = await SealedUser.enters(scene.door, scene.name, { isKnown: true });
    await other.hears("not_linked");
    const powers = await other.link.keyPowers();
    await assert.rejects(async () => await powers?.recover(old), /code/);
    await powers?.recover(again.codes[0] ?? "");
    assert.equal((await stateOf(other)).standing, "ready");
  });
});

killedAt("removing a device", ["keys_change"], async (scene, point) => {
  const code = await begun(scene);
  await using second = await SealedUser.enters(scene.door, scene.name, { isKnown: true });
  await second.hears("not_linked");
  await (await second.link.keyPowers())?.recover(code);
  await kills(scene, point, { do: "remove", number: 2 });
  await goesOn(scene, async (again) => {
    const isStored = point.at === "answer";
    const { kinds } = await stateOf(again);
    assert.deepEqual(kinds, isStored ? READY.kinds : [...READY.kinds, "terminal"]);
    if (!isStored) await (await again.link.keyPowers())?.removeDevice(2);
    assert.deepEqual(await stateOf(again), READY);
  });
});

killedAt("the renewal after a device has left", ["keys_change"], async (scene, point) => {
  const code = await begun(scene);
  {
    await using second = await SealedUser.enters(scene.door, scene.name, { isKnown: true });
    await second.hears("not_linked");
    await (await second.link.keyPowers())?.recover(code);
    await (await second.link.keyPowers())?.forget();
  }
  await kills(scene, point, { do: "arrive", until: "nothing" });
  await goesOn(scene, async (again) => {
    await again.until(() => again.link.state === "live" ? true : undefined);
    assert.deepEqual(await stateOf(again), READY);
  });
  const keys = await scene.bob.link.request("keys", { username: scene.name });
  // The start, the device that came, that left, and one renewal.
  assert.equal(keys.seq, 4);
});

killedAt(
  "linking, where the new device is killed,",
  ["link", "keys_device"],
  async (scene, point) => {
    await using old = await SealedUser.enters(scene.door, scene.name);
    const powers = await old.link.keyPowers();
    const code = await powers?.showLink() ?? "";
    await kills(scene, point, { do: "ask_link", code });
    const isIn = point.action === "keys_device" || point.at === "answer";
    if (isIn) await old.hears("linked");
    await goesOn(scene, async (again) => {
      if (!isIn) {
        await again.hears("not_linked");
        await (await again.link.keyPowers())?.askLink(code);
        await again.hears("linked");
      }
      assert.deepEqual((await stateOf(again)).kinds, [...READY.kinds, "terminal"]);
    });
  },
);

killedAt(
  "linking, where the old device is killed,",
  ["keys_change", "link"],
  async (scene, point) => {
    await begun(scene);
    await using fresh = await SealedUser.enters(scene.door, scene.name, { isKnown: true });
    await fresh.hears("not_linked");
    const ask = async (code: string) => await (await fresh.link.keyPowers())?.askLink(code);
    {
      const { door, folder, name } = scene;
      const work = { do: "show_link" } as const;
      await using process = new KeyProcess({ port: door.port, folder, username: name, work });
      const code = await process.line(1);
      if (point.action === "keys_change") door.callAt(point, () => process.kill());
      await ask(code);
      // The other one has asked by now: the next link is the answer.
      if (point.action === "link") door.callAt(point, () => process.kill());
      assert.equal(await process.ended(), false);
    }
    await goesOn(scene, async (again) => {
      const isIn = (await stateOf(again)).kinds?.length === 3;
      assert.equal(isIn, point.action === "link" || point.at === "answer");
      if (isIn) {
        // What was told of it has come by now.
        await fresh.link.request("ping", {});
      } else {
        await ask(await (await again.link.keyPowers())?.showLink() ?? "");
        await fresh.hears("linked");
      }
      assert.equal((await stateOf(fresh)).standing, "ready");
    });
  },
);

Deno.test("two processes on one config folder that come in for the first time at once are one device", async () => {
  using data = new TemporaryFolder();
  await using server = await startServer(data);
  await using bob = await SealedUser.enters(server, "bob");
  using folder = new TemporaryFolder();
  await server.register("alice");
  const texts = ["one", "two", "three"];
  const processes = texts.map((text) =>
    new KeyProcess({
      port: server.port,
      folder: folder.path,
      username: "alice",
      work: { do: "say", to: "bob", text },
    })
  );
  for (const process of processes) {
    await using one = process;
    assert.equal(await one.ended(), true);
  }
  for (const text of texts) assert.ok("encryption" in await bob.reads(text));
  await using alice = await SealedUser.enters(server, "alice", {
    folder: folder.path,
    isKnown: true,
  });
  assert.deepEqual(await stateOf(alice), READY);
});
