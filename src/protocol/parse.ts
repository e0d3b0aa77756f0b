import * as v from 'valibot';

/** A message that is safe to use, or why it is not. */
export type Parsed<Message> =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly reason: string };

/**
 * Checks a message against its schema. Never throws, whatever arrives; the reason names the place
 * and what was expected there, never the content.
 */
export function parseWith<Message>(
  schema: v.GenericSchema<unknown, Message>,
  value: unknown,
): Parsed<Message> {
  try {
    const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
    if (result.success) return { ok: true, message: result.output };
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'message';
    return {
      ok: false,
      reason: `${place}: expected ${issue.expected ?? issue.type}`.slice(0, 300),
    };
  } catch {
    // Getters and proxies can throw from inside the check.
    return { ok: false, reason: 'message: could not be read' };
  }
}
