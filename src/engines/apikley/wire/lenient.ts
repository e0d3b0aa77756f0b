import * as v from 'valibot';

/*
 * The service's documentation and its replies disagree about types (numbers as strings, times as
 * either, missing keys for null), so fields that are not vital are read for what they can mean.
 */

type Reading<T> = v.OptionalSchema<v.GenericSchema<unknown, T | undefined>, undefined>;

function reading<T>(read: (value: unknown) => T | undefined): Reading<T> {
  return v.optional(v.pipe(v.unknown(), v.transform(read)));
}

/** A number, also where it comes as a string. */
export const number: Reading<number> = reading(toNumber);

/** A text that is not empty; numbers count as text. */
export const text: Reading<string> = reading((value) => {
  const string = typeof value === 'number' ? String(value) : value;
  return typeof string === 'string' && string.trim() !== '' ? string.trim() : undefined;
});

/** `true` or `false`, nothing else. */
export const flag: Reading<boolean> = reading((value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** An array; nothing else has items. */
export const items: Reading<readonly unknown[]> = reading((value) =>
  Array.isArray(value) ? (value as readonly unknown[]) : undefined,
);

/** An object with string keys, also where it comes as JSON in a string. */
export const record: Reading<Readonly<Record<string, unknown>>> = reading((value) => {
  const object = typeof value === 'string' ? parseJson(value) : value;
  return isRecord(object) ? object : undefined;
});

/** Reads the fields of an object; `undefined` for anything else, arrays included. */
export function readFields<Entries extends v.ObjectEntries>(
  schema: v.ObjectSchema<Entries, undefined>,
  value: unknown,
): v.InferOutput<v.ObjectSchema<Entries, undefined>> | undefined {
  const result = v.safeParse(schema, isRecord(value) ? value : undefined);
  return result.success ? result.output : undefined;
}

/** A finite number, read from a number or a decimal string. */
export function toNumber(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

/** The value of a JSON text, `undefined` if it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
