import { createHmac, timingSafeEqual } from 'node:crypto';

/** A signed call older (or newer) than this is a copy of an earlier one, or comes from a wrong clock. */
const MAX_AGE_MS = 5 * 60_000;

/** What the service signs a call with, as its headers have it. */
export interface SignedCall {
  readonly taskId: string;
  /** `X-Webhook-Timestamp`: seconds since 1970, in digits. */
  readonly timestamp: string | undefined;
  /** `X-Webhook-Signature`: base64. */
  readonly signature: string | undefined;
}

/**
 * Whether a call was signed with the account's key: HMAC-SHA256 over `taskId.timestamp`. Takes as long
 * for a wrong signature as for the right one, so that none can be guessed byte by byte.
 */
export function isSignedWith(
  hmacKey: string,
  { taskId, timestamp, signature }: SignedCall,
  nowMs: number,
): boolean {
  if (timestamp === undefined || signature === undefined) return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs - Number(timestamp) * 1000) > MAX_AGE_MS) return false;
  const right = createHmac('sha256', hmacKey).update(`${taskId}.${timestamp}`).digest();
  const given = Buffer.from(signature, 'base64');
  return given.byteLength === right.byteLength && timingSafeEqual(given, right);
}
