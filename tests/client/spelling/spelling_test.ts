import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../client/base/clock.ts";
import {
  dictionaryNames,
  dictionaryPath,
  OwnWords,
} from "../../../client/spelling/dictionaries.ts";
import { dictionaryOf } from "../../../client/spelling/dictionary.ts";
import { Speller } from "../../../client/spelling/speller.ts";
import { READY } from "../../../client/spelling/spelling_call.ts";
import { wordsIn } from "../../../client/spelling/words.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const RULES = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\n\nSFX S Y 1\nSFX S 0 s .\n";
const WORDS = "4\nhello\nworld/S\nit's\nnaïve\n";

const MAIN = new URL("../../../main.ts", import.meta.url);

function start(name: string): Worker {
  return new Worker(MAIN, { type: "module", name });
}

async function writeDictionary(folder: string, name: string, rules = RULES, words = WORDS) {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, `${name}.aff`), rules);
  await Deno.writeTextFile(join(folder, `${name}.dic`), words);
}

Deno.test("wordsIn() finds words, and nothing in what is no prose", () => {
  const words = (text: string) => wordsIn(text, new Set(["bob"])).map((word) => word.text);
  assert.deepEqual(words("Hello, world: it’s naïve"), ["Hello", "world", "it’s", "naïve"]);
  assert.deepEqual(words("привет мир"), ["привет", "мир"]);
  for (
    const text of [
      "`code here`",
      "https://exampl.org/pth",
      "me@exampl.org",
      "@alcie #oprs ~/fiel /usr/bni",
      ":thumbsup:",
      "v12 snake_case x=y a1",
      "Bob",
      "a b c",
    ]
  ) {
    assert.deepEqual(words(text), [], text);
  }
  const word = wordsIn("say helo").at(-1);
  assert.deepEqual(word, { text: "helo", from: 4, to: 8 });
  assert.deepEqual(words("x".repeat(100)), []);
  assert.deepEqual(words("word ".repeat(1_000)), []);
});

Deno.test("a dictionary knows its words with their endings, and what may be meant", () => {
  const dictionary = dictionaryOf(RULES, WORDS);
  for (const word of ["hello", "Hello", "worlds", "it's", "it’s"]) {
    assert.ok(dictionary.isRight(word), word);
  }
  for (const word of ["helo", "wrld", "helloworld"]) assert.ok(!dictionary.isRight(word), word);
  assert.ok(dictionary.suggestions("helo").includes("hello"));
});

Deno.test("a dictionary with compounds takes known words side by side for one", () => {
  const dictionary = dictionaryOf(
    "SET UTF-8\nCOMPOUNDBEGIN x\n",
    "4\nHaus\nTür\nGeschwindigkeit\nBegrenzung\n",
  );
  for (const word of ["Haustür", "Geschwindigkeitsbegrenzung", "Haustürbegrenzung"]) {
    assert.ok(dictionary.isRight(word), word);
  }
  for (const word of ["Haustürx", "Hausxtür", "Husstür"]) {
    assert.ok(!dictionary.isRight(word), word);
  }
});

Deno.test("Speller looks at words in a worker, by several dictionaries and own words", async () => {
  using folder = new TemporaryFolder();
  await writeDictionary(folder.path, "en_US");
  await writeDictionary(folder.path, "xx", "SET ISO8859-1\n", "1\nhallo\n");
  const speller = new Speller(start, systemClock);
  const english = join(folder.path, "en_US");
  const both = [english, join(folder.path, "xx")];
  const words = ["hello", "hallo", "helo", "Kubernetes"];
  const own = ["kubernetes"];
  assert.deepEqual(
    await speller.ask({ kind: "check", words, dictionaries: [english], own: [] }),
    ["hallo", "helo", "Kubernetes"],
  );
  assert.deepEqual(await speller.ask({ kind: "check", words, dictionaries: both, own }), ["helo"]);
  const meant = await speller.ask({ kind: "suggest", word: "helo", dictionaries: both, own });
  assert.ok(meant.includes("hello"));
  await assert.rejects(
    speller.ask({ kind: "check", words, dictionaries: [join(folder.path, "none")], own }),
    /none\.aff/,
  );
  speller.close();
});

Deno.test("dictionaryPath() finds dictionaries where they lie, and leads out of no folder", async () => {
  using folder = new TemporaryFolder();
  const [first, second] = [join(folder.path, "a"), join(folder.path, "b")];
  await writeDictionary(second, "de_DE");
  await Deno.writeTextFile(join(folder.path, "en_GB.aff"), "");
  assert.equal(await dictionaryPath("de_DE", [first, second]), join(second, "de_DE"));
  for (const name of ["en_GB", "../b/de_DE", "", "de_DE/../de_DE", "de_DE.aff"]) {
    assert.equal(await dictionaryPath(name, [first, second, folder.path]), undefined, name);
  }
  assert.deepEqual(await dictionaryNames([first, second]), ["de_DE"]);
});

Deno.test("OwnWords keeps words, each once", async () => {
  using folder = new TemporaryFolder();
  const words = new OwnWords(folder.path);
  await words.change("Kubernetes", true);
  await words.change("kubernetes", true);
  await words.change("bob", true);
  assert.deepEqual(await words.all(), ["kubernetes", "bob"]);
  await words.change("BOB", false);
  assert.deepEqual(await new OwnWords(folder.path).all(), ["kubernetes"]);
});

Deno.test("OwnWords says that it keeps nothing without a folder", async () => {
  await assert.rejects(new OwnWords(undefined).change("word", true), /no config folder/);
});

Deno.test("Speller starts another worker where one has failed", async () => {
  const workers: { onerror?: (event: unknown) => void; onmessage?: (event: unknown) => void }[] =
    [];
  const speller = new Speller(() => {
    const worker = {
      terminate() {},
      postMessage(call: { id: number }) {
        this.onmessage({ data: { id: call.id, words: ["helo"] } });
      },
      onmessage(_event: unknown) {},
    };
    workers.push(worker);
    return worker as never;
  }, systemClock);
  const question = { paths: [], words: ["helo"], own: [] } as never;
  const failed = speller.ask(question);
  await Promise.resolve();
  await Promise.resolve();
  workers[0]?.onerror?.({ preventDefault() {}, message: "broken" });
  await assert.rejects(failed, /broken/);
  const asked = speller.ask(question);
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(workers.length, 2);
  workers[1]?.onmessage?.({ data: READY });
  assert.deepEqual(await asked, ["helo"]);
  speller.close();
});

Deno.test("wordsIn() goes through a long text without blanks in pieces", () => {
  const text = "漢".repeat(3_998);
  assert.deepEqual(wordsIn(`${text} helo`).map((word) => word.text), []);
  assert.deepEqual(wordsIn("漢字 helo").map((word) => word.text), ["漢字", "helo"]);
  assert.deepEqual(wordsIn("and/or (www.exampl.org) a_b@c wrod").map((word) => word.text), [
    "and",
    "wrod",
  ]);
});
