import assert from "node:assert/strict";
import { HttpChallengeDesk } from "../../../server/acme/http_challenges.ts";

Deno.test("HttpChallengeDesk gives the answers that it was given, while it is open, and nothing else", async () => {
  const desk = new HttpChallengeDesk({ host: "127.0.0.1", port: 0, onError() {} });
  desk.open();
  const { port } = desk;
  const base = `http://127.0.0.1:${port}`;
  const ask = async (path: string, method = "GET") => {
    const answer = await fetch(`${base}${path}`, { method });
    return [answer.status, await answer.text()];
  };
  desk.offer({ token: "abc", keyAuthorization: "abc.def" });
  assert.deepEqual(await ask("/.well-known/acme-challenge/abc"), [200, "abc.def"]);
  const [notFound] = await ask("/.well-known/acme-challenge/abd");
  assert.equal(notFound, 404);
  assert.equal((await ask("/"))[0], 404);
  assert.equal((await ask("/.well-known/acme-challenge/abc", "POST"))[0], 404);
  // What is too long is not answered.
  await assert.rejects(ask(`/${"x".repeat(5_000)}`));
  desk.close();
  await assert.rejects(ask("/.well-known/acme-challenge/abc"));
});

Deno.test("HttpChallengeDesk.open() says what to do where somebody else listens", () => {
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const desk = new HttpChallengeDesk({ host: "127.0.0.1", port: other.addr.port, onError() {} });
  assert.throws(() => desk.open(), /is in use by another program, .* --acme-http/);
});
