import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { ChatError } from "../../../../protocol/errors.ts";
import { Store } from "../../../../server/journal/database/store.ts";
import { migrate } from "../../../../server/journal/database/schema.ts";
import { answerQuery } from "../../../../server/journal/reader_worker.ts";
import { parseSearch, type SearchTerms } from "../../../../server/journal/read/search_query.ts";

const NOTHING: SearchTerms = {
  phrases: [],
  from: undefined,
  in: undefined,
  upToMs: undefined,
  afterMs: undefined,
};

function words(text: string): { words: string; prefix: boolean } {
  return { words: text, prefix: false };
}

/** As many words as a search may have. */
function words30(): string {
  return Array.from({ length: 30 }, (_, index) => `word${index}`).join(" ");
}

function refusalOf(query: string): ChatError {
  try {
    parseSearch(query);
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
  throw new Error(`Not refused: ${query}`);
}

Deno.test("parseSearch() reads words, phrases and prefixes", () => {
  assert.deepEqual(parseSearch(' lunch "see you" tom* "how ar"* über '), {
    ...NOTHING,
    phrases: [
      words("lunch"),
      words("see you"),
      { words: "tom", prefix: true },
      { words: "how ar", prefix: true },
      words("über"),
    ],
  });
});

Deno.test("parseSearch() reads each filter once, in any case and order", () => {
  assert.deepEqual(
    parseSearch("IN:#Dev plan from:@Alice before:2026-11-20 After:2026-11-19T17:00+01:00"),
    {
      phrases: [words("plan")],
      from: "Alice",
      in: "#Dev",
      upToMs: Date.parse("2026-11-20T00:00:00Z"),
      afterMs: Date.parse("2026-11-19T16:00:00Z"),
    },
  );
  assert.deepEqual(parseSearch("in:@bob"), { ...NOTHING, in: "@bob" });
});

Deno.test("parseSearch() takes punctuation for spaces and leaves out what has no words", () => {
  const cases: [string, string[]][] = [
    ["e-mail", ["e mail"]],
    ["foo*bar", ["foo bar"]],
    ["hello :) 👍 -", ["hello"]],
    ["https://example.org/a?b=c", ["https example org a b c"]],
    ["NOT a OR b AND (c) NEAR(d)", ["NOT", "a", "OR", "b", "AND", "c", "NEAR d"]],
    ["text:x {place}:c1 ^y", ["text x", "place c1", "y"]],
    ["it's; DROP TABLE search", ["it s", "DROP", "TABLE", "search"]],
    ['one"two three"four', ["one", "two three", "four"]],
    ["one\u0000two\u0007", ["one", "two"]],
    ["frome in", ["frome", "in"]],
    ['"from:alice"', ["from alice"]],
  ];
  for (const [query, expected] of cases) {
    assert.deepEqual(parseSearch(query).phrases.map((phrase) => phrase.words), expected, query);
  }
});

Deno.test("parseSearch() refuses with a sentence that helps", () => {
  const cases: [string, RegExp][] = [
    ["", /nothing to search for/],
    [" \u0000 👍 ...", /nothing to search for/],
    ['""', /nothing to search for/],
    ['say "hello', /quotation mark is missing/],
    ["*", /as in meet\*/],
    ["-*", /as in meet\*/],
    ["a*", /two letters before the \*/],
    ['"see y"*', /two letters before the \*/],
    ["before:yesterday", /like 2026-11-20/],
    ["after:2026-02-30", /like 2026-11-20/],
    ["after:2026-11-20T17:00", /like 2026-11-20/],
    ["from:alice from:bob", /from: only once/],
    ["from: alice", /as in from:alice/],
    ["in:", /as in in:#general/],
    ["x".repeat(501), /at most 500 characters/],
    ["word ".repeat(21), /at most 20 words/],
    [`"${"w ".repeat(5)}"`, /each word at most 4 times/],
    ['"w W" "ẃ w" w', /each word at most 4 times/],
    [`"${words30()} more"`, /at most 30 words/],
  ];
  for (const [query, message] of cases) {
    const error = refusalOf(query);
    assert.equal(error.code, "bad_search");
    assert.match(error.message, message);
    assert.match(error.message, /^[A-Z].*[^.]$/);
  }
});

Deno.test("parseSearch() counts the words within phrases, and the same phrase once", () => {
  assert.deepEqual(parseSearch(`"${words30()}"`).phrases, [words(words30())]);
  assert.deepEqual(parseSearch('"see you" lunch "see  you" lunch lunch* lunch lunch').phrases, [
    words("see you"),
    words("lunch"),
    { words: "lunch", prefix: true },
  ]);
  const { phrases } = parseSearch('"w w w w" '.repeat(20));
  assert.equal(phrases.flatMap((phrase) => phrase.words.split(" ")).length, 4);
});

Deno.test("parseSearch() takes one character before the * where that may be a word", () => {
  assert.deepEqual(parseSearch("日*").phrases, [{ words: "日", prefix: true }]);
});

Deno.test("parseSearch() makes of any input what the index takes, or a bad_search", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database);
  database.exec(`
    INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms)
      VALUES ('a', 'a', '-', 0, 0);
    INSERT INTO members (account, conversation, role, joined_ms) VALUES (1, 1, 'member', 0);
  `);
  const store = new Store(database);
  const syntax = fc.constantFrom('"', "*", "^", "(", ")", "{", "}", ":", "-", "+", " ", "\0", "a");
  const piece = fc.oneof(
    syntax,
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom(" AND ", " NOT ", "NEAR(", "text:", "place:", "in:general ", "\ud800", '""'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      let terms: SearchTerms;
      try {
        terms = parseSearch(pieces.join(""));
      } catch (error) {
        assert.ok(error instanceof ChatError && error.code === "bad_search");
        return;
      }
      const question = { account: 1, terms, before: 10, limit: 10 };
      try {
        answerQuery<"search">(store, { kind: "search", nowMs: 1, ...question });
      } catch (error) {
        // Names and rooms that there are none of.
        assert.ok(error instanceof ChatError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("parseSearch() finds every text by the words in it", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database);
  database.exec("INSERT INTO search (rowid, text, place) VALUES (1, 'x', 'x')");
  const store = new Store(database);
  const text = fc.string({
    unit: fc.constantFrom(..."aZ0éß日本कािñ.-_' ,🙂🪿👍🏽ℹ₿\u2066\n\t/*αЖ"),
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, (written) => {
      const found = parseSearchOrNothing(written.replaceAll("*", " "));
      if (found === undefined) return;
      store.database.exec("DELETE FROM messages");
      store.database.exec("INSERT INTO search (search) VALUES ('delete-all')");
      store.database.prepare("INSERT INTO search (rowid, text, place) VALUES (1, ?, 'c1 a1')")
        .run(written);
      for (const { words: phrase } of found.phrases) {
        const row = store.get("SELECT rowid FROM search WHERE search MATCH ?", `"${phrase}"`);
        assert.notEqual(row, undefined, JSON.stringify({ written, phrase }));
      }
    }),
    { numRuns: 500 },
  );
});

function parseSearchOrNothing(query: string): SearchTerms | undefined {
  try {
    return parseSearch(query);
  } catch {
    return undefined;
  }
}
