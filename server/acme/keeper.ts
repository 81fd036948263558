/** Keeps a certificate from an authority (ACME): gets it, renews it in time, and waits after failures. */
import { join } from "node:path";
import { plainReason } from "../base/plain_reason.ts";
import {
  ACME_CERTIFICATE_FILE,
  ACME_KEY_FILE,
  CertificateError,
  loadCertificate,
  type LoadedCertificate,
  writePrivately,
} from "../net/certificate/certificate_store.ts";
import { isUnknownAccount, makeAccount, openAccount } from "./account.ts";
import { AcmeError } from "./acme_error.ts";
import { openCertificateKey } from "./certificate_key.ts";
import { order, type OrderOptions } from "./order.ts";
import { Authority } from "./protocol/authority.ts";
import { certificateIdentity } from "./protocol/certificate_identity.ts";
import { renewalInfo } from "./renewal_info.ts";
import type { AcmeSettings } from "./settings.ts";
import { type AcmeState, keepState, readState, wantedOf } from "./state.ts";
import type { AcmeStatus } from "./status.ts";
import { renewalTimeMs, retryWaitMs, suggestedTimeMs } from "./times.ts";

/** How long one attempt may take, in milliseconds. */
const ATTEMPT_WITHIN_MS = 15 * 60 * 1_000;

/** How long to wait before it is asked again when to renew, where that could not be answered. */
const ASK_AGAIN_MS = 6 * 60 * 60 * 1_000;

/** No wait that was written down is longer, so a longer one is that of another clock. */
const LONGEST_WAIT_MS = 8 * 24 * 60 * 60 * 1_000;

/** What it works with. */
export interface AcmeKeeperOptions {
  dataFolder: string;
  settings: AcmeSettings;
  /** Certificates in PEM of those who vouch for the authority's own TLS. @default everybody's */
  roots?: readonly string[] | undefined;
  /** Answers the authority when it looks whether names lead here. */
  desk: OrderOptions["desk"];
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  delay: OrderOptions["delay"];
  /** Called with what goes its way. */
  tell(message: string): void;
  /** Called with what has failed. */
  complain(message: string): void;
  /** Called when there is another certificate in the data folder. */
  onCertificate(): Promise<void>;
}

/** One at a time in a data folder. */
export class AcmeKeeper {
  readonly #options: AcmeKeeperOptions;
  readonly #stopping = new AbortController();
  #state: AcmeState;
  #certificate: LoadedCertificate | undefined;
  /** What the authority has said about when to renew. */
  #suggestedMs: number | undefined;
  #window = "";
  #askAgainMs = 0;
  #working: Promise<void> | undefined;
  #cannotKeep = false;

  private constructor(options: AcmeKeeperOptions) {
    this.#options = options;
    this.#state = readState(options.dataFolder, wantedOf(options.settings));
  }

  /** Takes up where the last one has left off; nothing is asked before `look()`. */
  static async open(options: AcmeKeeperOptions): Promise<AcmeKeeper> {
    const keeper = new AcmeKeeper(options);
    await keeper.#load();
    return keeper;
  }

  /** How it is. */
  get status(): AcmeStatus {
    const { directory, names } = this.#options.settings;
    const { failures, lastFailure } = this.#state;
    return {
      names,
      directory,
      hasCertificate: this.#isWanted,
      nextMs: Math.max(this.#dueMs, this.#retryAtMs),
      failures,
      lastFailure,
    };
  }

  /** Does what is due, unless it does already; call it again and again. Never rejects. */
  async look(): Promise<void> {
    this.#working ??= this.#work().finally(() => this.#working = undefined);
    await this.#working;
  }

  /** Tries at once what has failed, unless the authority has asked to be left alone. Never rejects. */
  async retry(): Promise<void> {
    this.#state = { ...this.#state, retryAtMs: 0 };
    await this.look();
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#stopping.abort(new AcmeError("The server stops"));
    await this.#working;
  }

  /** Whether there is a certificate for what is wanted. */
  get #isWanted(): boolean {
    return this.#certificate !== undefined && this.#state.got === this.#state.wanted;
  }

  get #dueMs(): number {
    const certificate = this.#certificate;
    if (certificate === undefined || !this.#isWanted) return 0;
    return this.#suggestedMs ?? renewalTimeMs(certificate);
  }

  get #retryAtMs(): number {
    const retryAtMs = Math.max(this.#state.retryAtMs, this.#state.notBeforeMs);
    return retryAtMs - this.#options.now() > LONGEST_WAIT_MS ? 0 : retryAtMs;
  }

  async #load(): Promise<void> {
    const { dataFolder } = this.#options;
    try {
      const [file, key] = [ACME_CERTIFICATE_FILE, ACME_KEY_FILE];
      this.#certificate = await loadCertificate(join(dataFolder, file), join(dataFolder, key));
    } catch (error) {
      // There is none yet, or none that can be used: then another one is had.
      if (!(error instanceof CertificateError)) throw error;
      this.#certificate = undefined;
    }
  }

  async #work(): Promise<void> {
    const { now } = this.#options;
    if (this.#stopping.signal.aborted) return;
    if (this.#isWanted && now() >= Math.max(this.#askAgainMs, this.#retryAtMs)) {
      await this.#askWhen();
    }
    if (now() >= Math.max(this.#dueMs, this.#retryAtMs)) await this.#attempt();
  }

  /** Asks when to renew; whatever goes wrong with that, two thirds of the lifetime are right. */
  async #askWhen(): Promise<void> {
    const { now, random } = this.#options;
    const certificate = this.#certificate;
    const identity = certificate && certificateIdentity(certificate.certificatePem);
    this.#askAgainMs = now() + ASK_AGAIN_MS;
    if (certificate === undefined || identity === undefined) return;
    try {
      await this.#with(async (authority) => {
        const { askAgainMs, window } = await renewalInfo(authority, identity, now());
        this.#askAgainMs = askAgainMs;
        const shown = JSON.stringify(window ?? null);
        // The moment is chosen once for each window.
        if (shown === this.#window) return;
        this.#window = shown;
        this.#suggestedMs = window && suggestedTimeMs(window, { ...certificate, random });
      });
    } catch (error) {
      if (!(error instanceof AcmeError)) throw error;
    }
  }

  async #attempt(): Promise<void> {
    const { complain, now, onCertificate, random, settings, tell } = this.#options;
    const { failures } = this.#state;
    // Written down before, so that a server that ends meanwhile does not ask sooner.
    const retryAtMs = now() + retryWaitMs(failures + 1, { random });
    await this.#keep({ ...this.#state, retryAtMs });
    try {
      await this.#with((authority, signal) => this.#get(authority, signal));
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const reason = error instanceof AcmeError ? error.message : plainReason(error);
      const asked = error instanceof AcmeError ? error.retryAfterMs : undefined;
      const waitMs = retryWaitMs(failures + 1, { random, retryAfterMs: asked });
      await this.#keep({
        ...this.#state,
        failures: failures + 1,
        lastFailure: { atMs: now(), reason },
        retryAtMs: now() + waitMs,
        notBeforeMs: asked === undefined ? 0 : now() + asked,
      });
      const when = new Date(now() + waitMs).toISOString();
      const goesOn = this.#certificate === undefined
        ? "its own certificate, which no authority vouches for"
        : "the certificate that it has";
      complain(
        `There is no new certificate for ${
          settings.names.join(", ")
        }. ${reason}. The server goes on ` +
          `with ${goesOn}, and tries again at ${when}, or when it gets SIGHUP`,
      );
      return;
    }
    const { wanted } = this.#state;
    const success = { failures: 0, lastFailure: undefined, retryAtMs: 0, notBeforeMs: 0 };
    await this.#keep({ wanted, got: wanted, ...success });
    this.#suggestedMs = undefined;
    this.#window = "";
    this.#askAgainMs = 0;
    await this.#load();
    await onCertificate();
    const next = new Date(this.#dueMs).toISOString();
    tell(`has a certificate for ${settings.names.join(", ")}; the next one is due at ${next}`);
  }

  async #get(authority: Authority, signal: AbortSignal): Promise<void> {
    const { dataFolder, delay, desk, now, settings, tell } = this.#options;
    const { contact, directory, names } = settings;
    tell(`asks ${directory} for a certificate for ${names.join(", ")}`);
    const key = await openCertificateKey(dataFolder);
    const accountOptions = {
      dataFolder,
      directory,
      contact,
      authority,
      onMade: (terms: string | undefined) =>
        tell(
          "has an account with the authority, and with it accepts its terms of service" +
            (terms === undefined ? "" : `: ${terms}`),
        ),
    };
    let signer = await openAccount(accountOptions);
    const replaced = this.#isWanted && (await authority.directory()).renewalInfo !== undefined
      ? this.#certificate && certificateIdentity(this.#certificate.certificatePem)
      : undefined;
    const ordered = { authority, names, key, desk, now, delay, signal };
    const get = (replaces: string | undefined) => order({ ...ordered, signer, replaces });
    const chain = await get(replaced).catch(async (error: unknown) => {
      if (!(error instanceof AcmeError)) throw error;
      if (error.type === "alreadyReplaced") return await get(undefined);
      if (!isUnknownAccount(error)) throw error;
      signer = await makeAccount(accountOptions, signer.key);
      return await get(replaced);
    });
    await writePrivately(join(dataFolder, ACME_CERTIFICATE_FILE), chain);
  }

  /** Does something with the authority, within bounds of time. */
  async #with(
    work: (authority: Authority, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { now, roots, settings } = this.#options;
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new AcmeError("The authority takes too long")),
      ATTEMPT_WITHIN_MS,
    );
    const signal = AbortSignal.any([this.#stopping.signal, late.signal]);
    try {
      using authority = new Authority({ directoryUrl: settings.directory, roots, now, signal });
      await work(authority, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #keep(state: AcmeState): Promise<void> {
    this.#state = state;
    try {
      await keepState(this.#options.dataFolder, state);
      this.#cannotKeep = false;
    } catch (error) {
      if (!this.#cannotKeep) this.#options.complain(plainReason(error));
      this.#cannotKeep = true;
    }
  }
}
