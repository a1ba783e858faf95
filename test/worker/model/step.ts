// A command of a sequence: what it is called, when it can come, what it is given, and what it does.

import fc from 'fast-check';
import type { Answer } from '../support.ts';
import type { Model, Sale } from './model.ts';
import { saw, type World } from './world.ts';

export class Step<Given> implements fc.AsyncCommand<Model, World> {
  private readonly name: string;
  private readonly given: Given;
  private readonly can: (model: Model) => boolean;
  private readonly act: (given: Given, model: Model, world: World) => Promise<unknown>;

  constructor(
    name: string,
    given: Given,
    can: (model: Model) => boolean,
    act: (given: Given, model: Model, world: World) => Promise<unknown>,
  ) {
    this.name = name;
    this.given = given;
    this.can = can;
    this.act = act;
  }

  check(model: Model): boolean {
    return this.can(model);
  }

  async run(model: Model, world: World): Promise<void> {
    await this.act(this.given, model, world);
  }

  /** As a failure shows it. */
  toString(): string {
    return `${this.name} ${JSON.stringify(this.given)}`;
  }
}

export type Steps = fc.Arbitrary<fc.AsyncCommand<Model, World>>;

/** A command that can come at any time. */
export function step<Given>(
  name: string,
  given: fc.Arbitrary<Given>,
  act: (given: Given, model: Model, world: World) => Promise<unknown>,
): Steps {
  return given.map((one) => new Step(name, one, () => true, act));
}

/** A command about one of the checkouts that are like this; it comes once there is one. */
export function saleStep<Given>(
  name: string,
  wanted: (sale: Sale) => boolean,
  given: fc.Arbitrary<Given>,
  act: (sale: Sale, given: Given, model: Model, world: World) => Promise<unknown>,
): Steps {
  const can = (model: Model): boolean => model.sales.some(wanted);
  return fc.record({ sale: fc.nat(7), given }).map(
    (one) =>
      new Step(name, one, can, async ({ sale: at, given }, model, world) => {
        const some = model.sales.filter(wanted);
        const sale = some[at % Math.max(1, some.length)];
        if (sale !== undefined) await act(sale, given, model, world);
      }),
  );
}

export const times = <Item>(number: number, item: Item): Item[] => Array<Item>(number).fill(item);

/** Now and then a request comes twice at once. */
export const copies = fc.constantFrom(...times(7, 1), 2);

/** Sends a request as often at once as is said, and sees all answers. */
export function sendAtOnce(copies: number, send: () => Promise<Answer>): Promise<Answer[]> {
  if (copies > 1) saw('two at once');
  return Promise.all(times(copies, send).map((one) => one()));
}
