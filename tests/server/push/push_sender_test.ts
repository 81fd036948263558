import assert from "node:assert/strict";
import { type Network, parseNetwork } from "../../../server/access/network.ts";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { checkPushAddress } from "../../../server/push/endpoint.ts";
import { type PushJob, PushSender } from "../../../server/push/push_sender.ts";
import { base64Url, makePushKey, Vapid } from "../../../server/push/vapid.ts";
import { within } from "../../support/deadline.ts";
import { TestBrowserKeys, TestPushService, vapidClaims } from "../../support/push_service.ts";

const LOOPBACK = [parseNetwork("127.0.0.0/8"), parseNetwork("::1")].filter((network) =>
  network !== undefined
);
const NOW_MS = 1_700_000_000_000;

interface SetupOptions {
  networks?: readonly Network[];
  authorities?: readonly string[] | undefined;
}

/** A sender with what it has said. */
class Setup implements Disposable {
  readonly key: Awaited<ReturnType<typeof makePushKey>>;
  readonly sender: PushSender;
  readonly gone: [number, string][] = [];
  readonly failures: string[] = [];
  readonly pauses: number[] = [];
  #told = () => {};

  private constructor(
    key: Awaited<ReturnType<typeof makePushKey>>,
    { authorities, networks = LOOPBACK }: SetupOptions,
  ) {
    this.key = key;
    const vapid = new Vapid(key, { contact: "https://chat.example", now: () => NOW_MS });
    this.sender = new PushSender({
      vapid: () => Promise.resolve(vapid),
      networks,
      authorities,
      elapsed: () => NOW_MS,
      delay: (milliseconds) => {
        this.pauses.push(milliseconds);
        return Promise.resolve();
      },
      gone: (session, endpoint) => {
        this.gone.push([session, endpoint]);
        this.#told();
      },
      onFailure: (message) => {
        this.failures.push(message);
        this.#told();
      },
    });
  }

  static async make(options: SetupOptions = {}): Promise<Setup> {
    return new Setup(await makePushKey(), options);
  }

  job(browser: TestBrowserKeys, endpoint: string, text = "hello"): PushJob {
    const address = checkPushAddress({ ...browser.fields, endpoint }, LOOPBACK);
    const payload = new TextEncoder().encode(text);
    return { ...address, session: 7, payload, urgency: "high", topic: "topic" };
  }

  /** Resolves when `holds` does, which is looked at whenever something was told. */
  async until(holds: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#told = () => {
      if (holds()) resolve();
    };
    this.#told();
    await within(promise, "what the sender says");
  }

  [Symbol.dispose](): void {
    this.sender.close();
  }
}

Deno.test("PushSender sends what the browser reads, over TLS, signed by the server", async () => {
  const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
  await using service = await TestPushService.start(pair);
  using setup = await Setup.make({ authorities: [pair.certificatePem] });
  const browser = new TestBrowserKeys();
  setup.sender.send(setup.job(browser, service.url("/a?b", "localhost")));
  const { body, headers, path } = await service.push(1);
  assert.equal(browser.decrypt(body), "hello");
  assert.equal(path, "/a?b");
  assert.equal(headers["ttl"], "86400");
  assert.equal(headers["urgency"], "high");
  assert.equal(headers["topic"], "topic");
  assert.equal(headers["content-encoding"], "aes128gcm");
  const claims = vapidClaims(headers["authorization"] ?? "", base64Url(setup.key.publicKey));
  assert.equal(claims["aud"], new URL(service.url("/", "localhost")).origin);
  assert.equal(claims["sub"], "https://chat.example");
  assert.equal(claims["exp"], NOW_MS / 1_000 + 12 * 60 * 60);
});

Deno.test("PushSender trusts no certificate that nobody vouches for", async () => {
  const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
  await using service = await TestPushService.start(pair);
  using setup = await Setup.make();
  setup.sender.send(setup.job(new TestBrowserKeys(), service.url("/", "localhost")));
  await setup.until(() => setup.failures.length === 3);
  assert.deepEqual(service.pushed, []);
  assert.deepEqual(setup.gone, []);
});

Deno.test("PushSender gives up a browser that its service does not know any more", async () => {
  for (const status of [404, 410]) {
    await using service = await TestPushService.start();
    using setup = await Setup.make();
    service.status = status;
    const job = setup.job(new TestBrowserKeys(), service.url("/gone"));
    setup.sender.send(job);
    await setup.until(() => setup.gone.length === 1);
    assert.deepEqual(setup.gone, [[7, job.endpoint]]);
    assert.equal(service.pushed.length, 1);
  }
});

Deno.test("PushSender gives up a browser that refuses five times in a row", async () => {
  await using service = await TestPushService.start();
  using setup = await Setup.make();
  service.status = 403;
  const job = setup.job(new TestBrowserKeys(), service.url("/"));
  for (let count = 1; count <= 5; count++) {
    assert.deepEqual(setup.gone, []);
    setup.sender.send(job);
    await service.push(count);
  }
  await setup.until(() => setup.gone.length === 1);
});

Deno.test("PushSender tries again what may work later, when the service says, three times at most", async () => {
  await using service = await TestPushService.start();
  using setup = await Setup.make();
  service.status = 429;
  service.headers = { "Retry-After": "400" };
  setup.sender.send(setup.job(new TestBrowserKeys(), service.url("/")));
  await setup.until(() => setup.failures.length === 3);
  assert.deepEqual(setup.pauses, [400_000, 400_000]);
  assert.equal(service.pushed.length, 3);
  assert.deepEqual(setup.gone, []);
});

Deno.test("PushSender follows no redirect", async () => {
  await using other = await TestPushService.start();
  await using service = await TestPushService.start();
  using setup = await Setup.make();
  service.status = 307;
  service.headers = { "Location": other.url("/secret") };
  setup.sender.send(setup.job(new TestBrowserKeys(), service.url("/")));
  await setup.until(() => setup.failures.length === 1);
  assert.equal(service.pushed.length, 1);
  assert.deepEqual(other.pushed, []);
});

Deno.test("PushSender connects to no address that is not public, whatever name it has", async () => {
  await using service = await TestPushService.start();
  using setup = await Setup.make({ networks: [] });
  for (const endpoint of [service.url("/"), service.url("/", "localhost"), "https://localhost/"]) {
    const before = setup.failures.length;
    setup.sender.send(setup.job(new TestBrowserKeys(), endpoint));
    await setup.until(() => setup.failures.length > before);
    assert.match(setup.failures.at(-1) ?? "", /nothing out in the internet/);
  }
  assert.deepEqual(service.pushed, []);
});

Deno.test("PushSender brings each of many pushes once", async () => {
  await using service = await TestPushService.start();
  using setup = await Setup.make();
  const browser = new TestBrowserKeys();
  for (let index = 0; index < 100; index++) {
    setup.sender.send(setup.job(browser, service.url("/"), `text ${index}`));
  }
  await service.push(100);
  const texts = service.pushed.map(({ body }) => browser.decrypt(body));
  assert.equal(new Set(texts).size, 100);
});
