/** One order: names are shown to lead here, a request is signed, a certificate is fetched (RFC 8555, 7.4). */
import { X509Certificate } from "node:crypto";
import { pem } from "../net/certificate/der.ts";
import { AcmeError } from "./acme_error.ts";
import type { HttpChallengeDesk } from "./http_challenges.ts";
import type { Authority, Granted, Signer } from "./protocol/authority.ts";
import { type CertificateKey, certificateRequest } from "./protocol/certificate_request.ts";
import { isRecord, textOf } from "./protocol/fields.ts";
import { problemOf } from "./protocol/problem.ts";
import { retryAfterMs } from "./protocol/retry_after.ts";

/** How often it is asked what has become of something, and how long is waited in between. */
const MAX_LOOKS = 40;
const LEAST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 15_000;

/** Certificates in a chain. */
const MAX_CHAIN = 10;

/** How a name is shown to lead here (RFC 8555, section 8.3). */
const CHALLENGE = "http-01";

const TOKEN = /^[A-Za-z0-9_-]{1,512}$/;

/** What is ordered. */
export interface OrderOptions {
  authority: Authority;
  signer: Required<Signer>;
  names: readonly string[];
  key: CertificateKey;
  desk: Pick<HttpChallengeDesk, "open" | "offer" | "close">;
  /** The certificate that this one takes the place of (RFC 9773, section 5). */
  replaces?: string | undefined;
  now(): number;
  /** Waits, until a signal aborts that. */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

/**
 * Resolves with the chain in PEM, the certificate for the names first.
 *
 * @throws {AcmeError} with why there is none.
 */
export async function order(options: OrderOptions): Promise<string> {
  const { authority, desk, key, names, signer } = options;
  const { newOrder } = await authority.directory();
  const made = await authority.post(newOrder, signer, {
    identifiers: names.map((value) => ({ type: "dns", value })),
    ...(options.replaces === undefined ? {} : { replaces: options.replaces }),
  });
  const orderUrl = authority.checkedUrl(made.answer.headers.get("location"), "the order");
  const authorizations = made.fields["authorizations"];
  if (!Array.isArray(authorizations) || authorizations.length > names.length) {
    throw new AcmeError("The authority answers an order with something else");
  }
  try {
    if (made.fields["status"] !== "ready") desk.open();
    for (const each of authorizations) {
      await authorize(authority.checkedUrl(each, "a name"), options);
    }
  } finally {
    desk.close();
  }
  const csr = await certificateRequest(key, names);
  const ready = await untilSettled(orderUrl, options, ["ready", "valid"]);
  const finalize = authority.checkedUrl(ready.fields["finalize"], "the end of the order");
  if (ready.fields["status"] === "ready") await authority.post(finalize, signer, { csr });
  const done = await untilSettled(orderUrl, options, ["valid"]);
  const certificateUrl = authority.checkedUrl(done.fields["certificate"], "the certificate");
  const { answer } = await authority.post(certificateUrl, signer);
  return checkedChain(answer.text, options);
}

/** Shows that one name leads here. */
async function authorize(url: string, options: OrderOptions): Promise<void> {
  const { authority, desk, names, signer } = options;
  const { fields } = await authority.post(url, signer);
  if (fields["status"] === "valid") return;
  const identifier = isRecord(fields["identifier"]) ? fields["identifier"] : {};
  const name = textOf(identifier["value"])?.toLowerCase() ?? "";
  if (!names.includes(name)) throw new AcmeError("The authority asks for a name nobody ordered");
  const challenge = challengeIn(fields["challenges"]);
  const token = textOf(challenge?.["token"]) ?? "";
  if (challenge === undefined || !TOKEN.test(token)) {
    throw new AcmeError(`The authority does not look at ${name} over HTTP (${CHALLENGE})`);
  }
  const keyAuthorization = `${token}.${await signer.key.thumbprint()}`;
  desk.offer({ token, keyAuthorization });
  await authority.post(authority.checkedUrl(challenge["url"], "a challenge"), signer, {});
  await untilSettled(url, options, ["valid"], (failed) => {
    const error = challengeIn(failed["challenges"])?.["error"];
    const { detail, type } = problemOf(error);
    return new AcmeError(
      `The authority could not see that ${name} leads here: ${detail}` +
        (type === undefined ? "" : ` (${type})`),
      { type },
    );
  });
}

/** Asks what has become of something until it is what is wanted; throws when it never will be. */
async function untilSettled(
  url: string,
  { authority, delay, now, signal, signer }: OrderOptions,
  wanted: readonly string[],
  failure: (fields: Record<string, unknown>) => AcmeError = orderFailure,
): Promise<Granted> {
  let waitMs = LEAST_WAIT_MS;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const found = await authority.post(url, signer);
    const status = textOf(found.fields["status"]) ?? "";
    if (wanted.includes(status)) return found;
    if (status !== "pending" && status !== "processing" && status !== "ready") {
      throw failure(found.fields);
    }
    const asked = retryAfterMs(found.answer.headers, now()) ?? waitMs;
    await delay(Math.min(Math.max(asked, LEAST_WAIT_MS), MOST_WAIT_MS), signal);
    waitMs = Math.min(waitMs * 2, MOST_WAIT_MS);
  }
  throw new AcmeError("The authority does not come to an end");
}

function orderFailure(fields: Record<string, unknown>): AcmeError {
  const { detail, type } = problemOf(fields["error"]);
  const named = type === undefined ? "" : ` (${type})`;
  return new AcmeError(`The authority gives up the order: ${detail}${named}`, { type });
}

function challengeIn(value: unknown): Record<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, 20).filter(isRecord).find(({ type }) => type === CHALLENGE);
}

/** The chain without anything else that is in the answer, when it is for this key and these names. */
function checkedChain(text: string, { key, names, now }: OrderOptions): string {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || blocks.length > MAX_CHAIN) {
    throw new AcmeError("The authority gives out something that is no certificate");
  }
  let chain: X509Certificate[];
  try {
    chain = blocks.map((block) => new X509Certificate(block));
  } catch (cause) {
    throw new AcmeError("The authority gives out a certificate that cannot be read", { cause });
  }
  const [first] = chain;
  const spki = first?.publicKey.export({ format: "der", type: "spki" }) ?? new Uint8Array(0);
  const isOurs = spki.length === key.spki.length && spki.every((byte, at) => byte === key.spki[at]);
  const foreign = names.find((name) => first?.checkHost(name) === undefined);
  if (first === undefined || !isOurs || foreign !== undefined) {
    throw new AcmeError("The authority gives out a certificate for something else");
  }
  if (first.validToDate.getTime() <= now()) {
    throw new AcmeError(
      "The authority gives out a certificate that has expired already; is the clock right?",
    );
  }
  return chain.map(({ raw }) => pem("CERTIFICATE", raw)).join("");
}
