/**
 * Asking a gateway that cannot be reached yet until it answers.
 */
import { TokenRefused } from "./gateway.js";
import { pauseBefore } from "./sweepcast.js";

/**
 * Return the answer, however long it takes. Where the gateway wants another token, nothing comes any more: that is
 * said, and asking again would not help.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(sentence: string, isOver?: boolean) => void} tell why it takes so long; `isOver`: nothing will come
 * @param {(seconds: number) => Promise<void>} [rest]
 * @returns {Promise<T>}
 */
export async function answered(ask, tell, rest = pause) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof TokenRefused) {
        tell(`${why}.`, true);
        return new Promise(() => {});
      }
      tell(`The night cannot be reached yet: ${why}. Trying again.`);
      await rest(pauseBefore(attempt, Math.random()));
    }
  }
}

/** @param {number} seconds @returns {Promise<void>} */
function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
