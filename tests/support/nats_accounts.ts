/** Servers of NATS that know accounts by signed tokens (JWT) alone, and files with credentials for them. */
import { nkeys } from "@nats-io/transport-node";

type KeyPair = ReturnType<typeof nkeys.createAccount>;

/** What nothing limits. */
const UNLIMITED = { subs: -1, data: -1, payload: -1 };

/** An operator with the account of the system and one in which there is JetStream. */
export class NatsAccounts {
  readonly #operator = nkeys.createOperator();
  readonly #system = nkeys.createAccount();
  readonly #chat = nkeys.createAccount();

  /** What stands in the configuration of a server. */
  get configuration(): string {
    const tokens = [
      { account: this.#system, name: "system", limits: {} },
      {
        account: this.#chat,
        name: "chat",
        limits: { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 },
      },
    ].map(({ account, limits, name }) => {
      const all = { imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
      const claims = { limits: { ...UNLIMITED, ...all, ...limits }, type: "account" };
      return `${account.getPublicKey()}: ${signed(this.#operator, account, { name, claims })}`;
    });
    const operator = signed(this.#operator, this.#operator, {
      name: "operator",
      claims: { system_account: this.#system.getPublicKey(), type: "operator" },
    });
    return [
      `operator: ${operator}`,
      `system_account: ${this.#system.getPublicKey()}`,
      "resolver: MEMORY",
      `resolver_preload: {\n${tokens.join("\n")}\n}`,
      "",
    ].join("\n");
  }

  /** The file of somebody in the account with JetStream. */
  credentials(name: string): string {
    return credentialsOf(this.#chat, name);
  }

  /** The file of somebody in an account that no server knows. */
  static unknownCredentials(name: string): string {
    return credentialsOf(nkeys.createAccount(), name);
  }
}

function credentialsOf(account: KeyPair, name: string): string {
  const user = nkeys.createUser();
  const token = signed(account, user, { name, claims: { ...UNLIMITED, type: "user" } });
  const seed = new TextDecoder().decode(user.getSeed());
  return [
    "-----BEGIN NATS USER JWT-----",
    token,
    "------END NATS USER JWT------",
    "",
    "-----BEGIN USER NKEY SEED-----",
    seed,
    "------END USER NKEY SEED------",
    "",
  ].join("\n");
}

/** A token with which `issuer` says something about `subject`, as NATS reads it (version 2). */
function signed(
  issuer: KeyPair,
  subject: KeyPair,
  { claims, name }: { claims: object; name: string },
): string {
  const header = { typ: "JWT", alg: "ed25519-nkey" };
  const body = {
    jti: crypto.randomUUID(),
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
    name,
    sub: subject.getPublicKey(),
    nats: { ...claims, version: 2 },
  };
  const text = [header, body].map((part) => encoded(new TextEncoder().encode(JSON.stringify(part))))
    .join(".");
  return `${text}.${encoded(issuer.sign(new TextEncoder().encode(text)))}`;
}

function encoded(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
