// Operations that are kept at the server: clients name them by the SHA-256 of their text, and a server may serve no others.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface PersistedOperations {
  readonly byId: ReadonlyMap<string, string>;
  readonly allowed: ReadonlySet<string>;
  /** Any other operation is refused. */
  readonly only: boolean;
}

export const NO_OPERATIONS: PersistedOperations = { byId: new Map(), allowed: new Set(), only: false };

/** Stands where the text of an unknown id would. No operation, so nobody gains by sending it. */
export const NOT_FOUND = '#not found';

/** @param file JSON object of texts by id. */
export function readOperations(file: string, only: boolean): PersistedOperations {
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const byId = new Map<string, string>();
  for (const [id, text] of Object.entries(texts)) {
    if (typeof text !== 'string' || createHash('sha256').update(text).digest('hex') !== id)
      throw new Error(`operation ${id} of ${file} is not the text that its id is the SHA-256 of`);
    byId.set(id, text);
  }
  return { byId, allowed: new Set(byId.values()), only };
}
