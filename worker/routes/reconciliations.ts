// POST /v1/reconciliations, GET /v1/reconciliations, GET /v1/reconciliations/{id} and GET /v1/reconciliations/{id}/findings

import { windowOf } from '../../src/reconciliation.ts';
import { listOf } from '../../src/wire/objects.ts';
import {
  FindingSchema,
  ReconciliationRequestSchema,
  ReconciliationSchema,
} from '../../src/wire/reconciliations.ts';
import { endpoint } from '../endpoint.ts';
import { conflict, invalid, missing } from '../errors.ts';
import { ListQuery, listObject, pageOf } from '../lists.ts';
import { newIdentifier } from '../new-identifier.ts';
import type { KeyOwner } from '../objects/directory.ts';
import { reconciliationsOf } from '../reconciliations.ts';

const KEYS = ['fk', 'ok'] as const;

export const createReconciliation = endpoint(
  {
    method: 'POST',
    path: '/v1/reconciliations',
    summary: 'Compares Stripe with the ledgers over a span of time, in the background.',
    keys: KEYS,
    body: ReconciliationRequestSchema,
    answer: { status: 201, description: 'The reconciliation, begun.', schema: ReconciliationSchema },
  },
  async ({ c, body, owner, now, now_ms }) => {
    const asked = windowOf(body, now);
    if (!asked.ok) {
      const { param, expected } = asked;
      const came = body[param] ?? 'nothing';
      throw invalid('parameter_invalid', `${param}: expected ${expected}, got ${came}.`, param);
    }
    const id = newIdentifier('rec', now_ms, 0);
    const merchant = scopeOf(owner);
    const started = await reconciliationsOf(c.env).start({ ...asked.window, id, merchant, now_ms });
    if (!started.ok) {
      throw conflict(
        'reconciliation_under_way',
        `Expected no reconciliation under way, got ${started.reconciliation.id}. Begin another when it has ended.`,
      );
    }
    return c.json(started.reconciliation, 201);
  },
);

export const listOfReconciliations = endpoint(
  {
    method: 'GET',
    path: '/v1/reconciliations',
    summary: 'Reconciliations, the latest first.',
    keys: KEYS,
    query: ListQuery,
    answer: { status: 200, description: 'A page of them.', schema: listOf(ReconciliationSchema) },
  },
  async ({ c, query, owner }) => {
    const { limit, page } = pageOf(query);
    const found = await reconciliationsOf(c.env).list(scopeOf(owner), page);
    return c.json(listObject('/v1/reconciliations', found, limit));
  },
);

export const retrieveReconciliation = endpoint(
  {
    method: 'GET',
    path: '/v1/reconciliations/:id',
    summary: 'A reconciliation: how far it has come, and how much it found.',
    keys: KEYS,
    answer: { status: 200, description: 'The reconciliation.', schema: ReconciliationSchema },
  },
  async ({ c, id, owner }) => {
    const found = await reconciliationsOf(c.env).reconciliation(id, scopeOf(owner));
    if (found === null) throw missing('reconciliation', id);
    return c.json(found);
  },
);

export const listOfFindings = endpoint(
  {
    method: 'GET',
    path: '/v1/reconciliations/:id/findings',
    summary: 'What a reconciliation has healed, and what people have to look at.',
    keys: KEYS,
    query: ListQuery,
    answer: { status: 200, description: 'A page of findings.', schema: listOf(FindingSchema) },
  },
  async ({ c, id, query, owner }) => {
    const reconciliations = reconciliationsOf(c.env);
    if ((await reconciliations.reconciliation(id, scopeOf(owner))) === null)
      throw missing('reconciliation', id);
    const { limit, page } = pageOf(query);
    const found = await reconciliations.findings(id, page);
    return c.json(listObject(`/v1/reconciliations/${id}/findings`, found, limit));
  },
);

/** A merchant's finance team sees its own merchant; the operator sees all. */
function scopeOf(owner: KeyOwner): string | null {
  return owner.kind === 'ok' ? null : owner.merchant.id;
}
