// GET /v1/programmes, GET /v1/programmes/{id} and POST /v1/programmes/{id}/budget

import * as z from 'zod';
import { BUDGET_MAX_FEN } from '../../src/limits.ts';
import { isOpenAt, type Programme } from '../../src/programme.ts';
import { chinaMonthsBetween, instantOf, type UnixSeconds } from '../../src/time.ts';
import { type Budget, listOf, type ProgrammeObject, ProgrammeObjectSchema } from '../../src/wire/objects.ts';
import { programmesOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import type { Env } from '../env.ts';
import { conflict, missing } from '../errors.ts';
import { KEY_KINDS } from '../keys.ts';
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
    summary: "Sets a programme's budget: never below what ledgers hold of it.",
    keys: ['ok'],
    body: z.strictObject({ budget_amount: z.int().min(0).max(BUDGET_MAX_FEN) }),
    answer: { status: 200, description: 'The programme.', schema: ProgrammeObjectSchema },
  },
  async ({ c, id, body, owner, now }) => {
    const all = await programmesOf(c.env);
    if (latestOf(all, id) === null) throw missing('programme', id);
    const set = await c.env.BUDGET.getByName(id).setTotal(body.budget_amount);
    if (!set.ok) {
      throw conflict(
        'budget_below_leased',
        `budget_amount: expected at least ${set.leased} fen, which ledgers hold, got ${body.budget_amount}.`,
        'budget_amount',
      );
    }
    return c.json(await programmeObject(c.env, owner, all, id, now));
  },
);

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
  const versions = all.filter((one) => one.id === id).map(({ version }) => version);
  const seesBudget = owner.kind === 'ok' || owner.kind === 'fk';
  return {
    ...programme,
    object: 'programme',
    versions,
    active: isOpenAt(latest, now),
    ...(seesBudget && { budget: await budgetOf(env, latest, now) }),
  };
}

/** What is pending and posted comes from the journals, which follow the ledgers within about a second. */
async function budgetOf(env: Env, programme: Programme, now: UnixSeconds): Promise<Budget> {
  const months = chinaMonthsBetween(instantOf(programme.window.starts), now + 1);
  const [{ total, leased }, ...totals] = await Promise.all([
    env.BUDGET.getByName(programme.id).state(),
    ...months.map((month) => env.JOURNAL.getByName(journalName(programme.id, month)).totals()),
  ]);
  const pending = totals.reduce((all, one) => all + one.pending, 0);
  const posted = totals.reduce((all, one) => all + one.posted, 0);
  return { total, leased, pending, posted, available: total - pending - posted };
}
