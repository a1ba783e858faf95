// GET /v1/programmes, GET /v1/programmes/{id} and POST /v1/programmes/{id}/budget

import * as z from 'zod';
import { BUDGET_MAX_FEN } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import { isOpenAt, type Programme } from '../../src/programme.ts';
import { chinaMonthsBetween, instantOf, type UnixSeconds } from '../../src/time.ts';
import { type Budget, listOf, type ProgrammeObject, ProgrammeObjectSchema } from '../../src/wire/objects.ts';
import { programmesOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import type { Env } from '../env.ts';
import { type ApiError, conflict, missing, unavailable } from '../errors.ts';
import { KEY_KINDS } from '../keys.ts';
import type { SetTotalResult } from '../objects/budget.ts';
import type { KeyOwner } from '../objects/directory.ts';
import { journalName } from '../objects/journal.ts';
import { latestOf } from '../pricing.ts';

export const listProgrammes = endpoint(
  {
    method: 'GET',
    path: '/v1/programmes',
    summary: 'The programmes, each in its latest version.',
    keys: KEY_KINDS,
    answer: { status: 200, description: 'All programmes.', schema: listOf(ProgrammeObjectSchema) },
  },
  async ({ c, owner, now }) => {
    const all = await programmesOf(c.env);
    const ids = [...new Set(all.map(({ id }) => id))];
    const data = await Promise.all(ids.map((id) => programmeObject(c.env, owner, all, id, now)));
    return c.json({
      object: 'list',
      url: '/v1/programmes',
      data: data.filter((one) => one !== null),
      has_more: false,
    });
  },
);

export const retrieveProgramme = endpoint(
  {
    method: 'GET',
    path: '/v1/programmes/:id',
    summary: 'A programme in its latest version; finance and the operator see its budget.',
    keys: KEY_KINDS,
    answer: { status: 200, description: 'The programme.', schema: ProgrammeObjectSchema },
  },
  async ({ c, id, owner, now }) => {
    const programme = await programmeObject(c.env, owner, await programmesOf(c.env), id, now);
    if (programme === null) throw missing('programme', id);
    return c.json(programme);
  },
);

export const setProgrammeBudget = endpoint(
  {
    method: 'POST',
    path: '/v1/programmes/:id/budget',
    summary: "Sets a programme's budget: never below what is pending and posted.",
    keys: ['ok'],
    body: z.strictObject({ budget_amount: z.int().min(0).max(BUDGET_MAX_FEN) }),
    answer: { status: 200, description: 'The programme.', schema: ProgrammeObjectSchema },
  },
  async ({ c, id, body, owner, now }) => {
    const all = await programmesOf(c.env);
    if (latestOf(all, id) === null) throw missing('programme', id);
    const set = await c.env.BUDGET.getByName(id).setTotal(body.budget_amount);
    if (!set.ok) throw refusalOf(set, body.budget_amount);
    return c.json(await programmeObject(c.env, owner, all, id, now));
  },
);

function refusalOf(refused: SetTotalResult & { ok: false }, budget_amount: Fen): ApiError {
  switch (refused.reason) {
    case 'below_spent':
      return conflict(
        'budget_below_spent',
        `budget_amount: expected at least ${refused.least} fen, which are pending, posted or about to be, got ${budget_amount}.`,
        'budget_amount',
      );
    case 'recall_unfinished':
      return unavailable(
        'temporarily_unavailable',
        'Not every ledger has yet said what it does not use. Send the same request again.',
      );
  }
}

async function programmeObject(
  env: Env,
  owner: KeyOwner,
  all: readonly Programme[],
  id: string,
  now: UnixSeconds,
): Promise<ProgrammeObject | null> {
  const latest = latestOf(all, id);
  if (latest === null) return null;
  const { budget_amount: _, ...programme } = latest;
  const versions = all.filter((one) => one.id === id);
  const seesBudget = owner.kind === 'ok' || owner.kind === 'fk';
  return {
    ...programme,
    object: 'programme',
    versions: versions.map(({ version }) => version),
    active: isOpenAt(latest, now),
    ...(seesBudget && { budget: await budgetOf(env, versions, id, now) }),
  };
}

/**
 * What is pending and posted comes from the journals of all months since the programme's first window, which follow the
 * ledgers within about a second. The budget is read after them, so that what they count is leased there.
 */
async function budgetOf(
  env: Env,
  versions: readonly Programme[],
  id: string,
  now: UnixSeconds,
): Promise<Budget> {
  const starts = Math.min(...versions.map(({ window }) => instantOf(window.starts)));
  const totals = await Promise.all(
    chinaMonthsBetween(starts, now + 1).map((month) =>
      env.JOURNAL.getByName(journalName(id, month)).totals(),
    ),
  );
  const { total, leased } = await env.BUDGET.getByName(id).state();
  const pending = totals.reduce((all, one) => all + one.pending, 0);
  const posted = totals.reduce((all, one) => all + one.posted, 0);
  return { total, leased, pending, posted, available: Math.max(0, total - pending - posted) };
}
