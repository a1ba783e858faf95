// The load, a process of its own: shoppers come one after the other in several lanes, from `begin` to `end`, and finish what
// they have begun. Then it hands over what all of them were told. It is never killed, and knows of no crash.

import { setTimeout as pause } from 'node:timers/promises';
import { Random } from './random.ts';
import { SHOPPERS, type Shopper } from './shoppers.ts';
import { type Order, type Place, Visit } from './visit.ts';

export type Command = { readonly begin: { readonly round: string; readonly seed: number } } | 'end';

/** What the load says: that a round's first shoppers have been served, and at its end the report. */
export type News = 'under way' | Report;

/** What a round's shoppers were told, and what must not have been answered. */
export type Report = {
  readonly orders: readonly Order[];
  readonly unanswered: number;
  readonly surprises: readonly string[];
};

const LANES = 6;
const VISITS_MAX = 160;
/** A bound on the load, so that two shared cores can follow. */
const PAUSE_MAX_MS = 30;

const place = JSON.parse(process.argv[2] ?? '') as Place;
const bag = SHOPPERS.flatMap((shopper) => Array<Shopper>(shopper.weight).fill(shopper));
let open = false;

process.on('message', (command: Command) => {
  if (command === 'end') open = false;
  else void shop(command.begin.round, command.begin.seed).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());

async function shop(round: string, seed: number): Promise<Report> {
  open = true;
  const random = new Random(seed);
  let finished = 0;
  const visits: Visit[] = [];
  const surprises: string[] = [];
  const lane = async (): Promise<void> => {
    while (open && visits.length < VISITS_MAX) {
      const shopper = random.pick(bag);
      const visit = new Visit(
        ...([place, random.branch(), `${round}-${visits.length}`, shopper.name, shopper.patient] as const),
      );
      visits.push(visit);
      await shopper.visit(visit).catch((error) => surprises.push(String(error)));
      finished += 1;
      if (finished === LANES) process.send?.('under way' satisfies News);
      await pause(random.between(0, PAUSE_MAX_MS));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return {
    orders: visits.flatMap(({ orders }) => orders),
    unanswered: visits.reduce((all, visit) => all + visit.unanswered, 0),
    surprises,
  };
}
