/** What systemd is told of a server. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ServiceManager } from "../../../server/start/service_manager.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { ServiceSocket } from "../../support/service_socket.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const isLinux = Deno.build.os === "linux";

Deno.test("chat serve tells systemd when it is ready, reads its options again, and stops", {
  ignore: !isLinux,
}, async () => {
  using folder = new TemporaryFolder();
  using systemd = new ServiceSocket(join(folder.path, "notify"));
  const env = { ...Deno.env.toObject(), NOTIFY_SOCKET: systemd.name };
  const data = join(folder.path, "data");
  await using server = await ServerProcess.start({
    args: ["--host", "127.0.0.1", "--no-tls", "--data", data],
    env,
  });
  const ready = ["READY=1", `STATUS=Serves port ${server.port} from ${data}`];
  assert.deepEqual(await systemd.next(), ready);
  server.kill("SIGHUP");
  assert.deepEqual(await systemd.next(), ["RELOADING=1"]);
  assert.deepEqual(await systemd.next(), ready);
  server.kill("SIGTERM");
  assert.deepEqual(await systemd.next(), ["STOPPING=1"]);
  assert.equal(await server.ended(), 0, server.stderr);
  assert.doesNotMatch(server.stderr, /ERROR/);
});

Deno.test("ServiceManager tells an abstract socket, too, and leaves no file behind", {
  ignore: !isLinux,
}, async () => {
  using systemd = new ServiceSocket(`@chat-test-${crypto.randomUUID()}`);
  const failures: string[] = [];
  const manager = new ServiceManager(systemd.name, (message) => failures.push(message));
  const [told] = await Promise.all([systemd.next(), manager.stopping()]);
  assert.deepEqual(told, ["STOPPING=1"]);
  assert.deepEqual(failures, []);
});

Deno.test(
  "ServiceManager says in a sentence that nobody can be told, and tells nobody without a socket",
  {
    ignore: !isLinux,
  },
  async () => {
    using folder = new TemporaryFolder();
    const socket = join(folder.path, "nowhere");
    const failures: string[] = [];
    await new ServiceManager(socket, (message) => failures.push(message)).ready("Serves");
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? "", /^The service manager cannot be told READY=1 at .*nowhere: /);
    for (const none of [undefined, ""]) {
      await new ServiceManager(none, (message) => failures.push(message)).ready("Serves");
    }
    assert.equal(failures.length, 1);
  },
);
