/** Requests about keys, made again when a server has no time: what needs them should not fail by that. */
import { busyPauseMs, isBusy } from "../base/busy.ts";
import { type Clock, pause } from "../base/clock.ts";
import type { KeyRequest } from "../encryption/session/key_requests.ts";

/** So often a busy server is asked, and so long is waited in between at most. */
const TRIES = 10;
const MAX_PAUSE_MS = 30_000;

/** The same requests, patient. What a server refuses as busy has changed nothing there. */
export function patient(request: KeyRequest, clock: Clock): KeyRequest {
  return async (action, fields) => {
    for (let tries = 1;; tries++) {
      try {
        return await request(action, fields);
      } catch (error) {
        const pauseMs = busyPauseMs(error);
        if (!isBusy(error) || tries === TRIES || pauseMs > MAX_PAUSE_MS) throw error;
        await pause(clock, pauseMs);
      }
    }
  };
}
