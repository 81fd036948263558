import assert from "node:assert/strict";
import { withFilePaths } from "../../../client/commands/parts/export_files.ts";
import { missingFiles, OwnFiles } from "../../../client/files/own_files.ts";
import { hashOf } from "../../support/file_server.ts";
import { openStage, randomBytes, untilState } from "../transfer/stage.ts";

Deno.test("withFilePaths() trusts no name, and leaves what is no file as it is", () => {
  const file = (name: unknown, more = {}) => ({ name, size: 1, sha256: "a".repeat(64), ...more });
  const whole = {
    account: { username: "alice" },
    messages: [1, null, { id: 1 }, { id: 2, file: file("../../.bash\u202erc") }, {
      id: "3",
      file: file("a"),
    }, { id: 4, file: file("b", { size: -1 }) }],
  };
  const { files, whole: changed } = withFilePaths(whole, "mine-files");
  assert.deepEqual(files, [{ id: 2, name: "2-bashrc", bytes: 1, sha256: "a".repeat(64) }]);
  const paths = (changed["messages"] as ({ file?: { path?: string } } | null)[])
    .map((message) => message?.file?.path);
  assert.deepEqual(paths, [
    undefined,
    undefined,
    undefined,
    "mine-files/2-bashrc",
    undefined,
    undefined,
  ]);
  assert.deepEqual(withFilePaths({ messages: "none" }, "x").files, []);
});

/** Files on a server, and what an export says of them. */
async function stageWith(count: number) {
  const stage = await openStage();
  const files = Array.from({ length: count }, (_, index) => {
    const bytes = randomBytes(1_000);
    stage.server.files.set(index + 1, { name: "a", bytes });
    return { id: index + 1, name: `${index + 1}-a`, bytes: 1_000, sha256: hashOf(bytes) };
  });
  return { files, folder: `${stage.folder}/mine-files`, stage };
}

Deno.test("OwnFiles.run() fetches many, and passes over what the server does not give", async () => {
  const { files, folder, stage } = await stageWith(60);
  await using _ = stage;
  stage.server.files.delete(7);
  const transfers = stage.client();
  const own = new OwnFiles(transfers, { files, folder });
  const { done, failed, left, reason } = await own.run();
  assert.deepEqual([done, failed, left], [59, 1, 0]);
  assert.match(reason ?? "", /not_found/);
  assert.deepEqual((await missingFiles(files, folder)).map(({ id }) => id), [7]);
  assert.equal(own.line, "export: 59 of 60 files");
});

Deno.test("OwnFiles.run() ends when one of them is given up", async () => {
  const { files, folder, stage } = await stageWith(60);
  await using _ = stage;
  stage.server.liar = () => "";
  const transfers = stage.client();
  const ended = new OwnFiles(transfers, { files, folder }).run();
  await untilState(transfers, 1, "waiting");
  transfers.act(1, "cancel");
  stage.server.liar = () => undefined;
  const { done, failed, left } = await ended;
  assert.equal(done + failed + left, 60);
  assert.ok(left >= 40, `${left}`);
});
