/** The README shows the screens as the snapshots have them. `UPDATE_SNAPSHOTS=1` writes it anew. */
import assert from "node:assert/strict";

const README = new URL("../../../README.md", import.meta.url);

for (const name of ["120x40", "90x30", "60x20"]) {
  Deno.test(`README.md shows the screen of ${name} as in its snapshot`, async () => {
    const snapshot = new URL(`./support/snapshots/${name}.txt`, import.meta.url);
    const screen = (await Deno.readTextFile(snapshot)).trimEnd();
    const block = new RegExp(
      `(<!-- Screen of ${name}[^\\n]*\\n\\n\`\`\`text\\n)([^]*?)(\\n\`\`\`\\n)`,
    );
    const readme = await Deno.readTextFile(README);
    if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") {
      const shown = readme.replace(block, (_, before, _old, after) => before + screen + after);
      await Deno.writeTextFile(README, shown);
      return;
    }
    assert.equal(block.exec(readme)?.[2], screen);
  });
}
