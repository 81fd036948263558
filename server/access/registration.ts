/** Who may make an account: what was decided, for how long, and what it is at a given time. */

/** Anybody; whoever has an invite code; nobody; whoever's name is on the list. */
export const REGISTRATION_MODES = ["open", "invite", "closed", "allow_list"] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/** A mode as people type and read it. */
export function modeText(mode: RegistrationMode): string {
  return mode.replace("_", "-");
}

/** What was decided. */
export interface RegistrationRule {
  /** What holds unless something else does for a while. */
  mode: RegistrationMode;
  /** What holds until a time, in milliseconds since 1970. */
  meanwhile?: { mode: RegistrationMode; untilMs: number };
}

/** What holds at a time. */
export interface CurrentRegistration {
  mode: RegistrationMode;
  /** Until when, and what comes then; undefined when it has no end. */
  ends: { untilMs: number; next: RegistrationMode } | undefined;
}

/** What a server does that was told nothing. */
export const OPEN_REGISTRATION: RegistrationRule = { mode: "open" };

/** What a rule comes to at a time. */
export function registrationAt(
  { mode, meanwhile }: RegistrationRule,
  nowMs: number,
): CurrentRegistration {
  if (meanwhile === undefined || meanwhile.untilMs <= nowMs) return { mode, ends: undefined };
  return { mode: meanwhile.mode, ends: { untilMs: meanwhile.untilMs, next: mode } };
}

/** Another rule: for good, or until a time, after which it is again what it is without that. */
export function changedRegistration(
  { mode }: RegistrationRule,
  wanted: RegistrationMode,
  untilMs: number | undefined,
): RegistrationRule {
  return untilMs === undefined ? { mode: wanted } : { mode, meanwhile: { mode: wanted, untilMs } };
}

/** The rule of a running server, which changes with what the journal commits. */
export class Registration {
  #rule: RegistrationRule;

  constructor(rule: RegistrationRule) {
    this.#rule = rule;
  }

  /** What holds at a time. */
  at(nowMs: number): CurrentRegistration {
    return registrationAt(this.#rule, nowMs);
  }

  /** Whether something held for a while that does not any more, which is to be noted. */
  hasEnded(nowMs: number): boolean {
    const { meanwhile } = this.#rule;
    return meanwhile !== undefined && meanwhile.untilMs <= nowMs;
  }

  /** Another rule was committed. */
  change(rule: RegistrationRule): void {
    this.#rule = rule;
  }
}
