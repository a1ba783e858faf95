// npm run test:faults -- --rounds 100 [--seed N]: as many rounds as are asked for, then waits until everything that nobody
// paid has expired. Ends with 1, and with the last words of the processes, at the first thing that is not true.

import { parseArgs } from 'node:util';
import { Rounds } from './rounds.ts';

const ROUNDS_MAX = 10_000;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string' } },
});
const rounds_asked = wholeNumber('rounds', values.rounds, ROUNDS_MAX);
const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 2 ** 31), 2 ** 31);
console.log(`${rounds_asked} rounds, --seed ${seed}`);

const rounds = await Rounds.start(seed);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  for (let round = 1; round <= rounds_asked; round += 1) {
    const { killed, orders, acknowledged, unanswered, seconds } = await rounds.run(round);
    console.log(
      `round ${round}: killed ${killed.join(', then ')}; ${orders} orders, ${acknowledged} acknowledged, ` +
        `${unanswered} requests unanswered; ${seconds.toFixed(1)} s`,
    );
  }
  console.log('every round holds; waiting until all that nobody paid has expired');
  await rounds.untilAllExpired();
  console.log('all is settled, and all sums hold');
} catch (error) {
  console.error(error, rounds.lastWords());
  process.exitCode = 1;
} finally {
  await rounds.end();
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new Error(`--${name}: expected a whole number up to ${most}, got '${text}'`);
}
