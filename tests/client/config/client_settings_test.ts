import assert from "node:assert/strict";
import { join } from "node:path";
import { ClientSettings } from "../../../client/config/client_settings.ts";
import { type Config, DEFAULT_CONFIG } from "../../../client/config/config.ts";
import { readConfig } from "../../../client/config/config_file.ts";
import { ConfigKeeper } from "../../../client/config/config_keeper.ts";
import { settingNames } from "../../../client/config/setting_names.ts";
import { explanation } from "../../../client/config/setting_paths.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const SERVER = { address: "chat.example:5000", username: "Alice" };

/** Settings of a file with this text; without one there is none. */
async function stage(folder: TemporaryFolder, text?: string) {
  const path = join(folder.path, "config.jsonc");
  if (text !== undefined) await Deno.writeTextFile(path, text);
  const told: Config[] = [];
  const keeper = new ConfigKeeper({
    folder: folder.path,
    found: await readConfig(folder.path),
    changed: ({ config }) => told.push(config),
  });
  const logPath = () => "/logs/x.log";
  const settings = new ClientSettings({ keeper, server: SERVER, logPath });
  return { keeper, settings, told, path, file: () => Deno.readTextFile(path) };
}

Deno.test("ClientSettings.change() holds at once, is told, and stands in the file", async () => {
  using folder = new TemporaryFolder();
  const { file, keeper, settings, told } = await stage(folder);
  assert.deepEqual(await settings.change("notifications.bell", "off"), [
    "notifications.bell is false",
  ]);
  assert.deepEqual(await settings.change("NAMESCOLUMNS", "8"), ["namesColumns is 8"]);
  await settings.change("nicks", "green, #ff8700");
  await settings.change("notifications.rooms.#Ops", "all");
  await settings.change("timeFormat", "%I:%M %p");
  await settings.change("keys.jump", "alt+j ctrl+j2".replace("2", "").replace("ctrl+j", "f6"));
  assert.equal(told.length, 6);
  const { config, problems } = await readConfig(folder.path);
  assert.deepEqual(problems, []);
  assert.deepEqual(config, keeper.config);
  assert.deepEqual(config, {
    ...DEFAULT_CONFIG,
    namesColumns: 8,
    nicks: ["green", "#ff8700"],
    timeFormat: "%I:%M %p",
    notifications: { ...DEFAULT_CONFIG.notifications, bell: false, rooms: { "#ops": "all" } },
    keys: { jump: ["alt+j", "f6"] },
  });
  await settings.reset("notifications.bell");
  assert.doesNotMatch(await file(), /bell/);
  assert.equal(keeper.config.notifications.bell, true);
});

Deno.test("ClientSettings.change() refuses in the words of the check, and changes nothing", async () => {
  using folder = new TemporaryFolder();
  const text = '{\n  "theme": "dark" // at night\n}\n';
  const { file, settings, told } = await stage(folder, text);
  for (
    const [name, value, words] of [
      ["namesColumns", "99", /^Write a whole number from 4 to 32$/],
      ["mouse", "perhaps", /^Write true or false$/],
      ["theme", "blue", /^There is no theme "blue"; there are auto, dark, light$/],
      ["theme", "lihgt", /^There is no theme "lihgt"; did you mean "light"\?$/],
      ["colours.mention", "rde", /^"rde" is no colour/],
      ["colours.mentoin", "red", /did you mean "mention"\?$/],
      ["keys.jump", "ctrl+i", /^"ctrl\+i" is no key: no terminal tells/],
      ["aliases.join", "/part", /^\/join is a command already/],
      ["log.rooms.#ops", "yes", /^Write one of "off", "on", "encrypted"$/],
      ["them", "dark", /^There is no setting "them"; did you mean "theme"\?$/],
      ["bell", "on", /did you mean "notifications\.bell"\?$/],
      ["files", "x", /^Say which one: files\.downloads, files\.pictures$/],
      ["theme.x", "x", /has no settings of its own$/],
    ] as const
  ) {
    await assert.rejects(settings.change(name, value), { message: words }, `${name} ${value}`);
  }
  assert.equal(await file(), text);
  assert.equal(told.length, 0);
});

Deno.test("ClientSettings.change() replaces a wrong value by a wrong one as little as a right one", async () => {
  using folder = new TemporaryFolder();
  const { settings } = await stage(folder, '{\n  "mouse": 7\n}\n');
  await assert.rejects(settings.change("mouse", "perhaps"), /Write true or false/);
  assert.deepEqual(await settings.change("mouse", "on"), ["mouse is true"]);
});

Deno.test("ClientSettings.change() mends no file that is no JSON", async () => {
  using folder = new TemporaryFolder();
  const { file, settings } = await stage(folder, '{\n  "theme": \n}\n');
  await assert.rejects(settings.change("mouse", "on"), /:3: This is no JSON.*mend the file first$/);
  assert.equal(await file(), '{\n  "theme": \n}\n');
});

Deno.test("ClientSettings.change() keeps a link to a file elsewhere, and who may read it", async () => {
  using folder = new TemporaryFolder();
  const elsewhere = join(folder.path, "dotfiles.jsonc");
  await Deno.writeTextFile(elsewhere, "{}\n", { mode: 0o644 });
  await Deno.chmod(elsewhere, 0o644);
  await Deno.symlink(elsewhere, join(folder.path, "config.jsonc"));
  const { path, settings } = await stage(folder);
  await settings.change("mouse", "on");
  assert.equal((await Deno.lstat(path)).isSymlink, true);
  assert.match(await Deno.readTextFile(elsewhere), /"mouse": true/);
  assert.equal(((await Deno.stat(elsewhere)).mode ?? 0) & 0o777, 0o644);
});

Deno.test("ConfigKeeper changes what another client has written, and loses nothing of it", async () => {
  using folder = new TemporaryFolder();
  const one = await stage(folder);
  const other = await stage(folder);
  await Promise.all([
    one.settings.change("mouse", "on"),
    other.settings.change("theme", "dark"),
    one.settings.change("aliases.hi", "/me waves"),
    other.settings.change("aliases.bye", "/me goes"),
  ]);
  const { config } = await readConfig(folder.path);
  assert.equal(config.mouse, true);
  assert.equal(config.theme, "dark");
  assert.deepEqual(Object.keys(config.aliases).sort(), ["bye", "hi"]);
});

Deno.test("ClientSettings.bind() gives a key to an action or a command, and takes it from others", async () => {
  using folder = new TemporaryFolder();
  const { keeper, settings } = await stage(folder);
  assert.match((await settings.bind("ctrl+g", "jump")).join(), /^Ctrl\+G does jump/);
  assert.deepEqual(keeper.config.keys, { jump: ["alt+k", "ctrl+g"] });
  await settings.bind("ctrl+g", "news");
  assert.deepEqual(keeper.config.keys, { news: ["alt+a", "ctrl+g"] });
  assert.deepEqual(await settings.bind("F5", "/away lunch"), ["F5 enters /away lunch"]);
  await settings.bind("ctrl+g", "/topic");
  assert.deepEqual(keeper.config.keyCommands, { "f5": "/away lunch", "ctrl+g": "/topic" });
  await settings.unbind("ctrl+g");
  await settings.unbind("f5");
  assert.deepEqual(keeper.config.keyCommands, {});
  assert.deepEqual(keeper.config.keys, {});
  await assert.rejects(settings.bind("ctrl+z", "jump"), /cannot be put to another use/);
  await assert.rejects(settings.bind("f5", "jmup"), /did you mean "jump"\?/);
  await assert.rejects(settings.bind("x", "/part"), /needed for writing/);
  await assert.rejects(settings.bind("f55", "jump"), /is no key/);
});

Deno.test("ClientSettings.unbind() finds what stands in the file in another form", async () => {
  using folder = new TemporaryFolder();
  const { file, keeper, settings } = await stage(
    folder,
    '{\n  "keyCommands": {\n    "f5": "/away",\n    "F5": "/away lunch"\n  }\n}\n',
  );
  assert.deepEqual(keeper.config.keyCommands, { f5: "/away lunch" });
  await settings.bind("F5", "/part");
  assert.deepEqual(keeper.config.keyCommands, { f5: "/part" });
  await settings.unbind("f5");
  assert.deepEqual(keeper.config.keyCommands, {});
  assert.doesNotMatch(await file(), /F5/i);
});

Deno.test("ClientSettings.change() refuses nonsense in a file that is full of it", async () => {
  using folder = new TemporaryFolder();
  const nonsense = Array.from({ length: 40 }, (_each, index) => `  "none${index}": 1,\n`).join("");
  const { settings, file } = await stage(folder, `{\n${nonsense}}\n`);
  const before = await file();
  await assert.rejects(settings.change("namesColumns", "99"), /whole number from 4 to 32/);
  assert.equal(await file(), before);
  await settings.change("namesColumns", "9");
});

Deno.test("ClientSettings.themes() has the files of the folder, whose looks hold", async () => {
  using folder = new TemporaryFolder();
  await Deno.mkdir(join(folder.path, "themes"));
  await Deno.writeTextFile(
    join(folder.path, "themes", "mine.jsonc"),
    '{ "base": "light", "colours": { "mention": "bold red" }, "nicks": ["1"] } // mine',
  );
  await Deno.writeTextFile(join(folder.path, "themes", "bad.jsonc"), '{ "colours": { "x": 1 } }');
  const { settings } = await stage(folder);
  assert.deepEqual(await settings.themes(), {
    names: ["auto", "dark", "light", "bad", "mine"],
    current: "auto",
  });
  await settings.change("theme", "mine");
  const { config, themeFile } = await readConfig(folder.path);
  assert.equal(config.theme, "mine");
  assert.deepEqual(themeFile, { base: "light", colours: { mention: "bold red" }, nicks: ["1"] });
  await assert.rejects(settings.change("theme", "bad"), /no part "x" of the screen/);
  await Deno.remove(join(folder.path, "themes", "mine.jsonc"));
  const gone = await readConfig(folder.path);
  assert.equal(gone.config.theme, "auto");
  assert.match(gone.problems.join(), /config\.jsonc:\d: There is no theme "mine"/);
});

Deno.test("ClientSettings.show() lists all settings, and explains each", async () => {
  using folder = new TemporaryFolder();
  const { settings } = await stage(folder, '{ "mouse": true, "aliases": { "hi": "/me" } }');
  const lines = settings.show(undefined);
  assert.ok(lines.includes("* mouse true"));
  assert.ok(lines.includes('  theme "auto"'));
  assert.ok(lines.includes('* aliases.hi "/me"'));
  for (const name of settingNames()) {
    assert.ok(explanation(name.split(".")).length > 0 || name.startsWith("notifications."), name);
  }
  assert.match(settings.show("theme").join("\n"), /^theme is "auto"\n"dark", "light", or "auto"/);
});

Deno.test("ClientSettings hide the password of the proxy, and change no other text that they show", async () => {
  using folder = new TemporaryFolder();
  const { settings } = await stage(folder);
  const proxy = "http://u:p%40s@s@proxy.example:8080";
  assert.deepEqual(await settings.change("proxy", proxy), [
    'proxy is "http://u:…@proxy.example:8080"',
  ]);
  const greeting = await settings.change("aliases.hi", "say: hi @bob");
  assert.deepEqual(greeting, ['aliases.hi is "say: hi @bob"']);
  const all = settings.show(undefined).join("\n");
  assert.match(all, /proxy "http:\/\/u:…@proxy/);
  assert.match(all, /aliases\.hi "say: hi @bob"/);
});

Deno.test("ClientSettings.change() makes a file with the password of a proxy the owner's alone", async () => {
  using folder = new TemporaryFolder();
  const { path, settings } = await stage(folder, "{}");
  const modeNow = async () => ((await Deno.stat(path)).mode ?? 0) & 0o777;
  await Deno.chmod(path, 0o644);
  await settings.change("proxy", "http://proxy.example");
  assert.equal(await modeNow(), 0o644);
  const [said, ...more] = await settings.change("proxy", "http://u:secret@proxy.example");
  assert.match(said ?? "", /others could read .*yours alone$/);
  assert.deepEqual(more, ['proxy is "http://u:…@proxy.example"']);
  assert.equal(await modeNow(), 0o600);
  assert.equal((await settings.change("proxy", "http://u:other@proxy.example")).length, 1);
});
