/** What paths mean when the folder is gone in which the client was started. */
import assert from "node:assert/strict";

/** Runs in a process of its own: its current folder is removed. */
const SCRIPT = `
const at = (path) => new URL(path, BASE).href;
const { offerFor } = await import(at("client/files/offer.ts"));
const { pathChoices } = await import(at("client/files/complete_path.ts"));
const { filesToSend } = await import(at("client/files/send_words.ts"));
const { downloadsFolder } = await import(at("client/files/downloads_folder.ts"));
const { wholePath } = await import(at("client/script/whole_path.ts"));
const folder = await Deno.makeTempDir();
const kept = await Deno.makeTempFile();
Deno.chdir(folder);
await Deno.remove(folder);
const roots = { home: undefined, isWindows: false };
const reason = async (act) => {
  try {
    return await act();
  } catch (error) {
    return error.name + ": " + error.message;
  }
};
const said = {
  relative: await offerFor("photo.png", roots) ?? "nothing",
  dotted: await offerFor("./photo.png", roots) ?? "nothing",
  absolute: (await offerFor(kept, roots))?.command,
  choices: (await pathChoices("/send ph", roots)).choices,
  sent: await reason(() => filesToSend("photo.png", roots)),
  folder: await reason(() => downloadsFolder(undefined, roots)),
  script: await reason(() => wholePath("photo.png")),
  whole: wholePath(kept) === kept,
};
await Deno.remove(kept);
console.log(JSON.stringify({ ...said, kept }));
`;

Deno.test({
  name: "Paths are mistakes, and never more, when the current folder is gone",
  ignore: Deno.build.os === "windows", // there it cannot be removed
  async fn() {
    const base = new URL("../../../", import.meta.url).href;
    const { stderr, stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--no-check", `const BASE = ${JSON.stringify(base)};${SCRIPT}`],
      cwd: new URL(base),
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const { kept, ...said } = JSON.parse(new TextDecoder().decode(stdout));
    const gone =
      "The folder in which this program was started is gone; write paths from / or from ~ on";
    assert.deepEqual(said, {
      relative: "nothing",
      dotted: "nothing",
      absolute: `/send ${kept}`,
      choices: [],
      sent: `Mistake: ${gone}`,
      folder: `Mistake: ${gone}`,
      script: `ClientFailure: ${gone}`,
      whole: true,
    });
  },
});
